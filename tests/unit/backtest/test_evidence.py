"""What is laid before the judge."""

from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.backtest.judging.evidence import data_version, gather, split_at
from omc.backtest.judging.gates import DEFAULT_GATES, OF_RUN, evaluate
from omc.backtest.judging.look_ahead import known_by
from omc.backtest.judging.verdict import Verdict, judge
from omc.backtest.settings import FillTiming
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS
from omc.ledgers.series import LedgerSeries
from omc.market.model import BarArrays
from omc.market.regimes import REGIMES, regimes
from omc.strategy.compile import CompiledStrategy, Signals, compile_spec
from omc.strategy.model import TargetSpec
from tests.unit.backtest.builders import CENT, PLAIN, Row, bars, flat, spec


def swinging(count: int = 24 * 100) -> list[Row]:
    hours = np.arange(count)
    return flat(*np.round(100 + hours / 200 + 12 * np.sin(hours / 40), 2).tolist())


@pytest.fixture(scope="module")
def long_bars() -> BarArrays:
    return bars(swinging())


def test_the_last_three_tenths_are_held_out() -> None:
    assert [split_at(count) for count in (10, 100, 105, 3)] == [7, 70, 74, 3]


def test_the_held_out_part_trades_only_its_own_bars_with_all_features(long_bars: BarArrays) -> None:
    strategy = compile_spec(spec(enter="close > sma(close, 40)", leave="close < sma(close, 40)"))
    found = gather(strategy, long_bars, CENT, PLAIN)

    learned, held_out = found.in_sample["trades"].value, found.out_of_sample["trades"].value
    assert isinstance(learned, int)
    assert isinstance(held_out, int)
    assert learned > 0
    assert held_out > 0
    assert found.out_of_sample["exposure"].value is not None
    # One position at most straddles the split, and each part closes what is open at its end.
    assert abs(learned + held_out - len(found.whole.trades)) <= 2


def test_a_causal_strategy_does_not_look_ahead(long_bars: BarArrays) -> None:
    strategy = compile_spec(spec(enter="ema(close, 9) > sma(close, 20)", leave="rsi(close, 7) > 70"))
    found = gather(strategy, long_bars, CENT, PLAIN)

    assert found.out_of_sample["look_ahead"].value == 0
    assert (found.look_ahead.first, len(found.look_ahead.cuts) > 10) == (None, True)


def test_a_strategy_that_looks_ahead_is_found_out(long_bars: BarArrays) -> None:
    class Peeking(CompiledStrategy):
        def evaluate(self, bars: BarArrays, tick: Decimal, *more: Any, **told: Any) -> Signals:
            signals = super().evaluate(bars, tick, *more, **told)
            return replace(signals, enter_long=bars.close < bars.close[-1])

    honest = compile_spec(spec())
    peeking = Peeking(**{part.name: getattr(honest, part.name) for part in fields(honest)})
    found = gather(peeking, long_bars, CENT, PLAIN)

    assert found.out_of_sample["look_ahead"].value != 0
    assert found.look_ahead.first is not None
    assert found.look_ahead.first.rule == "enter_long"


def test_held_out_trades_are_told_the_regime_they_were_decided_in(long_bars: BarArrays) -> None:
    strategy = compile_spec(spec(enter="close > sma(close, 40)", leave="close < sma(close, 40)"))
    found = gather(strategy, long_bars, CENT, PLAIN)
    codes = regimes(long_bars)

    for trade in (*found.held_out, *found.exits):
        entered = int(np.searchsorted(long_bars.ts, trade.entry_ts))
        code = int(codes[entered - 1])
        assert trade.regime == ("unknown" if code < 0 else REGIMES[code].value)
    counts = Counter(trade.regime for trade in found.held_out)
    assert found.out_of_sample["regimes"].value == sum(count >= 5 for count in counts.values())


def test_the_data_version_follows_the_bars(long_bars: BarArrays) -> None:
    other = replace(long_bars, close=long_bars.close + 0.01)

    assert data_version(long_bars) == data_version(bars(swinging()))
    assert data_version(long_bars) != data_version(other)


def test_the_data_version_follows_the_records_too(long_bars: BarArrays) -> None:
    book = {KEY: sentiment(long_bars)}
    revised = {KEY: replace(book[KEY], value=book[KEY].value + 1)}

    assert data_version(long_bars, book) == data_version(long_bars, {KEY: sentiment(long_bars)})
    assert len({data_version(long_bars, each) for each in ({}, book, revised)}) == 3


