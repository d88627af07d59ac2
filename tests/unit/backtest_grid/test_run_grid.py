"""The door of the grid: which way a search takes, and that the way does not show."""

from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.grid import run_grid
from omc.backtest.grid.by_engine import engine_rows
from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.native.library import kernel
from omc.backtest.settings import FillTiming, RunSettings
from omc.kernel.errors import InvalidInput
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import CostSchedule
from omc.trading.risk import UNLIMITED
from tests.grids import needs_kernel, without_kernel

INSTRUMENT = Instrument("sample", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(10))
CROSS = StrategySpec(
    name="Cross", family="ma_cross", venue="sample", symbol="BTC/USDT", timeframe=Timeframe.M5,
    sizing=SizingSpec("fraction", Decimal(1)),
    long=Rules("fast crosses_above slow", "fast crosses_below slow"),
    params={"f": Param(Decimal(10)), "s": Param(Decimal(50))},
    features={"fast": "sma(close, $f)", "slow": "sma(close, $s)"},
    constraints=("$f < $s",),
)  # fmt: skip
PARAMS = [{"f": Decimal(f), "s": Decimal(s)} for f in (3, 8, 20) for s in (30, 60, 90)]
STOPPED = replace(
    CROSS,
    stop=StopSpec("fraction", fraction=Decimal("0.02")),
    targets=(TargetSpec("fraction", Decimal("0.04")),),
)
RSI = replace(
    CROSS,
    long=Rules("strength crosses_above $f and close > trend", "strength > $s"),
    features={"strength": "rsi(close, 14)", "trend": "sma(close, 5) @ 4h"},
    constraints=(),
    sizing=SizingSpec("risk", Decimal("0.01")),
    stop=StopSpec("atr", multiple=Decimal(2), period=14),
)
LOW_AND_HIGH = [{"f": Decimal(low), "s": Decimal(high)} for low in (30, 40) for high in (55, 65)]
SHORT = replace(CROSS, long=None, short=Rules("fast crosses_below slow", "fast crosses_above slow"))


@pytest.fixture(scope="module")
def bars() -> BarArrays:
    rng = np.random.default_rng(7)
    close = np.round(30_000 * np.exp(np.cumsum(rng.normal(0, 0.003, 4_000))), 2)
    opened = np.round(np.concatenate(([30_000.0], close[:-1])) * np.exp(rng.normal(0, 0.0005, 4_000)), 2)
    high = np.round(np.maximum(opened, close) * 1.001, 2)
    low = np.round(np.minimum(opened, close) * 0.999, 2)
    ts = 1_600_000_200_000 + np.arange(4_000, dtype=np.int64) * 300_000
    return BarArrays(ts, opened, high, low, close, np.ones(4_000))


