"""Draws equity: over all accounts of one mode and currency, or over one algorithm's.

A range ends at the latest close, not at the present: a replayed market has its own time.
"""

from collections.abc import Mapping, Sequence

from omc.contracts.http import floor as wire
from omc.contracts.http.floor_sums import curve_out
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.changes import EquityPoint
from omc.floor.curve import Track, beginning, combined, thinned
from omc.floor.totals import currency_of, totals
from omc.kernel.errors import NotFound
from omc.kernel.instants import DAY_MS, Ms
from omc.wiring.floor_api import Desk, queries, records

__all__ = ["equity"]

MAX_POINTS = 1_000
# Up to so many points of an account are read as they are, of more only so many samples.
WHOLE, SAMPLES = 2_000, 200
_SPANS: Mapping[wire.Range, Ms | None] = {
    wire.Range.DAY: DAY_MS,
    wire.Range.WEEK: 7 * DAY_MS,
    wire.Range.MONTH: 30 * DAY_MS,
    wire.Range.ALL: None,
}
Row = tuple[Algorithm, Account]


def equity(desk: Desk, span: wire.Range, mode: str | None, algorithm_id: str | None) -> wire.FloorEquityCurve:
    """Of the mode asked for; without one, paper if there is any, else simulation."""
    rows = [row for row in desk.board().rows if algorithm_id in (None, row[0].algorithm_id)]
    if algorithm_id is not None and not rows:
        raise NotFound(f"expected a known algorithm, got {algorithm_id!r}")
    books = totals(account for _, account in rows)
    book = next((one for one in books if mode in (None, one.mode)), None)
    if book is None:
        return curve_out(mode, None, [])
    mine = [row for row in rows if (row[1].mode, currency_of(row[1])) == (book.mode, book.currency)]
    length, latest = _SPANS[span], book.marked_at or 0
    since = 0 if length is None else max(latest - length, 0)
    return curve_out(mode, book, thinned(combined([_track(*row, since) for row in mine]), MAX_POINTS))


def _track(algorithm: Algorithm, account: Account, since: Ms) -> Track:
    account_id, marked_at = account.account_id, account.marks.marked_at
    if marked_at is None:
        return Track(beginning(account), ())
    before = queries().equity_until(account_id, since - 1) if since > 0 else None
    expected = min(account.marks.bars, (marked_at - since) // algorithm.series.timeframe.ms + 1)
    whole = expected <= WHOLE
    points = records().equity_of(account_id, since) if whole else _samples(account_id, since, marked_at)
    return Track(before or beginning(account), points)


def _samples(account_id: str, since: Ms, until: Ms) -> Sequence[EquityPoint]:
    """Points about evenly apart, first and last among them."""
    points: list[EquityPoint] = []
    point = queries().equity_from(account_id, since)
    step = (until - (point.at if point else until)) // SAMPLES + 1
    while point is not None and point.at < until:
        points.append(point)
        point = queries().equity_from(account_id, min(point.at + step, until))
    last = queries().equity_until(account_id, until)
    return [*points, last] if last is not None else points