def test_a_position_left_in_parts_is_one_trade_of_the_block(long_bars: BarArrays) -> None:
    half, rest = (TargetSpec("fraction", Decimal(far), share=Decimal("0.5")) for far in ("0.02", "0.04"))
    parts = replace(spec(enter="close > sma(close, 40)", leave="close < 0"), targets=(half, rest))
    found = gather(compile_spec(parts), long_bars, CENT, PLAIN)
    positions = {trade.position for trade in found.exits}

    assert len(found.exits) > len(positions) > 1
    assert found.whole_block["trades"].value == len(positions)
    assert found.out_of_sample["trades"].value == len(found.held_out)
    assert found.whole_block["net_pnl"].value == sum((t.net_pnl for t in found.exits), Decimal(0))


def test_few_trades_are_warned_of(long_bars: BarArrays) -> None:
    found = gather(compile_spec(spec(enter="close > 1000")), long_bars, CENT, PLAIN)

    assert "0 out-of-sample trades say little; 30 would say more" in found.warnings
    assert found.whole_block["win_rate"].reason == "no trades"
    assert found.whole_block["sharpe"].value is None


def test_every_figure_is_there_or_says_why_not(long_bars: BarArrays) -> None:
    names = """total_return cagr sharpe sortino calmar omega volatility max_drawdown max_drawdown_days
        win_rate profit_factor expectancy expectancy_r trades average_win average_loss largest_win
        largest_loss average_bars exposure turnover gross_pnl fees slippage_cost net_pnl"""
    wanted = set(names.split())
    for rows in (swinging(), flat(*[100.0] * 30)):
        block = gather(compile_spec(spec()), bars(rows), CENT, PLAIN).whole_block
        assert wanted <= set(block)
        assert all((metric.value is None) == (metric.reason is not None) for metric in block.values())


def test_annual_figures_are_null_under_twenty_days() -> None:
    block = gather(compile_spec(spec()), bars(swinging(24 * 15)), CENT, PLAIN).whole_block

    assert block["sharpe"].value is None
    assert block["sharpe"].reason == "needs 20 days, has 15"
    assert block["total_return"].value is not None


def test_every_figure_of_a_run_may_be_gated(long_bars: BarArrays) -> None:
    found = gather(compile_spec(spec()), long_bars, CENT, PLAIN)

    assert set(found.out_of_sample) == set(OF_RUN)


def test_fills_at_the_close_of_the_signal_are_not_judged(long_bars: BarArrays) -> None:
    for_peers = replace(PLAIN, fill_timing=FillTiming.SAME_CLOSE)
    with pytest.raises(InvalidInput, match="next open to be judged, got same_close") as refused:
        gather(compile_spec(spec()), long_bars, CENT, for_peers)
    assert refused.value.code == "fill_timing_not_judged"


KEY = ("human.sentiment", "BTC")


def sentiment(long_bars: BarArrays) -> LedgerSeries:
    """A reading a day, known six hours later and revised after two days."""
    event = long_bars.ts[::24]
    first, second = np.random.default_rng(4).normal(0, 1, (2, len(event)))
    known = np.concatenate((event + 6 * HOUR_MS, event + 48 * HOUR_MS))
    order = np.argsort(known, kind="stable")
    return LedgerSeries(np.tile(event, 2)[order], known[order], np.concatenate((first, second))[order])


def by_sentiment() -> CompiledStrategy:
    return compile_spec(spec(enter="human.sentiment(BTC) > 0.5", leave="human.sentiment(BTC) < 0"))


def test_ledger_features_are_judged_by_what_was_known(long_bars: BarArrays) -> None:
    found = gather(by_sentiment(), long_bars, CENT, PLAIN, ledgers={KEY: sentiment(long_bars)})

    assert found.out_of_sample["look_ahead"].value == 0
    assert len(found.exits) > 10


def test_a_store_that_dates_revisions_back_fails_the_card_s_first_tier(long_bars: BarArrays) -> None:
    true = sentiment(long_bars)
    final = dict(zip(true.event_time.tolist(), true.value.tolist(), strict=True))
    event = np.array(sorted(final))
    rewritten = {KEY: LedgerSeries(event, event + 6 * HOUR_MS, np.array([final[e] for e in event.tolist()]))}
    found = gather(
        by_sentiment(), long_bars, CENT, PLAIN,
        ledgers=rewritten, as_of=lambda instant: known_by({KEY: true}, instant),
    )  # fmt: skip
    judgement = judge(evaluate(DEFAULT_GATES, found.out_of_sample))

    assert judgement.tier_reached == 0
    assert judgement.verdict is Verdict.REJECT
    assert found.look_ahead.first is not None
    assert found.look_ahead.first.rule in ("enter_long", "exit_long")


def test_higher_bars_of_the_language_are_closed_ones(long_bars: BarArrays) -> None:
    strategy = compile_spec(spec(enter="close @ 4h > sma(close, 10) @ 4h", leave="close @ 1d < open @ 1d"))
    found = gather(strategy, long_bars, CENT, PLAIN)

    assert found.out_of_sample["look_ahead"].value == 0
    assert found.exits