@pytest.mark.parametrize("way", [pytest.param("native", marks=needs_kernel), "packed"])
@pytest.mark.parametrize("limits", [RunSettings().limits, UNLIMITED], ids=["default limits", "unlimited"])
@pytest.mark.parametrize(
    ("spec", "params"),
    [(CROSS, PARAMS), (STOPPED, PARAMS), (RSI, LOW_AND_HIGH)],
    ids=["crosses", "stop and target", "longer frame, atr stop, sizing by risk"],
)
def test_either_way_says_what_the_engine_says(spec, params, limits, way, bars) -> None:  # type: ignore[no-untyped-def]
    settings = RunSettings(limits=limits)

    with nullcontext() if way == "native" else without_kernel():
        grid = run_grid(spec, params, bars, INSTRUMENT, settings, daily=True, workers=2)

    assert set(grid.path) == {way}
    assert grid.trades.min() >= 3
    rows = engine_rows(spec, params, bars, INSTRUMENT, settings, Measure.of(settings, len(bars), None))
    table = np.array([getattr(grid, name) for name in NAMES]).T
    np.testing.assert_allclose(table, [figures for figures, _ in rows], rtol=1e-9)
    assert grid.daily_returns is not None
    np.testing.assert_allclose(grid.daily_returns, np.array([d for _, d in rows]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("way", [pytest.param("native", marks=needs_kernel), "packed"])
def test_fills_at_the_same_close_on_ticks_too_fine_to_see_agree_with_the_exact_engine(
    bars: BarArrays, way: str
) -> None:
    fine = Instrument("sample", "BTC/USDT", Decimal("1e-10"), Decimal("1e-14"), Decimal(0))
    costs = CostSchedule(Decimal(10), Decimal(10), Decimal(0), Decimal(5))
    settings = RunSettings(
        Decimal(10**18), costs, UNLIMITED, minimum_warmup_bars=1, fill_timing=FillTiming.SAME_CLOSE
    )

    with nullcontext() if way == "native" else without_kernel():
        grid = run_grid(STOPPED, PARAMS, bars, fine, settings, bars_per_year=105_120.0)

    assert set(grid.path) == {way}
    measure = Measure.of(settings, len(bars), 105_120.0)
    rows = [row for row, _ in engine_rows(STOPPED, PARAMS, bars, fine, settings, measure)]
    table = np.array([getattr(grid, name) for name in NAMES]).T
    np.testing.assert_allclose(table, rows, rtol=1e-9)


def test_a_lane_alone_says_what_it_says_among_many(bars: BarArrays) -> None:
    many = run_grid(STOPPED, PARAMS, bars, INSTRUMENT, RunSettings(limits=UNLIMITED))

    for row, values in enumerate(PARAMS):
        alone = run_grid(STOPPED, [values], bars, INSTRUMENT, RunSettings(limits=UNLIMITED))
        assert alone.max_drawdown[0] == pytest.approx(many.max_drawdown[row], rel=1e-12)
        assert alone.total_return[0] == pytest.approx(many.total_return[row], rel=1e-12)


def test_what_the_packed_way_does_not_know_goes_to_the_engine(bars: BarArrays) -> None:
    grid = run_grid(SHORT, PARAMS[:2], bars, INSTRUMENT, RunSettings())

    assert list(grid.path) == ["engine", "engine"]
    assert grid.trades.min() > 5


def test_prices_too_large_for_whole_numbers_go_to_the_engine(bars: BarArrays) -> None:
    tiny = replace(INSTRUMENT, tick=Decimal("1e-10"))

    grid = run_grid(RSI, LOW_AND_HIGH[:1], bars, tiny, RunSettings(limits=UNLIMITED))

    assert list(grid.path) == ["engine"]


@pytest.mark.parametrize(("scale", "path"), [(3, "fast"), (1_000, "fast"), (10**6, "engine")])
def test_levels_of_any_price_are_those_of_the_engine(scale: int, path: str, bars: BarArrays) -> None:
    """A stop and a target by expression on prices of 9 million ticks, three billion, three trillion."""
    opened, high, low, close = (column * scale for column in (bars.open, bars.high, bars.low, bars.close))
    dear = BarArrays(bars.ts, opened, high, low, close, bars.volume)
    spec = replace(
        CROSS,
        sizing=SizingSpec("risk", Decimal("0.01")),
        stop=StopSpec("price", price="lowest(low, 20)"),
        targets=(TargetSpec("price", price="close + 3 * atr(14)"),),
    )
    settings = RunSettings(limits=UNLIMITED)
    fine = replace(INSTRUMENT, step=Decimal("0.00000001"), min_notional=Decimal(0))

    grid = run_grid(spec, PARAMS, dear, fine, settings)

    assert set(grid.path) == ({"native" if kernel() else "packed"} if path == "fast" else {path})
    assert grid.trades.min() >= 3
    rows = engine_rows(spec, PARAMS, dear, fine, settings, Measure.of(settings, len(bars), None))
    table = np.array([getattr(grid, name) for name in NAMES]).T
    np.testing.assert_allclose(table, [figures for figures, _ in rows], rtol=1e-9)


def test_levels_far_beyond_all_prices_go_to_the_engine(bars: BarArrays) -> None:
    spec = replace(
        SHORT,
        stop=StopSpec("price", price="close * 1000000"),
        targets=(TargetSpec("r", Decimal("0.000001")),),
    )
    settings = RunSettings(limits=UNLIMITED, costs=CostSchedule(financing_fraction=Decimal(0)))

    assert set(run_grid(spec, PARAMS, bars, INSTRUMENT, settings).path) == {"engine"}


def test_a_set_that_breaks_a_constraint_is_refused_with_its_reason(bars: BarArrays) -> None:
    broken = [*PARAMS, {"f": Decimal(50), "s": Decimal(20)}]

    with pytest.raises(InvalidInput, match=r"\$f < \$s does not hold"):
        run_grid(CROSS, broken, bars, INSTRUMENT, RunSettings())


def test_no_parameter_sets_give_an_empty_result(bars: BarArrays) -> None:
    grid = run_grid(CROSS, [], bars, INSTRUMENT, RunSettings())

    assert len(grid.trades) == 0
