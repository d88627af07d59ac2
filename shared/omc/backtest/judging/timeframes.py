"""One strategy on bars of several lengths (OMC-BT-048): a table of figures, and how far they go together.

The run's own timeframe is what is judged; the others are told beside it. All are held out from the same
moment on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from omc.backtest.judging.course import Course
from omc.backtest.judging.traded import opening, spoken, traded
from omc.backtest.metrics.model import MetricBlock
from omc.backtest.portfolio import Market
from omc.backtest.settings import RunSettings
from omc.kernel.instants import Ms
from omc.market.columns import instants_of
from omc.market.model import IntArray
from omc.market.timeframes import Timeframe
from omc.trading.model import Trade


@dataclass(frozen=True)
class OnTimeframe:
    """made_of: the timeframe whose bars were merged into these; None where they are stored."""

    timeframe: Timeframe
    made_of: Timeframe | None
    course: Course
    whole: MetricBlock
    out_of_sample: MetricBlock


@dataclass(frozen=True)
class Alignment:
    """closes: of the main timeframe, of every symbol, at which all timeframes could decide. held: of these,
    those at which any timeframe holds a position; aligned: of these, those at which every timeframe holds
    one of the same direction. That none holds anything is no agreement and counts for nothing.

    main_held: closes at which the main timeframe holds a position; agreeing: of these, by timeframe, those
    at which it holds one of the same direction.
    """

    closes: int
    held: int
    aligned: int
    main_held: int
    agreeing: Mapping[Timeframe, int]

    @property
    def share(self) -> float | None:
        """None where no timeframe holds anything."""
        return self.aligned / self.held if self.held else None

    def share_of(self, timeframe: Timeframe) -> float | None:
        """How much of the main timeframe's time in a position this one is in the same; None: no such time."""
        return self.agreeing[timeframe] / self.main_held if self.main_held else None


def on_timeframe(
    markets: Sequence[Market], settings: RunSettings, held_out_from: Ms, made_of: Timeframe | None
) -> OnTimeframe:
    """The strategy over the bars of another timeframe, all of them and those from `held_out_from` on."""
    told = [spoken(market, len(markets) > 1) for market in markets]
    whole = traded(told, settings)
    later = [replace(market, trade_from=opening(market, held_out_from)) for market in told]
    held_out = (
        traded(later, settings).block()
        if held_out_from <= int(instants_of([market.bars for market in markets])[-1])
        else {}
    )
    timeframe = markets[0].strategy.spec.timeframe
    return OnTimeframe(timeframe, made_of, whole, whole.block(), held_out)


def alignment(main: Course, markets: Sequence[Market], others: Sequence[OnTimeframe]) -> Alignment:
    """How far the timeframes hold the same. main: the course over `markets`, the run's own."""
    courses = [main, *(other.course for other in others)]
    first = max(int(course.close_ts[course.first]) for course in courses)
    last = min(int(course.close_ts[-1]) for course in courses)
    stances = [_stances(courses, market, first, last) for market in markets]
    table = np.concatenate(stances, axis=1) if stances else np.zeros((len(courses), 0), dtype=np.int64)
    held, same = np.any(table != 0, axis=0), np.all(table == table[0], axis=0)
    in_main = table[0] != 0
    return Alignment(
        closes=table.shape[1],
        held=int(np.sum(held)),
        aligned=int(np.sum(held & same)),
        main_held=int(np.sum(in_main)),
        agreeing={
            other.timeframe: int(np.sum(in_main & (row == table[0])))
            for other, row in zip(others, table[1:], strict=True)
        },
    )


def _stances(courses: Sequence[Course], market: Market, first: Ms, last: Ms) -> IntArray:
    """int64[courses, closes]: -1, 0 or 1 of one symbol at its closes from `first` to `last`."""
    closes = market.bars.ts + market.strategy.spec.timeframe.ms
    closes = closes[(closes >= first) & (closes <= last)]
    symbol = market.instrument.symbol
    return np.array([
        stance([trade for trade in course.trades if trade.symbol == symbol], closes) for course in courses
    ]).reshape(len(courses), len(closes))  # fmt: skip


def stance(trades: Sequence[Trade], instants: IntArray) -> IntArray:
    """int64[k]: the direction held at each instant, 0 for none. A bar says no more of an exit inside it than
    that it happened there: it counts as left at that bar's open."""
    held = np.zeros(len(instants), dtype=np.int64)
    for trade in trades:
        entered, left = np.searchsorted(instants, (trade.entry_ts, trade.exit_ts), side="right").tolist()
        held[entered:left] = trade.direction.sign
    return held
