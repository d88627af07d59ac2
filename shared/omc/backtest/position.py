"""An open position of the engine, and the trade rows its exits become."""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from omc.backtest.market import TickBars
from omc.kernel.instants import Ms
from omc.kernel.money import ZERO
from omc.trading.entry import Entered, EntryOrder
from omc.trading.model import Direction, ExitReason, Fill, Levels, Trade
from omc.trading.resting import grown
from omc.trading.roundtrips import entry_fee_part


@dataclass
class Position:
    """number: of the round trip. bar: the first bar it lives through, the entry's own but for entries at a
    close. levels: as resolved at the fill, targets less those reached. fee_left: of the entry's fee, what no
    exit has borne yet; net: of the exits so far. decided_ts: of the bar that made it. inside: it was entered
    in the course of its first bar. rest: what still rests of a limit entry, from bar `rests_from` on."""

    number: int
    direction: Direction
    bar: int
    fill: Fill
    levels: Levels
    targets: tuple[Decimal, ...]
    left: Decimal
    fee_left: Decimal
    searched: int
    decided_ts: Ms
    net: Decimal = ZERO
    inside: bool = False
    rest: EntryOrder | None = None
    rests_from: int = 0

    @classmethod
    def opened(
        cls, number: int, order: EntryOrder, bar: int, entered: Entered, rest: EntryOrder | None = None
    ) -> "Position":
        fill, levels = entered.fill, entered.levels
        return cls(
            number, order.direction, bar, fill, levels, _prices(levels), fill.quantity, fill.fee, bar,
            order.signal_ts, inside=entered.inside, rest=rest, rests_from=bar + 1,
        )  # fmt: skip

    def grow(self, fill: Fill, levels: Levels) -> None:
        """Take one more fill of the entry, at the price of the first; levels: of the whole, whose stop stands
        where it stood."""
        self.fill = grown(self.fill, fill)
        self.left += fill.quantity
        self.fee_left += fill.fee
        self.levels = replace(self.levels, targets=levels.targets)
        self.targets = _prices(levels)

    def held_at(self, bar: int) -> int:
        """Bars held at the close of `bar`, the entry bar counted as 1."""
        return bar - self.bar + 1

    def fee_of(self, quantity: Decimal) -> Decimal:
        """What an exit of `quantity` bears of the entry's fee."""
        if quantity == self.left:
            return self.fee_left
        return entry_fee_part(self.fill.fee, self.fee_left, quantity, self.fill.quantity)


def _prices(levels: Levels) -> tuple[Decimal, ...]:
    return tuple(target.price for target in levels.targets)


@dataclass(frozen=True)
class Exit:
    """bar: index of the bar it filled in. end: the first bar it was not there for as a whole. bars_held:
    whole bars, and the exit's own if left inside it."""

    fill: Fill
    bar: int
    end: int
    reason: ExitReason
    bars_held: int


def closed_trade(market: TickBars, position: Position, leave: Exit) -> Trade:
    """The row of an exit, before it is taken off the position; spread and slippage of both fills counted
    beside its gross."""
    entry, out = position.fill, leave.fill
    quantity = out.quantity
    against, for_us = _excursions(market, position, leave)
    return Trade(
        symbol=market.instrument.symbol,
        direction=position.direction,
        quantity=quantity,
        entry_ts=entry.ts,
        entry_price=entry.price,
        exit_ts=int(market.ts[leave.bar]),
        exit_price=out.price,
        exit_reason=leave.reason,
        entry_fee=position.fee_of(quantity),
        exit_fee=out.fee,
        slippage_cost=quantity
        * (abs(entry.price - entry.reference_price) + abs(out.price - out.reference_price)),
        gross_pnl=position.direction.sign * quantity * (out.price - entry.price),
        initial_stop=position.levels.initial_stop,
        target=position.levels.target,
        bars_held=leave.bars_held,
        mae=against,
        mfe=for_us,
        position=position.number,
        targets=position.targets,
        spread_cost=quantity * (entry.half_spread + out.half_spread),
        funding=out.funding,
        decided_ts=position.decided_ts,
    )


def _excursions(market: TickBars, position: Position, leave: Exit) -> tuple[Decimal, Decimal]:
    """(MAE, MFE) per unit from the entry price: the bars lived through, and the price left at.

    What the exit's own bar did beside that price may have come after it, so it is not counted, unless it was
    left at its close. Of a bar in whose course it was entered, the best may have come before: its close
    counts instead.
    """
    entry, long = position.fill.price, position.direction is Direction.LONG
    low = high = leave.fill.reference_price
    if leave.end > position.bar:
        lows, highs = market.low[position.bar : leave.end], market.high[position.bar : leave.end]
        if position.inside:
            best = highs if long else lows
            best = np.concatenate((market.close[position.bar : position.bar + 1], best[1:]))
            lows, highs = (lows, best) if long else (best, highs)
        low, high = min(low, market.price(lows.min())), max(high, market.price(highs.max()))
    down_by, up_by = max(entry - low, ZERO), max(high - entry, ZERO)
    return (down_by, up_by) if long else (up_by, down_by)
