"""Builds the merging of the lake's parts."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.s3.ledger.compaction import Compaction
from omc.kernel.instants import SECOND_MS
from omc.wiring.clients import s3, setting

# A folder begun with less left than this might be cut off in the middle, which costs a run and no record.
_ENOUGH_MS = 60 * SECOND_MS


@cache
def log() -> Logger:
    return Logger(service="ledgers-compact")


def run(left_ms: Callable[[], int]) -> dict[str, Any]:
    """Merge what waits, as long as there is time; the next run goes on."""
    merged = Compaction(s3(), setting("OMC_LAKE_BUCKET")).run(lambda: left_ms() > _ENOUGH_MS)
    if merged.done < merged.folders:
        log().warning("not all was merged", extra=asdict(merged))
    else:
        log().info("merged", extra=asdict(merged))
    return asdict(merged)
