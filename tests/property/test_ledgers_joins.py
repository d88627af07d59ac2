"""Ledger records beside bars: equal to asking bar by bar what was known, and blind to what came later."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.ledgers.joins import How, joined
from omc.ledgers.series import LedgerSeries
from omc.market.model import FloatArray, IntArray
from tests.speed import sorts

HOWS: tuple[How, ...] = ("last", "mean", "sum", "count", "min", "max")
Records = list[tuple[int, int, float]]

_values = st.one_of(
    st.integers(-3, 3).map(float),
    st.floats(-1e6, 1e6),
    st.sampled_from([0.1, 1e300, -1e300, 1e-300, 2.0**80, float("nan")]),
)
_records = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 25), _values), max_size=40)
_closes = st.sets(st.integers(-5, 60), min_size=1, max_size=30).map(lambda found: np.array(sorted(found)))


def series(records: Sequence[tuple[int, int, float]]) -> LedgerSeries:
    """Records of (event time, delay until known, value), in the order in which they became known."""
    ordered = sorted(((event + delay, event, value) for event, delay, value in records), key=lambda r: r[:2])
    known, event, value = (list(column) for column in zip(*ordered, strict=True)) if ordered else ([], [], [])
    return LedgerSeries(
        np.array(event, dtype=np.int64), np.array(known, dtype=np.int64), np.array(value, dtype=np.float64)
    )


def bar_by_bar(found: LedgerSeries, closes: IntArray, window: int | None, how: How) -> FloatArray:
    return np.array([_at(found, int(close), window, how) for close in closes], dtype=np.float64)


def _at(found: LedgerSeries, close: int, window: int | None, how: How) -> float:
    known: dict[int, float] = {}
    rows = zip(found.event_time.tolist(), found.known_at.tolist(), found.value.tolist(), strict=True)
    for event, known_at, value in rows:
        if known_at <= close:
            known[event] = value
    if not known:
        return float("nan")
    if how == "last":
        newest = max(known)
        return known[newest] if window is None or newest > close - window else float("nan")
    inside = [v for event, v in known.items() if event > close - (window or 0) and np.isfinite(v)]
    if how == "count":
        return float(len(inside))
    if how in ("sum", "mean"):
        total = _nearest(sum((Fraction(value) for value in inside), Fraction(0)))
        return total if how == "sum" else total / len(inside) if inside else float("nan")
    return (min if how == "min" else max)(inside, default=float("nan"))


def _nearest(total: Fraction) -> float:
    try:
        return float(total)
    except OverflowError:
        return float("nan")


@settings(max_examples=300, deadline=None)
@given(
    records=_records,
    closes=_closes,
    window=st.one_of(st.none(), st.integers(1, 40)),
    how=st.sampled_from(HOWS),
)
def test_a_join_says_what_was_known_at_each_close(
    records: Records, closes: IntArray, window: int | None, how: How
) -> None:
    found, how = series(records), "last" if window is None else how
    np.testing.assert_array_equal(joined(found, closes, window, how), bar_by_bar(found, closes, window, how))


@settings(max_examples=200, deadline=None)
@given(records=_records, later=_records, closes=_closes, window=st.integers(1, 40), data=st.data())
def test_what_became_known_later_changes_nothing_earlier(
    records: Records, later: Records, closes: IntArray, window: int, data: st.DataObject
) -> None:
    """New events, revised values, records cut off: the bars before stay as they were, bit for bit."""
    cut = data.draw(st.integers(-5, 60))
    earlier = [record for record in records if record[0] + record[1] <= cut]
    after = [(event, max(delay, cut + 1 - event), value) for event, delay, value in later]
    before = closes[closes <= cut]
    for how in HOWS:
        np.testing.assert_array_equal(
            joined(series(earlier), before, window, how),
            joined(series([*earlier, *after]), closes, window, how)[: len(before)],
        )
    np.testing.assert_array_equal(
        joined(series(earlier), before), joined(series([*earlier, *after]), closes)[: len(before)]
    )


def test_a_sum_of_a_window_that_emptied_is_exactly_zero() -> None:
    """Adding and taking away 0.1, 0.2, 0.3 leaves a rest in binary; a rule must not fire on it."""
    found = series([(0, 0, 0.1), (1, 0, 0.2), (2, 0, 0.3), (90, 0, 1.0)])
    assert joined(found, np.array([2, 50]), 10, "sum").tolist() == [0.6, 0.0]


@pytest.mark.parametrize("how", HOWS)
def test_a_hundred_thousand_records_join_as_many_bars_in_the_time_of_some_sorts(how: How) -> None:
    rng = np.random.default_rng(3)
    closes = np.arange(1, 100_001, dtype=np.int64) * 300_000
    event = np.sort(rng.integers(0, closes[-1], len(closes))) // 3_600_000 * 3_600_000
    known = event + rng.integers(0, 86_400_000, len(closes))
    order = np.lexsort((event, known))
    found = LedgerSeries(event[order], known[order], rng.normal(size=len(closes)))
    assert sorts(lambda: joined(found, closes, 86_400_000, how), len(closes)) < 150
