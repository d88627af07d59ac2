"""What a run leaves: trades, equity at every close, what was refused, what it cost, and a hash of it all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.book import Book
from omc.backtest.refusals import Refusal
from omc.kernel.money import ZERO
from omc.market.model import FloatArray
from omc.trading.model import Trade

ENGINE_VERSION = "1"
COST_RATIO_WARNING = Decimal("0.5")


@dataclass(frozen=True)
class CostReport:
    """Quote currency (OMC-BT-045). gross_before_costs: P&L had every fill been at its reference price.

    cost_ratio: costs over gross_before_costs, None where that is not a profit.
    """

    gross_before_costs: Decimal
    spread_and_slippage: Decimal
    fees: Decimal

    @property
    def costs(self) -> Decimal:
        return self.spread_and_slippage + self.fees

    @property
    def net(self) -> Decimal:
        return self.gross_before_costs - self.costs

    @property
    def cost_ratio(self) -> Decimal | None:
        return self.costs / self.gross_before_costs if self.gross_before_costs > 0 else None

    @property
    def warning(self) -> str | None:
        ratio = self.cost_ratio
        if ratio is None or ratio <= COST_RATIO_WARNING:
            return None
        return f"costs eat {ratio:.2f} of the gross profit, more than {COST_RATIO_WARNING}"

    @classmethod
    def of(cls, trades: Sequence[Trade]) -> "CostReport":
        slippage = sum((trade.slippage_cost for trade in trades), ZERO)
        gross = sum((trade.gross_pnl for trade in trades), ZERO)
        return cls(gross + slippage, slippage, sum((trade.fees for trade in trades), ZERO))


@dataclass(frozen=True)
class RunResult:
    """equity: float64[n], quote currency, marked at each close; `equity_at` gives the same in exact decimals.

    trade_from: index of the first bar on whose close a decision was allowed.
    """

    trades: tuple[Trade, ...]
    equity: FloatArray
    book: Book
    refusals: Mapping[str, int]
    refusal_examples: tuple[Refusal, ...]
    costs: CostReport
    first_decision: int
    result_hash: str

    def equity_at(self, bar: int) -> Decimal:
        return self.book.equity_at(bar)


def result_hash(trades: Sequence[Trade], refusals: Mapping[str, int], closing_equity: Decimal) -> str:
    """SHA-256 over everything a run decided: equal for equal spec, bars and settings (OMC-BT-047)."""
    digest = hashlib.sha256(f"engine {ENGINE_VERSION}\n".encode())
    for trade in trades:
        digest.update((_row(trade) + "\n").encode())
    for reason in sorted(refusals):
        digest.update(f"{reason} {refusals[reason]}\n".encode())
    digest.update(_plain(closing_equity).encode())
    return digest.hexdigest()


def _row(trade: Trade) -> str:
    amounts = (
        trade.quantity, trade.entry_price, trade.exit_price, trade.entry_fee, trade.exit_fee,
        trade.gross_pnl, trade.initial_stop, trade.target,
    )  # fmt: skip
    words = (trade.symbol, trade.direction.value, trade.exit_reason.value)
    times = (trade.entry_ts, trade.exit_ts, trade.bars_held)
    return " ".join((*words, *map(str, times), *(_plain(amount) for amount in amounts)))


def _plain(amount: Decimal | None) -> str:
    """The number itself, whatever exponent arithmetic left on it."""
    return "-" if amount is None else f"{amount.normalize():f}"
