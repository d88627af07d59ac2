"""Random markets and random expressions, valid by construction."""

import numpy as np
from hypothesis import strategies as st

from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe

_LENGTH = st.integers(1, 6).map(str)
_COLUMN = st.sampled_from(["open", "high", "low", "close", "volume"])


@st.composite
def markets(draw: st.DrawFn, max_bars: int = 40) -> BarArrays:
    """Bars on a tick of 0.01, with flat stretches and jumps."""
    steps = draw(st.lists(st.sampled_from([0, 0, 1, -1, 7, -7, 250, -250]), min_size=1, max_size=max_bars))
    closes = np.maximum(np.cumsum([10_000, *steps]), 1)
    spread = draw(st.integers(0, 5))
    opened, closed = closes[:-1], closes[1:]
    volumes = draw(st.lists(st.integers(0, 9), min_size=len(closed), max_size=len(closed)))
    return BarArrays(
        np.arange(len(closed), dtype=np.int64) * Timeframe.H1.ms,
        opened / 100,
        (np.maximum(opened, closed) + spread) / 100,
        np.maximum(np.minimum(opened, closed) - spread, 1) / 100,
        closed / 100,
        np.array(volumes, dtype=np.float64),
    )


def numbers() -> st.SearchStrategy[str]:
    """Expressions that give a number per bar."""
    leaf = st.one_of(_COLUMN, st.sampled_from(["$fast", "1", "100.5", "atr(3)", "base"]))
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
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
    )


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
        st.builds("(not ({}))".format, inner),
        st.builds("for_bars({}, {})".format, inner, _LENGTH),
        st.builds("({})[{}]".format, inner, _LENGTH),
    )
