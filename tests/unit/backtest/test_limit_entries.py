"""Runs by hand with entries that rest at a limit."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.engine import run
from omc.backtest.grid.scope import uncovered
from omc.backtest.result import RunResult
from omc.backtest.settings import FillTiming, RunSettings
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.model import LimitEntrySpec, Rules, SessionSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import FREE
from omc.trading.model import ExitReason
from tests.unit.backtest.builders import CENT, PLAIN, Row, bars, flat, spec

HOUR = 3_600_000
NOTHING = replace(PLAIN, costs=FREE)
BELOW = LimitEntrySpec("fraction", 3, fraction=Decimal("0.05"))
# Closes at 110: the limit is 104.50.
SIGNAL: list[Row] = [*flat(100), (100, 110, 100, 110)]


def limited(chosen: StrategySpec | None = None, limit: LimitEntrySpec = BELOW) -> StrategySpec:
    return replace(chosen or spec("close >= 110", "close < 90"), limit_entry=limit)


def run_rows(
    chosen: StrategySpec, rows: Sequence[Row], settings: RunSettings = NOTHING, volume: float = 1e6,
    missing: Sequence[int] = (),
) -> RunResult:  # fmt: skip
    """`missing`: indices of bars that do not exist."""
    every = bars(rows)
    kept = np.delete(np.arange(len(rows)), list(missing))
    opened, high, low, close = (column[kept] for column in (every.open, every.high, every.low, every.close))
    present = BarArrays(every.ts[kept], opened, high, low, close, np.full(len(kept), volume))
    return run(compile_spec(chosen), present, CENT, settings)


def test_an_entry_waits_at_its_limit_and_is_told_by_the_bar_that_decided_it() -> None:
    rows = [*SIGNAL, (109, 109, 106, 108), (108, 108, 104, 107), (107, 108, 106, 107)]
    result = run_rows(limited(), rows)

    (trade,) = result.trades
    ts = bars(rows).ts
    assert (trade.entry_price, trade.entry_ts, trade.decided_ts) == (Decimal("104.5"), ts[3], ts[1])
    assert trade.quantity == Decimal("47.84688")  # 5,000 at the limit, not at the close
    assert result.refusals == {}


def test_its_time_runs_out_and_is_counted_with_the_numbers() -> None:
    result = run_rows(limited(), [*SIGNAL, *flat(*[109] * 5)])

    assert result.trades == ()
    assert result.refusals == {"limit_expired": 1}
    (example,) = result.refusal_examples
    assert (example.value, example.limit) == (Decimal(109), Decimal("104.5"))


def test_a_bar_that_is_missing_uses_up_its_time() -> None:
    rows = [*SIGNAL, *flat(109, 109, 109), (108, 108, 100, 107), (107, 107, 107, 107)]

    assert run_rows(limited(), rows).refusals == {"limit_expired": 1}
    assert run_rows(limited(), rows, missing=[2, 3, 4]).refusals == {"limit_expired": 1}
    assert len(run_rows(limited(limit=replace(BELOW, valid_bars=4)), rows, missing=[2, 3, 4]).trades) == 1


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        # Its own exit holds.
        (spec("close >= 110", "close < 107"), flat(109, 106)),
        # The other side's entry holds.
        (spec("close >= 110", "close < 90", short=Rules("close == 106", "close > 200")), flat(109, 106)),
        # The hours are over: the bar after the signal closes at 03:00.
        (replace(spec("close >= 110", "close < 90"), session=SessionSpec(end="03:00")), flat(109)),
    ],
)
def test_an_entry_that_is_not_wanted_any_more_is_cancelled_and_counted(
    chosen: StrategySpec, rows: list[Row]
) -> None:
    result = run_rows(limited(chosen), [*SIGNAL, *rows, (106, 106, 100, 105), *flat(105, 105)])

    assert result.refusals["limit_cancelled"] == 1
    assert not [trade for trade in result.trades if trade.direction.value == "long"]


def test_a_signal_of_the_same_side_leaves_the_order_as_it_is() -> None:
    # Closes of 115 would put a new limit at 109.25.
    rows = [*SIGNAL, (110, 115, 110, 115), (115, 115, 104, 110), (110, 111, 110, 111)]

    (trade,) = run_rows(limited(), rows).trades
    assert trade.entry_price == Decimal("104.5")


def test_in_the_bar_it_fills_in_the_stop_counts_and_the_target_does_not() -> None:
    chosen = replace(
        limited(), stop=StopSpec("fraction", fraction=Decimal("0.1")),
        targets=(TargetSpec("fraction", Decimal("0.02")),),
    )  # fmt: skip
    # The high of 109 may have been before the fill at 104.50; the next bar's was not.
    high_first = [*SIGNAL, (109, 109, 104, 105), (105, 107, 105, 106)]
    crashed = [*SIGNAL, (109, 109, 90, 105), (105, 107, 105, 106)]

    (won,) = run_rows(chosen, high_first).trades
    (lost,) = run_rows(chosen, crashed).trades

    assert (won.exit_reason, won.exit_ts - won.entry_ts, won.bars_held) == (ExitReason.TARGET, HOUR, 2)
    assert (lost.exit_reason, lost.exit_price, lost.bars_held) == (ExitReason.STOP, Decimal("94.05"), 1)
    # The best of the bar it filled in may have come before it: its close counts.
    assert lost.mfe == 0


def test_an_open_beyond_the_limit_lives_through_the_whole_bar() -> None:
    chosen = replace(limited(), targets=(TargetSpec("fraction", Decimal("0.02")),))
    (trade,) = run_rows(chosen, [*SIGNAL, (100, 103, 99, 101), *flat(101)]).trades

    assert (trade.entry_price, trade.exit_price) == (Decimal(100), Decimal(102))
    assert trade.exit_ts == trade.entry_ts


def test_what_one_bar_has_no_volume_for_fills_in_the_next_at_the_same_price() -> None:
    rows = [*SIGNAL, (109, 109, 104, 105), (105, 106, 104, 105), (105, 106, 105, 106), *flat(106)]
    (trade,) = run_rows(limited(limit=replace(BELOW, valid_bars=10)), rows, volume=100).trades

    # A tenth of 100 in each of two bars that trade through.
    assert (trade.quantity, trade.entry_price) == (Decimal(20), Decimal("104.5"))
    assert run_rows(limited(), rows, volume=100).refusals == {"partial_fill": 1}


def test_an_exit_ends_what_still_rests() -> None:
    chosen = replace(limited(), stop=StopSpec("fraction", fraction=Decimal("0.02")))
    rows = [*SIGNAL, (109, 109, 104, 105), (105, 105, 102, 104), (104, 105, 100, 104), *flat(104)]
    result = run_rows(replace(chosen, limit_entry=replace(BELOW, valid_bars=10)), rows, volume=100)

    # The second bar fills ten more, and stops all twenty out.
    (trade,) = result.trades
    assert (trade.exit_reason, trade.quantity) == (ExitReason.STOP, Decimal(20))
    assert result.refusals == {"partial_fill": 1}


def test_a_limit_that_would_meet_the_market_is_refused_with_the_numbers() -> None:
    above = LimitEntrySpec("price", 3, price="close + 1")
    result = run_rows(limited(limit=above), [*SIGNAL, *flat(110, 110)])

    assert set(result.refusals) == {"limit_not_passive"}
    assert (result.refusal_examples[0].value, result.refusal_examples[0].limit) == (
        Decimal(111),
        Decimal(110),
    )


def test_fills_at_the_same_close_are_none_for_a_limit() -> None:
    rows = [*SIGNAL, (108, 108, 104, 107), *flat(107)]
    same_close = replace(NOTHING, fill_timing=FillTiming.SAME_CLOSE)

    assert run_rows(limited(), rows, same_close).trades == run_rows(limited(), rows).trades


def test_searches_leave_limits_to_the_engine() -> None:
    assert uncovered(limited(), NOTHING) == "the spec's limit_entry"
    assert uncovered(spec("close >= 110", "close < 90"), NOTHING) is None
