"""The report card (OMC-BT-095, 150): everything a person needs to trust or to refuse, in one document.

JSON values throughout, decimals as strings: the card is stored, shown and hashed as it stands here.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from omc.backtest.judging.exceptions import excusable
from omc.backtest.judging.facts import NO_FINDINGS, Findings, PaperFacts
from omc.backtest.judging.gates import Gate, GateResult, GateSet, Severity, evaluate
from omc.backtest.judging.paper import PAPER_WARNING, drawdown_warnings, paper_document
from omc.backtest.judging.verdict import Judgement, Verdict, judge, rank_score, tier_of
from omc.backtest.judging.words import explain, missing
from omc.backtest.metrics.model import Metric, MetricBlock
from omc.backtest.service.runs import Run
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.strategy.hashing import spec_hash

_SUMMARY = (
    "total_return",
    "sharpe",
    "max_drawdown",
    "win_rate",
    "profit_factor",
    "trades",
    "net_pnl",
    "fees",
)
NO_SEARCH = "not evaluated: the run had no search or walk-forward"


def block_document(block: MetricBlock) -> dict[str, Any]:
    """name -> {value, reason}: a null always has its reason."""
    return {name: {"value": _text(m.value), "reason": m.reason} for name, m in sorted(block.items())}


def block_of(document: Mapping[str, Any]) -> dict[str, Metric]:
    """Inverse of `block_document`; every value as a decimal."""
    return {
        name: Metric(None if entry["value"] is None else Decimal(entry["value"]), entry["reason"])
        for name, entry in document.items()
    }


def card_of(
    run: Run,
    evidence: Mapping[str, Any],
    gates: GateSet,
    at: Ms,
    *,
    findings: Findings = NO_FINDINGS,
    paper: PaperFacts | None = None,
) -> dict[str, Any]:
    """The card of a finished run, with what its search found and what paper came to, where that is known."""
    told = dict(findings.metrics) | (paper.metrics() if paper else {})
    asked = run.request
    card = {
        "card_id": derived_id("card", run.run_id),
        "run_id": run.run_id,
        "owner_id": asked.owner_id,
        "strategy_id": asked.strategy_id,
        "spec_version": asked.version,
        "spec_hash": spec_hash(asked.spec),
        "name": asked.spec.name,
        "family": asked.spec.family,
        "symbols": [series.symbol for series in asked.markets],
        "timeframe": asked.series.timeframe.value,
        "cost_set": _plain(asked.settings.costs),
        "series": asked.series.key,
        **evidence,
        "facts": block_document(told),
        "walk_forward": _section(findings.walk_forward),
        "sensitivity": _section(findings.sensitivity),
        "paper": paper_document(paper),
        "created_at": at,
    }
    return _judged(card, gates)


def rejudged(card: Mapping[str, Any], gates: GateSet, paper: PaperFacts | None = None) -> dict[str, Any]:
    """A card that still waits, held against the gates now in force and what paper has come to since.

    Gates can take away, never give: the verdict is the worse of the two, the tier the lower of the two.
    Figures of the run stay as they were, and a verdict only falls. Equal gates and facts: the same card.
    """
    told = dict(card) if paper is None else _with_paper(card, paper)
    if told == card and card["gates_version"] == gates.version:
        return told
    return _judged(told, gates, card)


def _with_paper(card: Mapping[str, Any], paper: PaperFacts) -> dict[str, Any]:
    facts = {**card["facts"], **block_document(paper.metrics())}
    return {**card, "facts": facts, "paper": paper_document(paper)}


def _judged(
    card: Mapping[str, Any], gates: GateSet, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """`card` with its judgement; `before`: the card as it was judged first, which bounds this judgement."""
    metrics = block_of(card["out_of_sample"]) | block_of(card["facts"])
    results = evaluate(gates, metrics)
    judgement, bounding = judge(results, Verdict(before["verdict"]) if before else None), results
    if before is not None:
        # Held against the older gates too, with what is known now: paper may lift it, new gates may not.
        older = evaluate(_gates_of(before), metrics)
        bounding = min(results, older, key=tier_of)
        judgement = replace(judgement, tier_reached=tier_of(bounding))
    sharpe, growth = (_decimal(card["out_of_sample"], name) for name in ("sharpe", "total_return"))
    document = {
        **card,
        "gates_version": gates.version,
        "gates": [gate_document(result) for result in results],
        **_judgement_document(judgement),
        "missing": list(missing(bounding)),
        "warnings": _warnings(card, results),
        "excusable": excusable(results),
        "rank_score": _text(rank_score(sharpe, growth)),
    }
    return document | {"hash": hash_of(document)}


def _gates_of(card: Mapping[str, Any]) -> GateSet:
    """The gates a card was judged by, as its own table tells them."""
    names = ("name", "tier", "metric", "bound", "strict")
    rows = [
        Gate(
            **{name: row[name] for name in names},
            limit=Decimal(row["limit"]),
            severity=Severity(row["severity"]),
        )
        for row in card["gates"]
    ]
    return GateSet(card["gates_version"], tuple(rows))


def _warnings(card: Mapping[str, Any], results: Sequence[GateResult]) -> list[str]:
    """The run's own, and those of paper as it stands."""
    own = [text for text in card.get("warnings", []) if not text.startswith(PAPER_WARNING)]
    return [*own, *drawdown_warnings(results)]


