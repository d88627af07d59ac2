"""A run's exports: runs/{run_id}/export/{name}, handed out as links that end after 15 minutes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from omc.adapters.s3.cards import find
from omc.adapters.s3.client import put_object
from omc.adapters.s3.runs import RunLake
from omc.kernel.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

LINK_SECONDS = 15 * 60


class ExportKind(StrEnum):
    """What can be taken away; the value ends the file's name."""

    TRADES_CSV = "trades.csv"
    EQUITY_CSV = "equity.csv"
    TRADES_PARQUET = "trades.parquet"
    EQUITY_PARQUET = "equity.parquet"
    CARD_JSON = "card.json"
    REPORT_PDF = "report.pdf"


_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Exported:
    """body: the whole file. name: what a browser saves it as."""

    body: bytes
    content_type: str
    name: str


class RunExports:
    """Makes exports of completed runs; who asks must own the run, which is checked before."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket
        self._lake = RunLake(client, bucket)

    def make(self, run_id: str, kind: ExportKind) -> Exported:
        """The file itself; NotFound before the run is judged. Equal runs make equal bytes."""
        body = _MAKERS[kind](self, run_id)
        return Exported(body, _CONTENT_TYPES[kind.value.rsplit(".", 1)[1]], f"{run_id}-{kind.value}")

    def link(self, run_id: str, kind: ExportKind) -> str:
        """A link to the file, good for LINK_SECONDS; asked again, the same file is written again."""
        made = self.make(run_id, kind)
        key = f"runs/{run_id}/export/{kind.value}"
        put_object(self._client, self._bucket, key, made.body)
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentType": made.content_type,
                "ResponseContentDisposition": f'attachment; filename="{made.name}"',
            },
            ExpiresIn=LINK_SECONDS,
        )

    def _trades_csv(self, run_id: str) -> bytes:
        from omc.adapters.reports.tables import trades_csv
        from omc.backtest.service.evidence import TRADE_COLUMNS

        return trades_csv(self._lake.trades(run_id), TRADE_COLUMNS)

    def _equity_csv(self, run_id: str) -> bytes:
        from omc.adapters.reports.tables import equity_csv

        return equity_csv(self._lake.equity(run_id))

    def _card_json(self, run_id: str) -> bytes:
        from omc.adapters.reports.tables import card_json

        return card_json(self._card(run_id))

    def _report_pdf(self, run_id: str) -> bytes:
        # Imported late: drawing needs a library that nothing else here does.
        from omc.adapters.reports.pdf import report_pdf

        return report_pdf(self._card(run_id), self._lake.equity(run_id), self._lake.trades(run_id))

    def _stored(self, name: str) -> Callable[[str], bytes]:
        def read(run_id: str) -> bytes:
            body = find(self._client, self._bucket, run_id, name)
            if body is None:
                raise NotFound(f"backtest {run_id} has no {name} yet")
            return body

        return read

    def _card(self, run_id: str) -> Mapping[str, object]:
        card = self._lake.card(run_id)
        if card is None:
            raise NotFound(f"backtest {run_id} has no report card yet")
        return card


_MAKERS: Mapping[ExportKind, Callable[[RunExports, str], bytes]] = {
    ExportKind.TRADES_CSV: RunExports._trades_csv,
    ExportKind.EQUITY_CSV: RunExports._equity_csv,
    ExportKind.TRADES_PARQUET: lambda exports, run_id: exports._stored("trades.parquet")(run_id),
    ExportKind.EQUITY_PARQUET: lambda exports, run_id: exports._stored("equity.parquet")(run_id),
    ExportKind.CARD_JSON: RunExports._card_json,
    ExportKind.REPORT_PDF: RunExports._report_pdf,
}
