"""Paper trading on the card: what came of it, and when its fall comes close to what live money may lose."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from omc.backtest.judging.facts import PaperAccount, PaperFacts
from omc.backtest.judging.gates import GateResult

# Of the limit, from which on a fall on paper is warned of (OMC-BT-092).
WARNED_FROM = Decimal("0.75")
PAPER_WARNING = "the fall on paper"
NO_PAPER = "not evaluated: these rules have not traded on paper"


def paper_document(facts: PaperFacts | None) -> dict[str, Any]:
    """JSON values of the card's paper section; without facts, the reason."""
    if facts is None:
        return {"reason": NO_PAPER, "table": None}
    table = {
        "closed_trades": facts.closed_trades,
        "days": _figure(facts.days),
        "max_drawdown": _figure(facts.max_drawdown),
        "unexplained_differences": facts.unexplained_differences,
        "accounts": [_account(one) for one in facts.accounts],
    }
    return {"reason": None, "table": table}


def drawdown_warnings(results: Sequence[GateResult]) -> list[str]:
    """A fall on paper that nears its limit, or is beyond it."""
    return [
        f"{PAPER_WARNING}, {_percent(result.value)} %, is at {_percent(result.value / result.gate.limit)} %"
        f" of its limit of {_percent(result.gate.limit)} %"
        for result in results
        if result.gate.metric == "paper_drawdown"
        and result.value is not None
        and result.gate.limit > 0
        and result.value >= WARNED_FROM * result.gate.limit
    ]


def _account(one: PaperAccount) -> dict[str, Any]:
    return {
        "algorithm_id": one.algorithm_id,
        "status": one.status,
        "started_at": one.started_at,
        "first_ts": one.first_ts,
        "last_ts": one.last_ts,
        "closed_trades": one.closed_trades,
        "days": _figure(one.days),
        "max_drawdown": _figure(one.max_drawdown),
        "differences": one.differences,
        "unexplained": one.unexplained,
    }


def _figure(value: Decimal) -> str:
    return f"{value:.6f}"


def _percent(fraction: Decimal) -> str:
    return f"{fraction * 100:.1f}".removesuffix(".0")