def _plain(value: Any) -> Any:
    """JSON values of what a run was charged by; amounts as decimal strings."""
    if isinstance(value, Decimal):
        return _text(value)
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _decimal(block: Mapping[str, Any], name: str) -> Decimal | None:
    value = block[name]["value"] if name in block else None
    return None if value is None else Decimal(value)


def _section(table: Mapping[str, Any] | None) -> dict[str, Any]:
    """A part of the card that a run alone cannot fill."""
    return {"reason": NO_SEARCH if table is None else None, "table": None if table is None else dict(table)}


def gate_document(result: GateResult) -> dict[str, Any]:
    """One line of the gate table, with its words."""
    gate, words = result.gate, explain(result)
    return {
        "name": gate.name,
        "tier": gate.tier,
        "metric": gate.metric,
        "bound": gate.bound,
        "strict": gate.strict,
        "limit": _text(gate.limit),
        "severity": gate.severity.value,
        "value": _text(result.value),
        "outcome": result.outcome.value,
        "reason": result.reason,
        "asks": words.asks,
        "came": words.came,
        "helps": words.helps,
    }


def hash_of(card: Mapping[str, Any]) -> str:
    """SHA-256 of the card without its own hash, keys sorted."""
    document = {name: value for name, value in card.items() if name != "hash"}
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def kept_for_good(card: Mapping[str, Any]) -> bool:
    """Whether a card, or its summary, outlives its run's 90 days (OMC-BT-081): passed, or may be excused."""
    return card["verdict"] != Verdict.REJECT or bool(card["excusable"])


def summary_of(card: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of a run."""
    whole, judged = card["whole"], card["out_of_sample"]
    return {
        "verdict": card["verdict"],
        "tier_reached": card["tier_reached"],
        "result_hash": card["result_hash"],
        "card_hash": card["hash"],
        "excusable": card["excusable"],
        "whole": {name: whole[name]["value"] for name in _SUMMARY},
        "out_of_sample": {name: judged[name]["value"] for name in _SUMMARY},
    }


def _judgement_document(judgement: Judgement) -> dict[str, Any]:
    return {
        "tier_reached": judgement.tier_reached,
        "verdict": judgement.verdict.value,
        "confidence": _text(judgement.confidence),
        "reasons": list(judgement.reasons),
    }


def _text(value: Decimal | float | int | None) -> str | None:
    """Decimals without exponent; floats at the twelve digits that mean something."""
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(f"{value:.12g}")
    return f"{number:f}"
