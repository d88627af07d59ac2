"""Builds the training set: the months whose rows may still change, of every collected series of 5 minutes."""

import os
from collections.abc import Iterator
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from omc.adapters.s3.training import TrainingLake
from omc.contracts.collect import parse_configured
from omc.kernel.instants import DAY_MS, MINUTE_MS, Ms, from_iso, to_iso
from omc.ledgers.features.training import BAR_MS, DAY_BARS, LOOK_BACK_MS, training_set, wanted_of
from omc.market.records import Series
from omc.market.screening import trusted
from omc.wiring.clients import s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.ledger_history import current_history
from omc.wiring.market import market
from omc.wiring.suspects import book_of_suspects

# More than from the first try to the second, less than an hour.
_TRIED_MS = 30 * MINUTE_MS


@cache
def log() -> Logger:
    return Logger(service="ledgers-features")


def run(event: dict[str, Any]) -> dict[str, Any]:
    """The rows written of each series. `try`: 1 at the clock's first call of an hour; a failure is logged as
    critical and left to the second, five minutes later. That one has nothing to do where the first did it;
    if it fails too, the call fails, and the alarm of what nobody could handle rings.
    """
    now, files = SystemClock().now(), TrainingLake(s3(), setting("OMC_LAKE_BUCKET"))
    second = event.get("try") == 2
    if second and now - files.built_at() < _TRIED_MS:
        return {"rows": {}}
    try:
        since = month_of(now - DAY_MS)
        rows = {series.key: _build(series, since, now, files) for series in _series()}
        files.built(now)
    except Exception:
        log().critical("the training set was not built", exc_info=True, extra={"second_try": second})
        if second:
            raise
        return {"rows": {}, "again": True}
    log().info("training set built", extra={"rows": rows})
    return {"rows": rows}


def _build(series: Series, since: Ms, now: Ms, files: TrainingLake) -> int:
    asset = series.symbol.partition("/")[0]
    bars = market().bars.arrays(series, since - (DAY_BARS + 1) * BAR_MS, None)
    book = current_history(synthetic=False).book(wanted_of(asset), since - LOOK_BACK_MS, now)
    rows = training_set(asset, bars, book).since(since)
    # A bar that may not be true is left out until another venue says the same.
    rows = rows.rows(trusted(rows.ts, book_of_suspects().suspects(series, since)))
    files.put(asset, rows)
    return len(rows)


def _series() -> Iterator[Series]:
    for one in parse_configured(os.environ.get("OMC_COLLECT_SERIES", "")):
        series = Series.parse(one.series)
        if series.timeframe.ms == BAR_MS:
            yield series


def month_of(instant: Ms) -> Ms:
    """The beginning of the month of an instant: rows up to a day old may still get their targets."""
    return from_iso(f"{to_iso(instant)[:7]}-01T00:00:00Z")
