"""What a run leaves: trades, equity at every close, what was refused, what it cost, and a hash of it all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.book import Book
from omc.backtest.refusals import Refusal
from omc.backtest.settings import FillTiming, RunSettings
from omc.kernel.money import ZERO
from omc.market.model import FloatArray
from omc.trading.model import Trade

ENGINE_VERSION = "2"
COST_RATIO_WARNING = Decimal("0.5")
SAME_CLOSE_WARNING = "fills at the close that made the signal: for comparison with other engines only"
FREE_WARNING = "no fees, no spread, no slippage: nobody trades for nothing"


@dataclass(frozen=True)
class CostReport:
    """Quote currency (OMC-BT-045). gross_before_costs: P&L had every fill been at its reference price.

    spread: the half spread's part of spread_and_slippage; the rest is slippage, rounding to the tick
    included. cost_ratio: costs over gross_before_costs, None where that is not a profit.
    """

    gross_before_costs: Decimal
    spread_and_slippage: Decimal
    fees: Decimal
    spread: Decimal = ZERO
    funding: Decimal = ZERO

    @property
    def slippage(self) -> Decimal:
        return self.spread_and_slippage - self.spread

    @property
    def costs(self) -> Decimal:
        return self.spread_and_slippage + self.fees + self.funding

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
        moved = sum((trade.slippage_cost for trade in trades), ZERO)
        gross = sum((trade.gross_pnl for trade in trades), ZERO)
        fees = sum((trade.fees for trade in trades), ZERO)
        spread = sum((trade.spread_cost for trade in trades), ZERO)
        return cls(gross + moved, moved, fees, spread, sum((trade.funding for trade in trades), ZERO))


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
    fill_timing: FillTiming = FillTiming.NEXT_OPEN
    warnings: tuple[str, ...] = ()

    def equity_at(self, bar: int) -> Decimal:
        return self.book.equity_at(bar)


def warnings_of(timing: FillTiming, costs: CostReport, settings: RunSettings) -> tuple[str, ...]:
    """What a reader of the result must know before believing it."""
    charged = settings.costs
    free = charged.commission_model == "bps" and not charged.taker_bps and not charged.round_trip_bps
    said = (
        SAME_CLOSE_WARNING if timing is FillTiming.SAME_CLOSE else None,
        FREE_WARNING if free else None,
        costs.warning,
    )
    return tuple(warning for warning in said if warning is not None)


def result_hash(
    trades: Sequence[Trade],
    refusals: Mapping[str, int],
    closing_equity: Decimal,
    timing: FillTiming = FillTiming.NEXT_OPEN,
) -> str:
    """SHA-256 over everything a run decided: equal for equal spec, bars and settings (OMC-BT-047)."""
    digest = hashlib.sha256(f"engine {ENGINE_VERSION} {timing}\n".encode())
    for trade in trades:
        digest.update((_row(trade) + "\n").encode())
    for reason in sorted(refusals):
        digest.update(f"{reason} {refusals[reason]}\n".encode())
    digest.update(_plain(closing_equity).encode())
    return digest.hexdigest()


def _row(trade: Trade) -> str:
    amounts = (
        trade.quantity, trade.entry_price, trade.exit_price, trade.entry_fee, trade.exit_fee,
        trade.gross_pnl, trade.initial_stop, trade.target, trade.slippage_cost, trade.spread_cost,
        trade.funding, trade.mae, trade.mfe, *trade.targets,
    )  # fmt: skip
    words = (trade.symbol, trade.direction.value, trade.exit_reason.value)
    times = (trade.position, trade.entry_ts, trade.exit_ts, trade.bars_held)
    return " ".join((*words, *map(str, times), *(_plain(amount) for amount in amounts)))


def _plain(amount: Decimal | None) -> str:
    """The number itself, whatever exponent arithmetic left on it."""
    return "-" if amount is None else str(amount.normalize())
