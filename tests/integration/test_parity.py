"""Real hours replayed through the deployed Floor give the backtest's trades, one for one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from local.api import Api
from local.candles.files import read_file
from local.people import person
from local.stack import Stack
from omc.backtest.engine import run
from omc.backtest.settings import RunSettings
from omc.market.model import BarArrays, Instrument, Series
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Rules, SessionSpec, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import CostSchedule
from omc.trading.model import ExitReason, Trade
from omc.trading.risk import UNLIMITED, RiskLimits
from tests.integration.floor_house import House, Wanted, told_by_engine
from tests.reference import reference_file

pytestmark = [pytest.mark.integration, pytest.mark.soak, pytest.mark.timeout(1500)]

BARS = 1_190
SERIES = Series("parity", "BTC/USDT", Timeframe.H1)
INSTRUMENT = Instrument("parity", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(10))
FEES_ONLY = CostSchedule(half_spread_bps=Decimal(0), slippage_bps=Decimal(0))


def _spec(name: str, **parts: object) -> StrategySpec:
    base = StrategySpec(
        name=name,
        family="custom",
        venue=SERIES.venue,
        symbol=SERIES.symbol,
        timeframe=SERIES.timeframe,
        sizing=SizingSpec("fraction", Decimal("0.5")),
        features={"fast": "ema(close, 8)", "slow": "sma(close, 21)", "strength": "rsi(close, 7)"},
    )
    return replace(base, **parts)  # type: ignore[arg-type]


CASES = {
    "both ways, by ATR": Wanted(
        _spec(
            "both",
            long=Rules("strength < 25", "strength > 60"),
            short=Rules("strength > 78", "strength < 45"),
            stop=StopSpec("atr", multiple=Decimal(2), period=14),
            targets=(TargetSpec("atr", Decimal(2), period=14),),
            time_stop_bars=24,
        ),
        CostSchedule(),
        RiskLimits(),
    ),
    # So tight a trailing stop that the next open is often beyond it.
    "opens beyond the stop": Wanted(
        _spec(
            "tight",
            long=Rules("strength > 70 and volume < sma(volume, 20)"),
            stop=StopSpec("atr", multiple=Decimal("0.005"), period=14, trailing=True),
        ),
        FEES_ONLY,
        UNLIMITED,
    ),
    "in parts, in hours": Wanted(
        _spec(
            "parts",
            long=Rules("close > fast and strength > 55"),
            short=Rules("close < fast and strength < 40", "strength > 60"),
            stop=StopSpec("structure", multiple=Decimal("0.5"), period=8),
            targets=(
                TargetSpec("r", Decimal(1), share=Decimal("0.5")),
                TargetSpec("r", Decimal(2), share=Decimal("0.3")),
            ),
            session=SessionSpec(timezone="America/New_York", start="09:30", end="16:00", flat_at="20:00"),
            max_reentries=1,
            sizing=SizingSpec("atr", Decimal("0.01"), multiple=Decimal(2), period=14),
        ),
        CostSchedule(slippage_model="volume_share"),
        RiskLimits(),
    ),
}


@pytest.fixture(scope="module")
def bars() -> BarArrays:
    """The first 1,190 hours of 2020: six more are missing, five of them in one run."""
    path = reference_file("data", "prices", "binance_spot_BTCUSDT_1h.parquet")
    return read_file(path).head(BARS)


@pytest.fixture(scope="module")
def house(stack: Stack) -> Iterator[House]:
    with Api(stack, person(stack, "percy@example.com", "Trade-for-trade-1")) as api:
        yield House(stack, api, SERIES, INSTRUMENT)


def backtested(wanted: Wanted, bars: BarArrays) -> tuple[Trade, ...]:
    settings = RunSettings(wanted.capital, wanted.costs, wanted.limits)
    trades = run(compile_spec(wanted.spec), bars, INSTRUMENT, settings).trades
    return tuple(trade for trade in trades if trade.exit_reason is not ExitReason.END_OF_DATA)


def _gap_exits(trades: tuple[Trade, ...], bars: BarArrays) -> int:
    """Stops that filled at an open: the fill, before costs, is the open of its bar."""
    opens = dict(zip(bars.ts.tolist(), bars.open.tolist(), strict=True))
    stopped = (t for t in trades if t.exit_reason in (ExitReason.STOP, ExitReason.TRAIL))
    return sum(float(t.exit_price) == opens[t.exit_ts] for t in stopped)


def test_the_deployed_floor_gives_the_backtests_trades(house: House, bars: BarArrays) -> None:
    house.keep(bars)
    deployed = {name: house.deploy(wanted, int(bars.ts[0])) for name, wanted in CASES.items()}
    assert house.replay() == BARS
    house.judged(list(deployed.values()), int(bars.ts[-1]))

    expected = {name: backtested(wanted, bars) for name, wanted in CASES.items()}
    for name, algorithm_id in deployed.items():
        assert house.trades(algorithm_id) == [told_by_engine(trade) for trade in expected[name]], name

    every = [trade for trades in expected.values() for trade in trades]
    reasons = Counter(trade.exit_reason for trade in every)
    gaps = _gap_exits(expected["opens beyond the stop"], bars)
    print(f"{len(every)} trades over {BARS} bars, {dict(reasons)}, {gaps} opens beyond the stop")  # noqa: T201
    assert len(every) >= 20
    assert reasons[ExitReason.STOP] >= 3
    assert reasons[ExitReason.TARGET] >= 3
    assert gaps >= 3
    in_parts = expected["in parts, in hours"]
    assert len({trade.position for trade in in_parts}) < len(in_parts)
    assert any(trade.funding for trade in in_parts)
    assert reasons[ExitReason.TIME] >= 3
