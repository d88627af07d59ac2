"""What a run leaves in the lake: runs/{run_id}/{trades,equity}.parquet, evidence.json and card.json.

Below runs/ everything leaves after 90 days; what is kept for good has its copy below kept/{run_id}/.
Amounts of trades are decimal strings, exact; an absent one is an empty string. Equity is float64, quote
currency, at close_ts. Writing again replaces a file by its equal.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from omc.adapters.s3.cards import find, kept_name
from omc.adapters.s3.client import put_object
from omc.adapters.s3.parquet import from_parquet, to_parquet
from omc.backtest.judging.evidence import Evidence
from omc.backtest.metrics.drawdown import drawdowns
from omc.backtest.service.evidence import TRADE_COLUMNS, TRADE_NUMBERS, trade_row
from omc.backtest.service.gathering import Gathered
from omc.kernel.errors import NotFound
from omc.market.model import FloatArray, IntArray

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

# Columns that runs made before there were such do not have.
_YOUNGER = ("decided_ts", "targets", "spec_version")
EQUITY = ("ts", "equity", "drawdown_fraction", "benchmark")


class RunLake:
    """A RunFiles, and the reader of its tables."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put_evidence(self, run_id: str, gathered: Gathered) -> None:
        self._put(run_id, "trades.parquet", to_parquet(_trade_columns(gathered)))
        self._put(run_id, "equity.parquet", to_parquet(_equity_columns(gathered.evidence)))
        # Last: who finds the evidence finds the tables too.
        self._put(run_id, "evidence.json", json.dumps(gathered.document()).encode())

    def evidence(self, run_id: str) -> dict[str, Any]:
        return self._json(run_id, "evidence.json")

    def put_card(self, run_id: str, card: Mapping[str, Any]) -> None:
        self._put(run_id, "card.json", json.dumps(card).encode())

    def keep(self, run_id: str) -> None:
        # The card last: who finds it finds the rest too.
        for name in ("trades.parquet", "equity.parquet", "evidence.json", "card.json"):
            body = self._get(run_id, name)
            put_object(self._client, self._bucket, kept_name(run_id, name), body)

    def card(self, run_id: str) -> dict[str, Any] | None:
        body = find(self._client, self._bucket, run_id, "card.json")
        return None if body is None else json.loads(body)

    def trades(self, run_id: str) -> Sequence[dict[str, Any]]:
        """Rows as `trade_row` made them, in the order the trades closed."""
        columns = from_parquet(self._get(run_id, "trades.parquet"), TRADE_COLUMNS, _YOUNGER)
        rows = zip(*(columns[name].tolist() for name in columns), strict=True)
        absent = dict.fromkeys(_YOUNGER, "")
        return [absent | dict(zip(columns, row, strict=True)) for row in rows]

    def equity(self, run_id: str) -> dict[str, IntArray | FloatArray]:
        """Columns of EQUITY: ts int64 (when each bar closed), the others float64."""
        return from_parquet(self._get(run_id, "equity.parquet"), EQUITY)

    def _json(self, run_id: str, name: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._get(run_id, name))
        return document

    def _put(self, run_id: str, name: str, body: bytes) -> None:
        put_object(self._client, self._bucket, _name(run_id, name), body)

    def _get(self, run_id: str, name: str) -> bytes:
        body = find(self._client, self._bucket, run_id, name)
        if body is None:
            raise NotFound(f"backtest {run_id} has no {name} yet")
        return body


def _name(run_id: str, name: str) -> str:
    return f"runs/{run_id}/{name}"


def _trade_columns(gathered: Gathered) -> dict[str, np.ndarray[Any, Any]]:
    version = gathered.request.version
    rows = [trade_row(at, trade, version) for at, trade in enumerate(gathered.evidence.exits)]
    return {
        name: np.array([row[name] for row in rows], dtype=np.int64 if name in TRADE_NUMBERS else object)
        for name in TRADE_COLUMNS
    }


def _equity_columns(evidence: Evidence) -> dict[str, np.ndarray[Any, Any]]:
    course = evidence.whole
    return {
        "ts": course.close_ts,
        "equity": course.equity,
        "drawdown_fraction": drawdowns(course.equity, float(course.initial)),
        "benchmark": course.benchmark(),
    }
