"""Every template passes the look-ahead gate: what it decides is decided by what was known."""

import numpy as np
import pytest

from omc.backtest.judging.look_ahead import look_ahead
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.templates import TEMPLATES
from tests.unit.backtest.builders import CENT, START


def restless(count: int, step_ms: int) -> BarArrays:
    """A walk with calm and wild days, and volume that follows them."""
    generator = np.random.default_rng(9)
    spread = 0.4 + np.abs(np.sin(np.arange(count) / 90))
    close = np.round(1000 + np.cumsum(generator.normal(0, spread)), 2)
    opened = np.concatenate(([1000.0], close[:-1]))
    reach = np.round(np.abs(generator.normal(0, spread, (2, count))), 2)
    high, low = np.maximum(opened, close) + reach[0], np.minimum(opened, close) - reach[1]
    ts = START + step_ms * np.arange(count, dtype=np.int64)
    return BarArrays(ts, opened, high, low, close, np.round(50 * spread + generator.random(count), 3))


@pytest.mark.parametrize("template_id", TEMPLATES)
def test_a_template_knows_nothing_of_the_future(template_id: str) -> None:
    template = TEMPLATES[template_id]
    timeframe = template.timeframes[0]
    strategy = compile_spec(template.spec("simulated", "BTC/USDT", timeframe))
    found = look_ahead(strategy, restless(2500, timeframe.ms), CENT.tick, timeframe.ms, cuts=8)

    assert found.first is None, found.first.sentence() if found.first else ""
    assert found.decisions > 20_000
