"""Runs small enough to be followed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.backtest.settings import RunSettings
from omc.kernel.errors import InvalidInput
from omc.strategy.model import Rules, StopSpec, TargetSpec
from omc.trading.model import Direction, ExitReason
from omc.trading.risk import RiskLimits
from tests.unit.backtest.builders import PLAIN, START, flat, run_spec, spec

HOUR = 3_600_000


def test_a_signal_on_a_close_fills_at_the_next_open_with_costs() -> None:
    # Close 106 signals; the next bar opens at 100 and the one after the exit signal at 110.
    rows = [(100, 106, 100, 106), (100, 100, 90, 94), (110, 110, 110, 110)]
    trade = run_spec(spec(), rows).trades[0]

    assert (trade.entry_ts, trade.entry_price) == (START + HOUR, Decimal("100.10"))
    assert (trade.exit_ts, trade.exit_price) == (START + 2 * HOUR, Decimal("109.89"))
    per_unit = trade.net_pnl / trade.quantity
    assert per_unit == pytest.approx(Decimal("9.37002"), abs=Decimal("0.000001"))


def test_the_quantity_comes_from_equity_and_close_of_the_signals_bar() -> None:
    trade = run_spec(spec(), flat(100, 106, 120, 94, 94)).trades[0]

    assert trade.quantity == Decimal("47.16981")  # 10,000 x 0.5 / 106, rounded down


def test_both_levels_in_the_entry_bar_are_a_stop() -> None:
    chosen = spec(stop=StopSpec("fraction", fraction=Decimal("0.05")), target=TargetSpec("r", Decimal(1)))
    result = run_spec(chosen, [(100, 106, 100, 106), (106, 120, 95, 110), (104, 104, 104, 104)])

    assert result.trades[0].exit_reason is ExitReason.STOP
    assert result.trades[0].bars_held == 1


def test_exit_and_opposite_entry_share_one_open() -> None:
    chosen = spec(short=Rules("close < 95", "close > 105"))
    first, second = run_spec(chosen, flat(100, 106, 106, 94, 90, 90)).trades

    assert (first.direction, second.direction) == (Direction.LONG, Direction.SHORT)
    assert first.exit_ts == second.entry_ts


def test_the_last_open_trade_closes_at_the_last_close_with_costs() -> None:
    result = run_spec(spec(), flat(100, 106, 110))
    trade = result.trades[0]

    assert (trade.exit_reason, trade.exit_price) == (ExitReason.END_OF_DATA, Decimal("109.89"))
    assert result.equity_at(2) == 10_000 + trade.net_pnl


def test_equity_is_marked_at_every_close() -> None:
    result = run_spec(spec(), flat(100, 106, 110, 112))
    trade = result.trades[0]

    held = 10_000 - trade.quantity * trade.entry_price - trade.entry_fee + trade.quantity * 110
    assert result.equity_at(1) == 10_000
    assert result.equity_at(2) == held
    assert result.equity[2] == pytest.approx(float(held), rel=1e-14)


def test_no_decision_is_taken_before_the_minimum_warm_up() -> None:
    rows = flat(*[106.0] * 60)
    trade = run_spec(spec(), rows, replace(PLAIN, minimum_warmup_bars=50)).trades[0]

    assert trade.entry_ts == START + 50 * HOUR  # decided at the close of bar 49, the fiftieth


def test_trading_from_a_later_bar_still_sees_all_bars_before_it() -> None:
    rows = flat(*[106.0] * 30)
    trade = run_spec(spec(enter="sma(close, 20) > 105"), rows, replace(PLAIN, trade_from=21)).trades[0]

    assert trade.entry_ts == START + 22 * HOUR


def test_refusals_are_counted_by_reason_with_their_numbers() -> None:
    settings = RunSettings(Decimal(20), limits=RiskLimits(), minimum_warmup_bars=1)
    result = run_spec(spec(), flat(100, 106, 106, 106), settings)

    assert result.trades == ()
    assert result.refusals == {"min_notional": 3}
    refusal = result.refusal_examples[0]
    assert (refusal.ts, refusal.limit) == (START + HOUR, Decimal(5))
    assert Decimal("3.99") < refusal.value <= 4


def test_the_cost_report_adds_up_and_warns_when_costs_eat_half_the_profit() -> None:
    result = run_spec(spec(time_stop=1), flat(100, 106, 106.5, 106.5, 94))
    costs = result.costs

    assert costs.net == sum(trade.net_pnl for trade in result.trades)
    assert costs.gross_before_costs > costs.net
    cheap = run_spec(spec(), flat(100, 106, 200, 200))
    assert cheap.costs.warning is None
    dear = run_spec(spec(), flat(100, 106, 106.5))
    assert dear.costs.warning is not None


def test_the_same_run_has_the_same_hash_and_another_has_another() -> None:
    rows = flat(100, 106, 110, 94, 94)

    assert run_spec(spec(), rows).result_hash == run_spec(spec(), rows).result_hash
    assert run_spec(spec(), rows).result_hash != run_spec(spec(fraction="0.4"), rows).result_hash


def test_a_run_without_bars_says_so() -> None:
    with pytest.raises(InvalidInput, match="0 bars"):
        run_spec(spec(), [])


def test_a_trailing_stop_follows_the_closes() -> None:
    chosen = spec(stop=StopSpec("fraction", fraction=Decimal("0.05"), trailing=True))
    rows = [*flat(100, 106, 120, 130), (130, 131, 124, 125), (125, 125, 120, 121), (121, 121, 121, 121)]
    trade = run_spec(chosen, rows).trades[0]

    # Filled at 106.11 (half spread and slippage), stop 100.81: it trails the close 130 by 5.30.
    assert (trade.exit_reason, trade.exit_price) == (ExitReason.TRAIL, Decimal("124.57"))
