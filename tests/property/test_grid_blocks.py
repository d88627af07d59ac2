"""The compiled way says what numpy says over runs longer than its blocks, whatever stands at their edges:
gaps, ties, missing numbers, rules that look back across one, runs that end on one."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.backtest.grid import prepare_grid
from omc.backtest.grid.figures import Measure
from omc.backtest.grid.packed import Packed
from omc.backtest.settings import FillTiming, RunSettings
from omc.ledgers.series import NO_LEDGERS
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import CostSchedule
from omc.trading.risk import UNLIMITED, RiskLimits
from tests.grids import needs_kernel

BLOCK = 2048
COARSE = Instrument("sample", "BTC/USDT", Decimal("0.5"), Decimal("0.001"), Decimal(10))
FINE = Instrument("sample", "BTC/USDT", Decimal("1e-10"), Decimal("1e-14"), Decimal(0))
COSTS = CostSchedule(Decimal(10), Decimal(8), Decimal(1), Decimal(5), financing_fraction=Decimal(0))
SPEC = StrategySpec(
    name="Edges", family="ma_cross", venue="sample", symbol="BTC/USDT", timeframe=Timeframe.M5,
    sizing=SizingSpec("fraction", Decimal(1)),
    long=Rules("fast crosses_above slow", "fast crosses_below slow"),
    params={"f": Param(Decimal(5)), "s": Param(Decimal(20))},
    features={
        "fast": "sma(close, $f)", "slow": "sma(close, $s)", "strength": "rsi(close, 7)",
        "far": "highest(high, 30)", "gapped": "close / (close - open)",
    },
)  # fmt: skip
ENTERS = (
    "fast crosses_above slow",
    "fast > slow and strength < 60",
    "(fast >= slow)[3] and not (strength > 55)",
    "for_bars(close > fast, 4) or strength < 25",
    "for_bars(not (gapped > 0), 3)",
    "close >= far[70] and fast != slow",
    "gapped > 2 and close == close[1]",
    "fast <= slow and 30 < strength",
)
EXITS = (
    "fast crosses_below slow",
    "strength > 60",
    "for_bars(fast < slow, 66)",
    "(close < slow)[130]",
    "volume > 5",
)
SHORTS = (
    None,
    None,
    Rules("fast crosses_below slow", "strength < 40"),
    Rules("strength crosses_below 70", None),
)
STOPS = (
    None, StopSpec("fraction", fraction=Decimal("0.01")),
    StopSpec("atr", multiple=Decimal(2), period=14, trailing=True),
    StopSpec("structure", multiple=Decimal("0.5"), period=10),
)  # fmt: skip
TARGETS = ((), (TargetSpec("fraction", Decimal("0.02")),), (TargetSpec("r", Decimal("1.5")),))
LENGTHS = (1, 2, 63, 64, 65, 700, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 64)


def bars_of(count: int, seed: int, tick: float) -> BarArrays:
    """A walk on a coarse grid of prices, so that averages tie, with bars missing here and there."""
    rng = np.random.default_rng(seed)
    close = np.maximum(np.round(1_000 * np.exp(np.cumsum(rng.normal(0, 0.004, count))) / tick), 4) * tick
    opened = np.concatenate((close[:1], close[:-1])) + rng.integers(-2, 3, count) * tick
    high = np.maximum(opened, close) + rng.integers(0, 4, count) * tick
    low = np.minimum(opened, close) - rng.integers(0, 2, count) * tick
    steps = np.where(rng.random(count) < 0.01, rng.integers(2, 9, count), 1)
    ts = 1_600_000_200_000 + np.cumsum(steps).astype(np.int64) * 300_000
    return BarArrays(ts, opened, high, low, close, rng.integers(0, 9, count).astype(np.float64))


@st.composite
def specs(draw: st.DrawFn) -> StrategySpec:
    stop, targets = draw(st.sampled_from(STOPS)), draw(st.sampled_from(TARGETS))
    if stop is None and targets and targets[0].kind == "r":
        targets = ()
    risky = stop is not None and draw(st.booleans())
    # Every spec needs a way out.
    times = (1_000, 40) if stop is None and not targets else (None, None, 1, 40)
    return replace(
        SPEC,
        long=Rules(draw(st.sampled_from(ENTERS)), draw(st.sampled_from((*EXITS, None)))),
        short=draw(st.sampled_from(SHORTS)),
        stop=stop,
        targets=targets,
        time_stop_bars=draw(st.sampled_from(times)),
        sizing=SizingSpec("risk", Decimal("0.01")) if risky else SPEC.sizing,
    )


@needs_kernel
@settings(max_examples=60, deadline=None)
@given(
    specs(), st.sampled_from(LENGTHS), st.integers(0, 999), st.sampled_from((1, 10)), st.booleans(), st.data()
)
def test_the_kernel_says_what_numpy_says(
    spec: StrategySpec, count: int, seed: int, sets: int, close: bool, data: st.DataObject
) -> None:
    instrument = FINE if close else COARSE
    bars = bars_of(count, seed, 0.5)
    limits = UNLIMITED if close else data.draw(st.sampled_from((UNLIMITED, RiskLimits())))
    chosen = RunSettings(
        Decimal(10**18) if close else Decimal(10_000), COSTS, limits, minimum_warmup_bars=1,
        fill_timing=FillTiming.SAME_CLOSE if close else FillTiming.NEXT_OPEN,
    )  # fmt: skip
    yearly = 105_120.0 if data.draw(st.booleans()) else None
    params = [{"f": Decimal(3 + one % 4), "s": Decimal(9 + 7 * one)} for one in range(sets)]
    measure = Measure.of(chosen, count, yearly)

    native = prepare_grid(spec, params, instrument, chosen).native
    assert native is not None
    ours = native.run(bars, measure, NO_LEDGERS, yearly is None, 2)
    packed = Packed(spec, params, bars, instrument, chosen, measure, keep_daily=yearly is None)
    packed.run()

    if ours is None:
        # Millionths of so fine a tick do not fit, which numpy must see too.
        assert packed.doubt.all()
        return
    sure = ~(ours.doubt | packed.doubt)
    np.testing.assert_allclose(ours.table[:, sure], packed.table[:, sure], rtol=1e-9, atol=1e-12)
    if ours.daily is not None and packed.daily is not None:
        np.testing.assert_allclose(ours.daily[sure], packed.daily[sure], rtol=1e-9, atol=1e-12)
