"""Ways a source may tell the same bars: repeated, overlapping, shuffled, in pieces."""

from hypothesis import strategies as st

from omc.market.model import Bar, Series
from tests.fakes.bars import bars

SERIES = Series.parse("sample:BTC/USDT:1h")


@st.composite
def collections(draw: st.DrawFn, largest: int = 60) -> tuple[list[Bar], list[list[Bar]]]:
    """A set of bars with holes, and calls that deliver every one of them at least once."""
    numbers = draw(st.sets(st.integers(400_000, 400_000 + largest), min_size=1, max_size=40))
    market = bars(SERIES, sorted(numbers))
    calls = draw(st.lists(st.lists(st.sampled_from(market), max_size=25), max_size=6))
    missed = [bar for bar in market if not any(bar in call for call in calls)]
    calls.append(draw(st.permutations(missed)))
    return market, draw(st.permutations(calls))
