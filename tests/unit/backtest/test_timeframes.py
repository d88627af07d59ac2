"""The same rules on bars of several lengths, and how far they go together."""

from dataclasses import replace

import numpy as np
import pytest

from omc.backtest.judging.evidence import gather
from omc.backtest.judging.timeframes import OnTimeframe, alignment, on_timeframe, stance
from omc.backtest.portfolio import Market
from omc.kernel.instants import HOUR_MS
from omc.market.frames import FRAMES
from omc.market.higher import higher_bars
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.trading.model import Direction, Trade
from tests.unit.backtest.builders import CENT, PLAIN, START, bars, flat, run_spec, spec

RULES = spec(enter="close > sma(close, 10)", leave="close < sma(close, 10)")
HOURS = bars(flat(*np.round(100 + 10 * np.sin(np.arange(24 * 60) / 40), 2).tolist()))


def beside(timeframe: Timeframe) -> OnTimeframe:
    rows = higher_bars(HOURS, HOUR_MS, FRAMES[timeframe.value]).bars
    market = Market(compile_spec(replace(RULES, timeframe=timeframe)), rows, CENT)
    return on_timeframe([market], PLAIN, int(HOURS.ts[1000]), Timeframe.H1)


def one_trade() -> Trade:
    """Bought at the open of hour 2, sold at that of hour 4."""
    (trade,) = run_spec(spec(), flat(100.0, 106.0, 107.0, 90.0, 90.0)).trades
    assert (trade.entry_ts, trade.exit_ts) == (START + 2 * HOUR_MS, START + 4 * HOUR_MS)
    return trade


def test_a_position_is_held_at_the_closes_after_its_entry_up_to_its_exit() -> None:
    closes = START + HOUR_MS * np.arange(1, 7)
    assert stance([one_trade()], closes).tolist() == [0, 0, 1, 1, 0, 0]
    short = replace(one_trade(), direction=Direction.SHORT)
    assert stance([short], closes).tolist() == [0, 0, -1, -1, 0, 0]


def test_alignment_counts_closes_at_which_all_hold_the_same_over_those_at_which_any_holds() -> None:
    main = gather(compile_spec(RULES), HOURS, CENT, PLAIN)
    other = beside(Timeframe.H4)
    found = alignment(main.whole, [Market(compile_spec(RULES), HOURS, CENT)], [other])

    # Counted once more, close by close.
    first, last = int(other.course.close_ts[other.course.first]), int(other.course.close_ts[-1])
    closes = [int(ts) + HOUR_MS for ts in HOURS.ts if first <= int(ts) + HOUR_MS <= last]
    held = [
        tuple(
            any(t.entry_ts < close <= t.exit_ts for t in course.trades)
            for course in (main.whole, other.course)
        )
        for close in closes
    ]
    assert found.closes == len(closes)
    assert found.held == sum(a or b for a, b in held)
    assert found.aligned == sum(a and b for a, b in held)
    assert found.main_held == sum(a for a, _ in held)
    assert found.share == found.aligned / found.held
    assert found.share_of(Timeframe.H4) == found.aligned / found.main_held
    assert 0 < found.aligned < found.held


def test_a_timeframe_beside_itself_is_wholly_aligned() -> None:
    main = gather(compile_spec(RULES), HOURS, CENT, PLAIN)
    same = on_timeframe([Market(compile_spec(RULES), HOURS, CENT)], PLAIN, int(HOURS.ts[main.split]), None)
    found = alignment(main.whole, list(main.markets), [same])

    assert found.share == 1.0
    assert same.whole == main.whole_block
    assert same.out_of_sample["total_return"] == main.out_of_sample["total_return"]


def test_where_nothing_is_ever_held_there_is_no_share() -> None:
    silent = replace(RULES, long=spec(enter="close > 1000", leave="close < 1").long)
    main = gather(compile_spec(silent), HOURS, CENT, PLAIN)
    quiet = on_timeframe([Market(compile_spec(silent), HOURS, CENT)], PLAIN, int(HOURS.ts[main.split]), None)
    found = alignment(main.whole, list(main.markets), [quiet])
    assert (found.share, found.held, found.share_of(Timeframe.H1)) == (None, 0, None)
    assert found.closes > 0


def test_the_others_are_held_out_from_the_same_moment() -> None:
    other = beside(Timeframe.H4)
    assert other.whole["trades"].value > other.out_of_sample["trades"].value > 0  # type: ignore[operator]


@pytest.mark.parametrize("timeframe", [Timeframe.H4, Timeframe.D1])
def test_each_is_traded_on_its_own_bars(timeframe: Timeframe) -> None:
    other = beside(timeframe)
    assert other.timeframe is timeframe
    assert all(trade.entry_ts % timeframe.ms == 0 for trade in other.course.trades)
