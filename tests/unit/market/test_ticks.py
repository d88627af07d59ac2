"""Bars of prices seen: nothing invented, nothing early."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from omc.kernel.instants import MINUTE_MS
from omc.market.ticks import Tick, bars_of
from omc.market.timeframes import Timeframe

M1 = Timeframe("1m")
BASE = 1_700_000_040_000


def tick(seconds: int, price: int) -> Tick:
    return Tick(BASE + seconds * 1000, Decimal(price))


def test_a_bar_is_made_of_the_prices_seen_inside_it() -> None:
    (bar,) = bars_of([tick(0, 5), tick(10, 9), tick(20, 3), tick(59, 4)], M1, BASE + MINUTE_MS)
    values = (bar.ts, bar.open, bar.high, bar.low, bar.close, bar.volume)
    assert values == (BASE, Decimal(5), Decimal(9), Decimal(3), Decimal(4), Decimal(0))


def test_a_bar_that_is_not_over_is_not_told() -> None:
    assert bars_of([tick(0, 5)], M1, BASE + MINUTE_MS - 1) == []


def test_a_minute_without_a_price_is_a_gap() -> None:
    found = bars_of([tick(0, 5), tick(130, 6)], M1, BASE + 10 * MINUTE_MS)
    assert [bar.ts for bar in found] == [BASE, BASE + 2 * MINUTE_MS]


TICKS = st.lists(st.builds(tick, st.integers(0, 600), st.integers(1, 99)), max_size=40)


@given(TICKS, st.integers(0, 700))
def test_what_comes_later_changes_no_bar_that_was_over(ticks: list[Tick], seconds: int) -> None:
    now = BASE + seconds * 1000
    known = [one for one in ticks if one.ts <= now]
    assert bars_of(known, M1, now) == bars_of(ticks, M1, now)
