"""Evidence as JSON values and table rows: what the card is written from, what people look up."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from omc.backtest.judging.evidence import Evidence
from omc.backtest.metrics.bootstrap import Uncertainty
from omc.backtest.metrics.calendar import drawdown_dates, hour, monthly_returns, weekday
from omc.backtest.result import ENGINE_VERSION, CostReport, RunResult
from omc.backtest.service.cards import block_document
from omc.kernel.money import ZERO
from omc.trading.model import Trade

TRADE_NUMBERS = ("number", "entry_ts", "exit_ts", "bars_held")
TRADE_COLUMNS = (
    *TRADE_NUMBERS, "symbol", "direction", "quantity", "entry_price", "exit_price", "exit_reason",
    "entry_fee", "exit_fee", "slippage_cost", "gross_pnl", "net_pnl", "r_multiple", "initial_stop", "target",
    "mae", "mfe",
)  # fmt: skip


def evidence_document(evidence: Evidence) -> dict[str, Any]:
    """Everything of the three runs but their tables."""
    market, initial = evidence.whole.book.market, float(evidence.whole.book.initial)
    return {
        "from": int(market.ts[0]),
        "to": market.closed_at(len(market) - 1),
        "bars": len(market),
        "holdout_from": int(market.ts[evidence.split]),
        "data_version": evidence.data_version,
        "engine_version": ENGINE_VERSION,
        "result_hash": evidence.whole.result_hash,
        "whole": block_document(evidence.whole_block),
        "in_sample": block_document(evidence.in_sample),
        "out_of_sample": block_document(evidence.out_of_sample),
        "costs": costs_document(evidence.whole.costs),
        "refusals": refusals_document(evidence.whole),
        "breakdown": {
            "side": breakdown(evidence.whole.trades, lambda trade: trade.direction.value),
            "exit_reason": breakdown(evidence.whole.trades, lambda trade: trade.exit_reason.value),
            "weekday": breakdown(evidence.whole.trades, lambda trade: weekday(trade.entry_ts)),
            "hour": breakdown(evidence.whole.trades, lambda trade: hour(trade.entry_ts)),
        },
        "drawdown": dict(drawdown_dates(market.close_ts, evidence.whole.equity, initial)),
        "monthly_returns": {
            month: f"{value:.6f}"
            for month, value in monthly_returns(market.close_ts, evidence.whole.equity, initial).items()
        },
        "luck": luck_document(evidence.luck),
        "seed": evidence.seed,
        "warnings": list(evidence.warnings),
    }


def costs_document(costs: CostReport) -> dict[str, Any]:
    ratio = costs.cost_ratio
    return {
        "gross_before_costs": text(costs.gross_before_costs),
        "spread_and_slippage": text(costs.spread_and_slippage),
        "fees": text(costs.fees),
        "net": text(costs.net),
        "cost_ratio": None if ratio is None else f"{ratio:.6f}",
        "warning": costs.warning,
    }


def refusals_document(result: RunResult) -> dict[str, Any]:
    """Counts by reason, and the first few of each with value and limit."""
    examples = [
        {"reason": r.reason, "ts": r.ts, "value": f"{r.value:.8f}", "limit": f"{r.limit:.8f}"}
        for r in result.refusal_examples
    ]
    return {"counts": dict(result.refusals), "examples": examples}


def luck_document(luck: Uncertainty | None) -> dict[str, Any] | None:
    """5th and 95th percentile of what chance alone makes of the held-out days."""
    if luck is None:
        return None
    bands = {"sharpe": luck.sharpe, "max_drawdown": luck.max_drawdown, "total_return": luck.total_return}
    return {
        name: {"low": f"{band.low:.6f}", "high": f"{band.high:.6f}"}
        for name, band in bands.items()
        if band is not None
    }


def breakdown(trades: Sequence[Trade], by: Callable[[Trade], str]) -> dict[str, Any]:
    """Trades and net P&L by a word said of each trade (OMC-BT-061)."""
    counts: Counter[str] = Counter()
    net: dict[str, Decimal] = {}
    for trade in trades:
        word = by(trade)
        counts[word] += 1
        net[word] = net.get(word, ZERO) + trade.net_pnl
    return {word: {"trades": counts[word], "net_pnl": text(net[word])} for word in sorted(counts)}


def trade_row(number: int, trade: Trade) -> dict[str, Any]:
    """One round trip: whole numbers for times and counts, text for words and exact amounts."""
    row: dict[str, Any] = {"number": number}
    for name in TRADE_COLUMNS[1:]:
        value = getattr(trade, name)
        if name not in TRADE_NUMBERS:
            value = text(value) if isinstance(value, Decimal | None) else str(value)
        row[name] = value
    return row


def text(amount: Decimal | None) -> str:
    """Without exponent and needless zeros; empty for none."""
    return "" if amount is None else f"{amount.normalize():f}"
