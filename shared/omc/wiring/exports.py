"""Hands out completed runs as files."""

from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.s3.exports import LINK_SECONDS, ExportKind, RunExports
from omc.backtest.service.runs import RunState
from omc.contracts.http.comparisons import ExportFormat, ExportOut, ExportTable
from omc.kernel.errors import Conflict
from omc.kernel.instants import SECOND_MS
from omc.wiring.clients import setting
from omc.wiring.promotions import clock, requests

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_WHOLE = {"json": ExportKind.CARD_JSON, "pdf": ExportKind.REPORT_PDF}


def export(owner_id: str, run_id: str, wanted: ExportFormat, table: ExportTable) -> ExportOut:
    """NotFound for a run that is not the owner's, Conflict for one that is not completed."""
    run = requests().of(owner_id, run_id)
    if run.state is not RunState.COMPLETED:
        raise Conflict(f"expected a completed run, got {run.state.value}", code="run_not_completed")
    kind = _WHOLE.get(wanted) or ExportKind(f"{table}.{wanted}")
    # Read before the link is made: it must not be said to live longer than it does.
    now = clock.now()
    return ExportOut(
        url=RunExports(_s3(), setting("OMC_LAKE_BUCKET")).link(run_id, kind),
        file_name=f"{run_id}-{kind.value}",
        format=wanted,
        expires_at=now + LINK_SECONDS * SECOND_MS,
    )


@cache
def _s3() -> "S3Client":
    """Signs with version 4: what a key of ours encrypts is given to no other signature."""
    import boto3
    from botocore.config import Config

    return boto3.client("s3", config=Config(signature_version="s3v4"))
