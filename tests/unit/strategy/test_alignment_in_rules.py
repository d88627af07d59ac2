"""The alignment of higher timeframes and the language's own longer bars are one thing."""

import numpy as np
import pytest

from omc.market.indicators.compute import compute
from omc.strategy.compile import compile_spec
from omc.strategy.model import StopSpec
from tests.unit.strategy.support import TICK, market, spec_with


@pytest.mark.parametrize(("output", "frame"), [("four_hours", "4h"), ("day", "1d")])
def test_an_average_of_longer_bars_is_the_same_in_every_bit(output: str, frame: str) -> None:
    closes = np.round(100 + np.cumsum(np.random.default_rng(2).normal(0, 1, 900)), 2)
    bars = market(closes.tolist())
    spec = spec_with("close > 0", stop=StopSpec("price", price=f"ema(close, 5) @ {frame}"))
    said = compile_spec(spec).evaluate(bars, TICK).levels["stop.long"]
    aligned = compute("higher_timeframe_alignment", bars, TICK, (5,))[output]
    assert np.isfinite(aligned).sum() > 500
    assert np.array_equal(said, aligned, equal_nan=True)
