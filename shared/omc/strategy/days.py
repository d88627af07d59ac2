"""Functions of the clock: highs and lows of days and sessions so far, by the clock of the session's zone.

A bar belongs to the day or session in which it opened; what it says is known at its close. A day or session
that was under way when the bars began is left out: nobody knows its beginning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms
from omc.market.calendar import local_ms
from omc.market.model import FloatArray, IntArray
from omc.strategy import tree
from omc.strategy.model import SessionSpec
from omc.strategy.session import clock_ms, in_session
from omc.strategy.warmup import length_of

if TYPE_CHECKING:
    from omc.strategy.evaluate import Evaluation

Number = Callable[["Evaluation", tree.Call], FloatArray]

_WHOLE_DAYS = SessionSpec()
_THURSDAY = 3


@dataclass(frozen=True)
class Groups:
    """The bars of a run by day or by session.

    opened, closed: int64[n] by the zone's clock, ms; start: when a group begins, ms after midnight.
    inside: places of the bars that belong to a group; number: which one each of them belongs to.
    """

    opened: IntArray
    closed: IntArray
    start: Ms
    inside: IntArray
    number: IntArray

    @property
    def edges(self) -> IntArray:
        """Where in `inside` another group begins."""
        return np.flatnonzero(np.diff(self.number, prepend=-1))

    def spread(self, values: FloatArray) -> FloatArray:
        """A value of each bar in `inside`, on it and on the bars that follow until the next."""
        places = np.searchsorted(self.inside, np.arange(len(self.opened)), side="right") - 1
        return np.append(values, np.nan)[places]


def _groups(run: "Evaluation", call: tree.Call, whole_days: bool) -> Groups:
    session = call.session or _WHOLE_DAYS
    zone = session.timezone
    opened: IntArray = run.shared(("opened", zone), lambda: local_ms(run.bars.ts, zone))
    closed: IntArray = run.shared(("closed", zone), lambda: local_ms(run.closes, zone))
    start = 0 if whole_days else clock_ms(session.start)
    belongs = np.ones(len(opened), dtype=np.bool_) if whole_days else in_session(opened, session)
    number = (opened - start) // DAY_MS
    if len(opened) and (opened[0] - start) % DAY_MS:
        belongs = belongs & (number != number[0])
    # An hour that the clock shows twice is no day of its own.
    ascending = np.maximum.accumulate(number[belongs]) if belongs.any() else number[:0]
    return Groups(opened, closed, start, np.flatnonzero(belongs), ascending)


def _so_far(column: str, extreme: np.ufunc, whole_days: bool) -> Number:
    """The extreme of the day or session up to each bar; after a session's end, of all of it."""

    def computed(run: "Evaluation", call: tree.Call) -> FloatArray:
        groups = _groups(run, call, whole_days)
        values = getattr(run.bars, column)[groups.inside]
        parts = np.split(values, groups.edges[1:])
        return groups.spread(np.concatenate([extreme.accumulate(part) for part in parts]))

    return computed


def _session_vwap(run: "Evaluation", call: tree.Call) -> FloatArray:
    """Typical prices by volume since the session began; undefined from a missing volume to its end."""
    groups = _groups(run, call, whole_days=False)
    typical = ((run.bars.high + run.bars.low + run.bars.close) / 3)[groups.inside]
    volume = run.bars.volume[groups.inside]
    result = np.full(len(volume), np.nan)
    ends = np.append(groups.edges[1:], len(volume))
    for start, stop in zip(groups.edges, ends, strict=False):
        traded = np.cumsum(volume[start:stop])
        paid = np.cumsum(typical[start:stop] * volume[start:stop])
        np.divide(paid, traded, out=result[start:stop], where=traded > 0)
    return groups.spread(result)


def _day_open(run: "Evaluation", call: tree.Call) -> FloatArray:
    groups = _groups(run, call, whole_days=True)
    return groups.spread(np.repeat(run.bars.open[groups.inside[groups.edges]], _sizes(groups)))


def _prior(column: str, extreme: np.ufunc | None) -> Number:
    """The extreme of the whole day before, or its last value; the last day that has bars."""

    def computed(run: "Evaluation", call: tree.Call) -> FloatArray:
        groups = _groups(run, call, whole_days=True)
        if len(groups.inside) == 0:
            return np.full(len(run.bars), np.nan)
        values, edges = getattr(run.bars, column)[groups.inside], groups.edges
        ends = np.append(edges[1:], len(values)) - 1
        totals = values[ends] if extreme is None else extreme.reduceat(values, edges)
        before = np.concatenate((np.full(1, np.nan), totals[:-1]))
        return groups.spread(np.repeat(before, _sizes(groups)))

    return computed


def _sizes(groups: Groups) -> IntArray:
    """How many bars each group has."""
    sizes: IntArray = np.diff(groups.edges, append=len(groups.inside))
    return sizes


def _opening_range(column: str, extreme: np.ufunc) -> Number:
    """The extreme of a session's first minutes, from the close that ends them until the next session."""

    def computed(run: "Evaluation", call: tree.Call) -> FloatArray:
        groups, span = _groups(run, call, whole_days=False), length_of(call.args[0]) * MINUTE_MS
        since = groups.opened[groups.inside] - groups.start - groups.number * DAY_MS
        early = since + run.frame.ms <= span
        if not early.any():
            return np.full(len(run.bars), np.nan)
        numbers = groups.number[early]
        edges = np.flatnonzero(np.diff(numbers, prepend=-1))
        totals = extreme.reduceat(getattr(run.bars, column)[groups.inside[early]], edges)
        place = np.searchsorted(numbers[edges], groups.number)
        found = np.append(numbers[edges], -1)[place] == groups.number
        values = np.where(found, np.append(totals, np.nan)[place], np.nan)
        return groups.spread(np.where(since + run.frame.ms >= span, values, np.nan))

    return computed


def _minutes_since_open(run: "Evaluation", call: tree.Call) -> FloatArray:
    """From the last hour at which a session may begin to the bar's close."""
    groups = _groups(run, call, whole_days=False)
    return ((groups.opened - groups.start) % DAY_MS + run.frame.ms) / MINUTE_MS


def _hour_of_day(run: "Evaluation", call: tree.Call) -> FloatArray:
    """0 to 23, at the bar's close."""
    return (_groups(run, call, whole_days=True).closed // HOUR_MS % 24).astype(np.float64)


def _day_of_week(run: "Evaluation", call: tree.Call) -> FloatArray:
    """0 on Mondays, at the bar's close."""
    days = _groups(run, call, whole_days=True).closed // DAY_MS
    return ((days + _THURSDAY) % 7).astype(np.float64)


DAYS: dict[str, Number] = {
    "day_high": _so_far("high", np.maximum, whole_days=True),
    "day_low": _so_far("low", np.minimum, whole_days=True),
    "day_open": _day_open,
    "prior_day_high": _prior("high", np.maximum),
    "prior_day_low": _prior("low", np.minimum),
    "prior_day_close": _prior("close", None),
    "session_high": _so_far("high", np.maximum, whole_days=False),
    "session_low": _so_far("low", np.minimum, whole_days=False),
    "session_vwap": _session_vwap,
    "opening_range_high": _opening_range("high", np.maximum),
    "opening_range_low": _opening_range("low", np.minimum),
    "minutes_since_open": _minutes_since_open,
    "hour_of_day": _hour_of_day,
    "day_of_week": _day_of_week,
}
