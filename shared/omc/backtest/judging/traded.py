"""Markets traded on one account, by the engine of one or by that of several, whichever it takes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from omc.backtest.engine import run
from omc.backtest.judging.course import Course, course_of, portfolio_course
from omc.backtest.judging.look_ahead import known_by
from omc.backtest.portfolio import Market, run_portfolio
from omc.backtest.settings import RunSettings
from omc.backtest.watching import Watch, unwatched
from omc.kernel.instants import Ms
from omc.strategy.evaluate import Columns


def spoken(market: Market, several: bool) -> Market:
    """With what its strategy says of its bars, and how strongly where that decides between markets."""
    bars, tick = market.bars, market.instrument.tick
    if len(bars) == 0:
        return market
    strategy, ledgers = market.strategy, market.ledgers
    columns: Columns = {}
    signals = strategy.evaluate(bars, tick, columns, ledgers)
    if not several or market.strength is not None:
        return replace(market, signals=signals)
    return replace(market, signals=signals, strength=strategy.score(bars, tick, columns, ledgers))


def opening(market: Market, instant: Ms) -> int:
    """Index of its first bar that opens at the `instant` or after it."""
    return int(np.searchsorted(market.bars.ts, instant))


def until(market: Market, instant: Ms) -> Market:
    """As it was when the bar of `instant` opened."""
    bars = market.bars.head(opening(market, instant))
    return replace(market, bars=bars, ledgers=known_by(market.ledgers, instant))


def traded(markets: Sequence[Market], settings: RunSettings, watch: Watch = unwatched) -> Course:
    """The course of their one account, each market from its `trade_from` on."""
    if len(markets) > 1:
        return portfolio_course(
            run_portfolio(markets, settings, watch=watch), markets, settings.initial_capital
        )
    (one,) = markets
    later = replace(settings, trade_from=max(settings.trade_from, one.trade_from))
    return course_of(
        run(one.strategy, one.bars, one.instrument, later, signals=one.signals, watch=watch), one.bars
    )
