"""What the round trips say (OMC-BT-058): a win is a trade with net P&L above zero. Exact decimals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.money import ZERO


@dataclass(frozen=True)
class TradeStats:
    """Of net P&L, in its own unit (quote currency or R). None = no such trade to speak of.

    average_loss, largest_loss <= 0. profit_factor: sum of wins over absolute sum of losses.
    """

    count: int
    win_rate: Decimal | None
    profit_factor: Decimal | None
    expectancy: Decimal | None
    average_win: Decimal | None
    average_loss: Decimal | None
    largest_win: Decimal | None
    largest_loss: Decimal | None
    longest_losing_run: int


def trade_stats(net: Sequence[Decimal]) -> TradeStats:
    """Figures of the net results in the order the trades closed."""
    wins = [result for result in net if result > 0]
    losses = [result for result in net if result < 0]
    lost = -sum(losses, ZERO)
    return TradeStats(
        count=len(net),
        win_rate=Decimal(len(wins)) / len(net) if net else None,
        profit_factor=sum(wins, ZERO) / lost if lost else None,
        expectancy=mean(net),
        average_win=mean(wins),
        average_loss=mean(losses),
        largest_win=max(wins, default=None),
        largest_loss=min(losses, default=None),
        longest_losing_run=_longest_losing_run(net),
    )


def mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, ZERO) / len(values) if values else None


def _longest_losing_run(net: Sequence[Decimal]) -> int:
    longest = run = 0
    for result in net:
        run = run + 1 if result < 0 else 0
        longest = max(longest, run)
    return longest
