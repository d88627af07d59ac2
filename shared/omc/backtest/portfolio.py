"""Several markets on one capital (OMC-BT-049): they share cash, places, limits and the run of luck.

Time is the union of the markets' bars. At each instant all exits fill at their opens, then entries, the
stronger first, then by symbol; then every range is lived through; then all closes are judged on one account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.backtest.desk import Desk, Market
from omc.backtest.purse import Purse
from omc.backtest.refusals import Refusal
from omc.backtest.result import CostReport, result_hash, warnings_of
from omc.backtest.settings import FillTiming, RunSettings
from omc.backtest.watching import Milestones, Watch, unwatched
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.model import FloatArray, IntArray
from omc.trading.model import Trade

__all__ = ["Market", "PortfolioResult", "run_portfolio"]


@dataclass(frozen=True)
class PortfolioResult:
    """ts, close_ts: int64[m], instants at which any market has a bar; equity: float64[m], quote currency, at
    their closes, `exact_equity` the same in decimals. trades of all symbols in the order of their exits.

    first: index of the first instant at whose close any market could decide, the last one if none ever could.
    """

    trades: tuple[Trade, ...]
    ts: IntArray
    close_ts: IntArray
    equity: FloatArray
    exact_equity: tuple[Decimal, ...]
    refusals: Mapping[str, int]
    refusal_examples: tuple[Refusal, ...]
    costs: CostReport
    result_hash: str
    warnings: tuple[str, ...]
    first: int = 0

    def of(self, symbol: str) -> tuple[Trade, ...]:
        """The trades of one symbol."""
        return tuple(trade for trade in self.trades if trade.symbol == symbol)


def run_portfolio(
    markets: Sequence[Market], settings: RunSettings, *, watch: Watch = unwatched
) -> PortfolioResult:
    """Trade every market of `markets` with one capital, at most `settings.max_positions` at a time; `watch`
    is told how far it is.

    InvalidInput: no bars, a symbol twice, several timeframes, or fills at the same close.
    """
    settings.check()
    _check(markets, settings)
    purse = Purse(settings)
    desks = [Desk.of(market, purse) for market in sorted(markets, key=lambda one: one.instrument.symbol)]
    ts = np.unique(np.concatenate([desk.market.ts for desk in desks]))
    milestones, bar_ms = Milestones(watch, len(ts), purse.trades), desks[0].market.timeframe.ms
    equity = []
    for done, instant in enumerate(ts.tolist(), start=1):
        equity.append(_instant(purse, desks, instant))
        milestones.passed(done, instant + bar_ms)
    trades, counts = tuple(purse.trades), dict(sorted(purse.refusals.counts.items()))
    costs, timing = CostReport.of(trades), settings.fill_timing
    return PortfolioResult(
        trades=trades,
        ts=ts,
        close_ts=ts + bar_ms,
        equity=np.array([float(amount) for amount in equity]),
        exact_equity=tuple(equity),
        refusals=counts,
        refusal_examples=tuple(purse.refusals.examples),
        costs=costs,
        result_hash=result_hash(trades, counts, equity[-1], timing),
        warnings=warnings_of(timing, costs, settings),
        first=_first(desks, ts),
    )


def _first(desks: Sequence[Desk], ts: IntArray) -> int:
    opens = [int(desk.market.ts[desk.first_decision]) for desk in desks if desk.first_decision <= desk.last]
    return int(np.searchsorted(ts, min(opens))) if opens else len(ts) - 1


def _check(markets: Sequence[Market], settings: RunSettings) -> None:
    symbols = [market.instrument.symbol for market in markets]
    if not markets or any(len(market.bars) == 0 for market in markets):
        raise InvalidInput(f"expected bars of every market, got {len(markets)} markets: {symbols}")
    if len(set(symbols)) < len(symbols):
        raise InvalidInput(f"expected each symbol once, got {symbols}")
    timeframes = sorted({market.strategy.spec.timeframe.value for market in markets})
    if len(timeframes) > 1:
        raise InvalidInput(f"expected one timeframe, got {timeframes}")
    if settings.fill_timing is not FillTiming.NEXT_OPEN:
        raise InvalidInput(
            f"expected fills at the next open with several markets, got {settings.fill_timing}"
        )


def _instant(purse: Purse, desks: Sequence[Desk], ts: Ms) -> Decimal:
    """Everything that happens in the bars that open at `ts`; the equity at their close."""
    here = [desk for desk in desks if desk.comes_to(ts)]
    for desk in here:
        desk.leave_at_open()
    for desk in sorted((desk for desk in here if desk.enters), key=Desk.rank_waiting):
        desk.enter(desks)
    for desk in here:
        desk.live()
    purse.mark(desks, ts + desks[0].market.timeframe.ms)
    for desk in sorted((desk for desk in here if desk.decide()), key=Desk.rank):
        desk.order(desks)
    for desk in here:
        desk.end()
    # What ends with its data ends at this close.
    return purse.settle(desks)
