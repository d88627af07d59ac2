"""Evidence as JSON values and table rows: what the card is written from, what people look up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from omc.backtest.judging.course import Course
from omc.backtest.judging.evidence import Evidence
from omc.backtest.judging.look_ahead import LookAhead
from omc.backtest.judging.trips import t_test_document, trade_test
from omc.backtest.metrics.bootstrap import Uncertainty
from omc.backtest.metrics.calendar import drawdown_report, monthly_returns
from omc.backtest.result import ENGINE_VERSION, CostReport
from omc.backtest.service.breakdowns import breakdowns, by_regime
from omc.backtest.service.cards import block_document
from omc.backtest.service.markets import markets_document
from omc.strategy.model import StrategySpec
from omc.trading.model import Trade

TRADE_NUMBERS = ("number", "position", "entry_ts", "exit_ts", "bars_held", "decided_ts", "spec_version")
TRADE_COLUMNS = (
    *TRADE_NUMBERS[:-2], "symbol", "direction", "quantity", "entry_price", "exit_price", "exit_reason",
    "entry_fee", "exit_fee", "slippage_cost", "gross_pnl", "net_pnl", "r_multiple", "initial_stop", "target",
    "mae", "mfe", "spread_cost", "funding", "pnl_fraction", "regime", "explanation", "decided_ts", "targets",
    "spec_version",
)  # fmt: skip

# The card is one document: of a strategy that goes by regimes it holds the latest changes.
MAX_SWITCHES = 200


def evidence_document(evidence: Evidence, spec: StrategySpec) -> dict[str, Any]:
    """Everything of the three runs but their tables."""
    whole = evidence.whole
    initial = float(whole.initial)
    return {
        "from": int(whole.ts[0]),
        "to": int(whole.close_ts[-1]),
        "bars": sum(len(market.bars) for market in evidence.markets),
        "holdout_from": int(whole.ts[evidence.split]),
        "markets": markets_document(evidence),
        "data_version": evidence.data_version,
        "engine_version": ENGINE_VERSION,
        "result_hash": evidence.whole.result_hash,
        "whole": block_document(evidence.whole_block),
        "in_sample": block_document(evidence.in_sample),
        "out_of_sample": block_document(evidence.out_of_sample),
        "look_ahead": look_ahead_document(evidence.look_ahead, rules_of(spec)),
        "costs": costs_document(evidence.whole.costs),
        "refusals": refusals_document(evidence.whole),
        "breakdown": breakdowns(evidence.exits, spec.family),
        "regimes": {"reason": None, "table": by_regime(evidence.held_out)},
        "drawdown": dict(drawdown_report(whole.close_ts, whole.equity, initial)),
        "monthly_returns": {
            month: f"{value:.6f}"
            for month, value in monthly_returns(whole.close_ts, whole.equity, initial).items()
        },
        "luck": luck_document(evidence.luck),
        "trade_test": t_test_document(trade_test(evidence.held_out)),
        "seed": evidence.seed,
        "regime_switches": _switches(evidence),
        "warnings": list(evidence.warnings),
    }


def _switches(evidence: Evidence) -> list[dict[str, Any]]:
    """The latest, the oldest first."""
    found = [
        {"ts": switch.ts, "before": switch.before, "after": switch.after, "symbol": symbol}
        for symbol, switches in evidence.regime_switches.items()
        for switch in switches
    ]
    return sorted(found, key=lambda switch: (switch["ts"], switch["symbol"]))[-MAX_SWITCHES:]


def look_ahead_document(found: LookAhead, rules: Mapping[str, str]) -> dict[str, Any]:
    """How it was looked for, and the first decision that knew the future, in words."""
    return {
        "changed": found.changed,
        "cuts": len(found.cuts),
        "decisions": found.decisions,
        "first": None if found.first is None else found.first.sentence(rules),
    }


def rules_of(spec: StrategySpec) -> dict[str, str]:
    """The texts of the spec's rules by the names decisions have."""
    sides = {"long": spec.long, "short": spec.short}
    found = {f"enter_{side}": rules.enter for side, rules in sides.items() if rules}
    return found | {f"exit_{side}": rules.exit for side, rules in sides.items() if rules and rules.exit}


def costs_document(costs: CostReport) -> dict[str, Any]:
    ratio = costs.cost_ratio
    return {
        "gross_before_costs": text(costs.gross_before_costs),
        "spread_and_slippage": text(costs.spread_and_slippage),
        "spread": text(costs.spread),
        "slippage": text(costs.slippage),
        "fees": text(costs.fees),
        "funding": text(costs.funding),
        "net": text(costs.net),
        "cost_ratio": None if ratio is None else f"{ratio:.6f}",
        "warning": costs.warning,
    }


def refusals_document(result: Course) -> dict[str, Any]:
    """Counts by reason, and the first few of each with value and limit."""
    examples = [
        {
            "reason": r.reason,
            "ts": r.ts,
            "value": f"{r.value:.8f}",
            "limit": f"{r.limit:.8f}",
            "symbol": r.symbol or None,
        }
        for r in result.refusal_examples
    ]
    return {"counts": dict(result.refusals), "examples": examples}


def luck_document(luck: Uncertainty | None) -> dict[str, Any] | None:
    """5th and 95th percentile of what chance alone makes of the held-out days."""
    if luck is None:
        return None
    bands = {
        "sharpe": luck.sharpe,
        "max_drawdown": luck.max_drawdown,
        "total_return": luck.total_return,
        "final_equity": luck.final_equity,
    }
    return {
        name: {"low": f"{band.low:.6f}", "high": f"{band.high:.6f}"}
        for name, band in bands.items()
        if band is not None
    }


def trade_row(number: int, trade: Trade, spec_version: int) -> dict[str, Any]:
    """One exit: whole numbers for times and counts, text for words and exact amounts, several by blanks."""
    row: dict[str, Any] = {"number": number, "spec_version": spec_version}
    for name in TRADE_COLUMNS[1:-1]:
        value = getattr(trade, name)
        if isinstance(value, tuple):
            value = " ".join(text(one) for one in value)
        elif name not in TRADE_NUMBERS:
            value = text(value) if isinstance(value, Decimal | None) else str(value)
        row[name] = value
    return row


def text(amount: Decimal | None) -> str:
    """Without exponent and needless zeros; empty for none."""
    return "" if amount is None else f"{amount.normalize():f}"
