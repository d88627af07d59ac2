"""An open position of the engine, and the trade row it becomes."""

from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.market import TickBars
from omc.kernel.money import ZERO
from omc.trading.lots import book
from omc.trading.model import Direction, ExitReason, Fill, Levels, Trade


@dataclass(frozen=True)
class Position:
    """`bar`: index of the entry bar. `levels`: as resolved at the fill."""

    direction: Direction
    bar: int
    fill: Fill
    levels: Levels

    def held_at(self, bar: int) -> int:
        """Bars held at the close of `bar`, the entry bar counted as 1."""
        return bar - self.bar + 1


@dataclass(frozen=True)
class Exit:
    """`bar`: index of the bar it filled in. bars_held: whole bars, and the exit's own if left inside it."""

    fill: Fill
    bar: int
    reason: ExitReason
    bars_held: int


def closed_trade(market: TickBars, position: Position, leave: Exit) -> Trade:
    """The round trip, gross by FIFO lots, spread and slippage of both fills counted beside it."""
    entry, out = position.fill, leave.fill
    lots = book((), entry.side, entry.quantity, entry.price, entry.ts).lots
    against, for_us = _excursions(market, position, leave)
    return Trade(
        symbol=market.instrument.symbol,
        direction=position.direction,
        quantity=entry.quantity,
        entry_ts=entry.ts,
        entry_price=entry.price,
        exit_ts=int(market.ts[leave.bar]),
        exit_price=out.price,
        exit_reason=leave.reason,
        entry_fee=entry.fee,
        exit_fee=out.fee,
        slippage_cost=_slippage(entry) + _slippage(out),
        gross_pnl=book(lots, out.side, out.quantity, out.price, out.ts).realised,
        initial_stop=position.levels.initial_stop,
        target=position.levels.target,
        bars_held=leave.bars_held,
        mae=against,
        mfe=for_us,
    )


def _slippage(fill: Fill) -> Decimal:
    return (fill.price - fill.reference_price) * fill.quantity * fill.side.sign


def _excursions(market: TickBars, position: Position, leave: Exit) -> tuple[Decimal, Decimal]:
    """(MAE, MFE) per unit from the entry price: the bars before the exit's bar, and the price left at.

    What the exit's own bar did beside that price may have come after it, so it is not counted, unless the
    data ended with it.
    """
    entry = position.fill.price
    end = leave.bar + 1 if leave.reason is ExitReason.END_OF_DATA else leave.bar
    low = high = leave.fill.reference_price
    if end > position.bar:
        low = min(low, market.price(market.low[position.bar : end].min()))
        high = max(high, market.price(market.high[position.bar : end].max()))
    down, up = max(entry - low, ZERO), max(high - entry, ZERO)
    return (down, up) if position.direction is Direction.LONG else (up, down)
