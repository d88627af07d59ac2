"""Random markets, ledgers and expressions, valid by construction."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from omc.ledgers.series import LedgerBook, LedgerSeries
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe
from omc.strategy.functions import FUNCTIONS, Arg, Signature
from omc.strategy.ledgers import HOWS
from omc.strategy.model import SessionSpec
from omc.strategy.tree import Kind

HOUR = Timeframe.H1.ms
SENTIMENT, FILINGS = ("human.sentiment", "BTC"), ("catalyst.filings", "MSTR")
FRAMES = ("1h", "2h", "4h", "1d")
_LENGTH = st.integers(1, 6).map(str)
_COLUMN = st.sampled_from(["open", "high", "low", "close", "volume"])


@st.composite
def markets(draw: st.DrawFn, max_bars: int = 40) -> BarArrays:
    """Bars of an hour on a tick of 0.01, with flat stretches, jumps and gaps, that begin at any hour."""
    steps = draw(st.lists(st.sampled_from([0, 0, 1, -1, 7, -7, 250, -250]), min_size=1, max_size=max_bars))
    gaps = draw(st.lists(st.sampled_from([1] * 8 + [2, 5, 30]), min_size=len(steps), max_size=len(steps)))
    closes = np.maximum(np.cumsum([10_000, *steps]), 1)
    spread = draw(st.integers(0, 5))
    opened, closed = closes[:-1], closes[1:]
    volumes = draw(st.lists(st.integers(0, 9), min_size=len(closed), max_size=len(closed)))
    return BarArrays(
        (draw(st.integers(0, 30)) + np.cumsum(gaps, dtype=np.int64)) * HOUR,
        opened / 100,
        (np.maximum(opened, closed) + spread) / 100,
        np.maximum(np.minimum(opened, closed) - spread, 1) / 100,
        closed / 100,
        np.array(volumes, dtype=np.float64),
    )


def sessions() -> st.SearchStrategy[SessionSpec | None]:
    """Hours of any zone, over midnight too, on some days, with and without an hour of leaving."""
    clock = st.integers(0, 23).map(lambda hour: f"{hour:02d}:00")
    return st.one_of(
        st.none(),
        st.builds(
            SessionSpec,
            st.sampled_from(["UTC", "America/New_York", "Asia/Tokyo"]),
            clock,
            clock,
            st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
            st.one_of(st.none(), clock),
        ).filter(lambda found: found.flat_at != found.start),
    )


def books(max_records: int = 12) -> st.SearchStrategy[LedgerBook]:
    """Both series, with revisions and late records."""
    return st.builds(
        lambda *found: dict(zip((SENTIMENT, FILINGS), map(series, found), strict=True)),
        records(max_records),
        records(max_records),
    )


def records(most: int) -> st.SearchStrategy[list[tuple[int, int, int]]]:
    """(event in hours, delay in minutes, value)."""
    return st.lists(st.tuples(st.integers(0, 60), st.integers(0, 300), st.integers(-5, 5)), max_size=most)


def series(found: Sequence[tuple[int, int, int]]) -> LedgerSeries:
    """Records in the order in which they became known."""
    rows = sorted((event * HOUR + delay * 60_000, event * HOUR, value) for event, delay, value in found)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return LedgerSeries(columns[1], columns[0], columns[2].astype(np.float64))


def numbers() -> st.SearchStrategy[str]:
    """Expressions that give a number per bar."""
    leaf = st.one_of(
        _COLUMN,
        st.sampled_from(["$fast", "1", "100.5", "atr(3)", "base"]),
        st.sampled_from(["day_high()", "prior_day_close()", "session_low()", "opening_range_high(120)"]),
        st.just("human.sentiment(BTC)"),
        st.builds(
            "catalyst.filings(MSTR, {}, {})".format, st.sampled_from(["3h", "2d"]), st.sampled_from(HOWS)
        ),
    )
    return st.recursive(leaf, _deeper_number, max_leaves=5)


def _deeper_number(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    windowed = st.sampled_from(
        ["sma", "ema", "rsi", "highest", "lowest", "bollinger_upper", "bollinger_lower"]
    )
    return st.one_of(
        st.builds("{}({}, {})".format, windowed, inner, _LENGTH),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({})[{}]".format, inner, _LENGTH),
        st.builds("-{}".format, inner),
        st.builds("({}) @ {}".format, inner.filter(_fits_any_bars), st.sampled_from(FRAMES)),
        st.sampled_from(
            sorted(name for name, found in FUNCTIONS.items() if found.result is Kind.NUMBER)
        ).flatmap(lambda name: _called(name, FUNCTIONS[name], inner)),
    )


def _called(name: str, signature: Signature, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A call of any function, of an indicator with its defaults and any of its outputs."""
    args = {
        Arg.SERIES: inner,
        Arg.CONDITION: st.builds("{} > {}".format, inner, inner),
        Arg.LENGTH: _LENGTH,
        Arg.FACTOR: st.just("1.5"),
        Arg.MINUTES: st.just("120"),
    }
    if signature.indicator is not None:
        return st.builds(f"{name}().{{}}".format, st.sampled_from(signature.outputs))
    given = [args[kind] for kind in signature.args]
    more = st.lists(args[signature.args[-1]], max_size=3) if signature.more else st.just([])
    texts = st.tuples(st.tuples(*given), more).map(lambda found: ", ".join((*found[0], *found[1])))
    return texts.map(lambda inside: f"{name}({inside})")


def _fits_any_bars(text: str) -> bool:
    """Not of a longer frame already, nor of minutes that longer bars are not made of."""
    return "@" not in text and "opening_range" not in text


def conditions() -> st.SearchStrategy[str]:
    """Expressions that hold or not on each bar."""
    sign = st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "crosses_above", "crosses_below"])
    leaf = st.one_of(
        st.builds("{} {} {}".format, numbers(), sign, numbers()),
        st.builds("between({}, {}, {})".format, numbers(), numbers(), numbers()),
    )
    return st.recursive(leaf, _deeper_condition, max_leaves=3)


def _deeper_condition(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds(
            lambda word, parts: f"{word}({', '.join(parts)})",
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=2, max_size=4),
        ),
        st.builds("(not ({}))".format, inner),
        st.builds("for_bars({}, {})".format, inner, _LENGTH),
        st.builds("({})[{}]".format, inner, _LENGTH),
        st.builds("({}) @ {}".format, inner.filter(_fits_any_bars), st.sampled_from(FRAMES)),
    )
