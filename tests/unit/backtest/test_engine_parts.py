"""Runs by hand: parts, levels, sessions, sizes, several markets, and what came first inside a bar."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.engine import run
from omc.backtest.finer import Finer
from omc.backtest.portfolio import Market, run_portfolio
from omc.backtest.regime_rows import with_regimes
from omc.backtest.result import FREE_WARNING, SAME_CLOSE_WARNING
from omc.backtest.settings import FillTiming, RunSettings
from omc.kernel.errors import InvalidInput
from omc.market.model import BarArrays
from omc.market.regimes import REGIME_BARS
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Rules, SessionSpec, StopSpec, TargetSpec
from omc.trading.costs import FREE, CostSchedule
from omc.trading.model import ExitReason
from omc.trading.roundtrips import round_trips
from tests.unit.backtest.builders import CENT, PLAIN, START, bars, flat, run_spec, spec

HOUR = 3_600_000
NOTHING = replace(PLAIN, costs=FREE)
HALVES = (
    TargetSpec("fraction", Decimal("0.1"), share=Decimal("0.5")),
    TargetSpec("fraction", Decimal("0.2"), share=Decimal("0.5")),
)


def test_each_target_takes_its_part_and_its_part_of_the_entrys_fee() -> None:
    chosen = replace(spec(), targets=HALVES)
    result = run_spec(chosen, [*flat(100, 106), (100, 112, 99, 111), (111, 125, 110, 120)])
    first, second = result.trades

    assert [trade.position for trade in result.trades] == [1, 1]
    assert [trade.exit_reason for trade in result.trades] == [ExitReason.TARGET, ExitReason.TARGET]
    assert first.quantity + second.quantity == Decimal("47.16981")
    assert (first.quantity, second.quantity) == (Decimal("23.58490"), Decimal("23.58491"))
    # 47.16981 x 100.10 x 20 bps, charged once.
    assert first.entry_fee + second.entry_fee == Decimal("9.44339597")
    assert first.targets == second.targets == (Decimal("110.11"), Decimal("120.12"))
    (whole,) = round_trips(result.trades)
    assert result.equity_at(3) == 10_000 + whole.net_pnl


def test_what_no_target_took_runs_on_to_the_stop() -> None:
    chosen = replace(spec(), stop=StopSpec("fraction", fraction=Decimal("0.05")), targets=HALVES[:1])
    rows = [*flat(100, 106), (100, 112, 99, 111), (111, 115, 110, 111), (111, 111, 90, 92)]
    part, rest = run_spec(chosen, rows, NOTHING).trades

    assert (part.exit_reason, part.exit_price) == (ExitReason.TARGET, Decimal(110))
    assert (rest.exit_reason, rest.exit_price, rest.bars_held) == (ExitReason.STOP, Decimal(95), 3)


def test_a_structure_stop_stands_under_the_lowest_low_of_the_last_bars() -> None:
    chosen = spec(stop=StopSpec("structure", multiple=Decimal(0), period=3))
    rows = [(100, 101, 97, 100), (100, 107, 99, 106), (106, 106, 104, 105), (105, 105, 96, 96)]
    settings = replace(NOTHING, minimum_warmup_bars=1)
    enters_late = replace(chosen, long=Rules("close > 104", "close < 90"))
    (trade,) = run_spec(enters_late, rows, settings).trades

    assert trade.initial_stop == Decimal(97)
    assert (trade.exit_reason, trade.exit_price) == (ExitReason.STOP, Decimal(97))


def test_entries_wait_for_the_session_and_positions_leave_at_its_hour() -> None:
    # Bars close at 01:00, 02:00, ...; the session runs from 03:00, and at 06:00 everything is left.
    hours = SessionSpec(start="03:00", end="06:00", flat_at="06:00")
    chosen = replace(spec("close > 50", None, time_stop=20), session=hours)
    trades = run_spec(chosen, flat(*[100] * 12), NOTHING).trades

    assert [(t.entry_ts - START, t.exit_ts - START) for t in trades] == [(3 * HOUR, 6 * HOUR)]
    assert trades[0].exit_reason is ExitReason.TIME


@pytest.mark.parametrize(("allowed", "expected"), [(None, 5), (0, 1), (2, 3)])
def test_a_day_has_as_many_entries_as_the_spec_allows(allowed: int | None, expected: int) -> None:
    chosen = replace(spec("close > 50", None, time_stop=1), max_reentries=allowed)
    result = run_spec(chosen, flat(*[100] * 11), NOTHING)

    assert len(result.trades) == expected
    assert ("max_reentries" in result.refusals) == (allowed is not None)


def test_fills_at_the_same_close_say_so_and_change_the_hash() -> None:
    rows = [(100, 106, 100, 106), (107, 108, 106, 108), (109, 109, 90, 94), (93, 93, 93, 93)]
    usual = run_spec(spec(), rows, NOTHING)
    compared = run_spec(spec(), rows, replace(NOTHING, fill_timing=FillTiming.SAME_CLOSE))
    (trade,) = compared.trades

    assert (trade.entry_ts, trade.entry_price) == (START, Decimal(106))
    assert (trade.exit_ts, trade.exit_price) == (START + 2 * HOUR, Decimal(94))
    assert compared.warnings == (SAME_CLOSE_WARNING, FREE_WARNING)
    assert usual.warnings == (FREE_WARNING,)
    assert (usual.fill_timing, compared.fill_timing) == (FillTiming.NEXT_OPEN, FillTiming.SAME_CLOSE)
    assert usual.result_hash != compared.result_hash


def test_finer_bars_tell_that_the_target_came_before_the_stop() -> None:
    chosen = spec(stop=StopSpec("fraction", fraction=Decimal("0.05")), target=TargetSpec("r", Decimal(1)))
    rows = [(100.0, 106.0, 100.0, 106.0), (106.0, 120.0, 90.0, 110.0), (104.0, 104.0, 104.0, 104.0)]
    quarter = np.arange(4, dtype=np.int64) * (HOUR // 4) + START + HOUR
    path = np.array([[106, 107, 105, 107], [107, 120, 107, 118], [118, 118, 90, 95], [95, 110, 95, 110]])
    opened, high, low, close = path.T.astype(np.float64).copy()
    inside = BarArrays(quarter, opened, high, low, close, np.ones(4))
    finer = Finer.of(inside, CENT, Timeframe.M15, Timeframe.H1)

    blind = run(compile_spec(chosen), bars(rows), CENT, NOTHING)
    seeing = run(compile_spec(chosen), bars(rows), CENT, NOTHING, finer=finer)
    assert blind.trades[0].exit_reason is ExitReason.STOP
    assert (seeing.trades[0].exit_reason, seeing.trades[0].exit_price) == (
        ExitReason.TARGET,
        Decimal("111.30"),
    )


def test_finer_bars_must_be_finer() -> None:
    with pytest.raises(InvalidInput, match="finer than 1h"):
        Finer.of(bars(flat(100, 101)), CENT, Timeframe.H4, Timeframe.H1)


def test_a_short_pays_for_what_it_borrows_at_every_close() -> None:
    settings = replace(NOTHING, costs=replace(FREE, financing_fraction=Decimal("0.365")))
    chosen = spec("close > 1000", None, short=Rules("close < 95", "close > 99"), time_stop=50)
    result = run_spec(chosen, flat(100, 94, 94, 94, 100, 100), settings)
    (trade,) = result.trades

    # 94 + 94 + 100 held through, at 0.365 / 8,760 each hour.
    assert trade.funding == (trade.quantity * 288 * Decimal("0.365") / 8760).quantize(
        Decimal("1e-8"), rounding="ROUND_CEILING"
    )
    assert result.costs.funding == trade.funding
    assert result.equity_at(2) < 10_000
    assert result.equity_at(5) == 10_000 + trade.net_pnl == 10_000 + result.costs.net


def test_the_cost_report_tells_spread_from_slippage() -> None:
    costs = CostSchedule(half_spread_bps=Decimal(10), slippage_bps=Decimal(30))
    report = run_spec(spec(), flat(100, 106, 100, 110, 94, 110, 110), replace(PLAIN, costs=costs)).costs

    assert report.spread > 0
    assert report.slippage > report.spread
    assert report.spread + report.slippage == report.spread_and_slippage
    assert report.net == report.gross_before_costs - report.costs


def test_an_edge_too_small_for_the_costs_is_refused_and_counted() -> None:
    result = run_spec(spec(), flat(100, 106, 100, 94, 94), replace(PLAIN, expected_edge_bps=Decimal(50)))

    assert result.trades == ()
    assert result.refusals == {"insufficient_edge": 1}
    assert (result.refusal_examples[0].value, result.refusal_examples[0].limit) == (Decimal(50), Decimal(70))


@pytest.mark.parametrize(
    "settings",
    [
        RunSettings(costs=CostSchedule(taker_bps=Decimal("0.5"))),
        RunSettings(costs=CostSchedule(slippage_bps=Decimal(-1))),
        RunSettings(costs=CostSchedule(volume_fraction=Decimal(2))),
        RunSettings(max_positions=0),
    ],
)
def test_settings_that_no_venue_has_are_refused(settings: RunSettings) -> None:
    with pytest.raises(InvalidInput):
        run_spec(spec(), flat(100, 106, 94), settings)


def test_an_entry_larger_than_its_share_of_the_bars_volume_is_cut_and_counted() -> None:
    costs = replace(FREE, volume_fraction=Decimal("0.1"))
    result = run_spec(spec(), flat(100, 106, 106, 94, 94), replace(PLAIN, costs=costs))

    assert result.trades[0].quantity == Decimal("0.1")
    assert result.refusals == {"partial_fill": 1}


def test_the_regime_of_a_trade_is_that_of_the_close_that_decided_it() -> None:
    rising = flat(*(100 * 1.001 ** np.arange(REGIME_BARS + 20)).round(2).tolist())
    chosen = spec("close > 50", None, time_stop=REGIME_BARS + 5)
    first, second = with_regimes(run_spec(chosen, rising, NOTHING).trades, bars(rising))

    assert (first.regime, second.regime) == (None, "trend_up")


def test_the_stronger_signal_of_one_bar_takes_the_last_place() -> None:
    rows = bars(flat(100, 106, 106, 106, 94, 94))
    ether = replace(CENT, symbol="ETH/USDT")
    strategy = compile_spec(spec())

    def symbols(strength: float, places: int = 1) -> list[str]:
        markets = [
            Market(strategy, rows, CENT, np.full(6, 1.0)),
            Market(strategy, rows, ether, np.full(6, strength)),
        ]
        result = run_portfolio(markets, replace(NOTHING, max_positions=places))
        return sorted({trade.symbol for trade in result.trades})

    assert symbols(1.0) == ["BTC/USDT"]
    assert symbols(2.0) == ["ETH/USDT"]
    assert symbols(1.0, places=2) == ["BTC/USDT", "ETH/USDT"]


def test_a_portfolio_says_what_it_cannot_do() -> None:
    one = Market(compile_spec(spec()), bars(flat(100, 106)), CENT)
    with pytest.raises(InvalidInput, match="each symbol once"):
        run_portfolio([one, one], NOTHING)
    with pytest.raises(InvalidInput, match="next open"):
        run_portfolio([one], replace(NOTHING, fill_timing=FillTiming.SAME_CLOSE))
    with pytest.raises(InvalidInput, match="bars of every market"):
        run_portfolio([], NOTHING)
    daily = replace(
        one,
        strategy=compile_spec(replace(spec(), timeframe=Timeframe.D1)),
        instrument=replace(CENT, symbol="ETH/USDT"),
    )
    with pytest.raises(InvalidInput, match="one timeframe"):
        run_portfolio([one, daily], NOTHING)
