"""The report card (OMC-BT-095, 150): everything a person needs to trust or to refuse, in one document.

JSON values throughout, decimals as strings: the card is stored, shown and hashed as it stands here.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from omc.backtest.judging.gates import GateResult, GateSet, evaluate
from omc.backtest.judging.verdict import Judgement, judge
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
NOT_MEASURED = {"reason": "this version does not measure it"}


def block_document(block: MetricBlock) -> dict[str, Any]:
    """name -> {value, reason}: a null always has its reason."""
    return {name: {"value": _text(m.value), "reason": m.reason} for name, m in sorted(block.items())}


def block_of(document: Mapping[str, Any]) -> dict[str, Metric]:
    """Inverse of `block_document`; every value as a decimal."""
    return {
        name: Metric(None if entry["value"] is None else Decimal(entry["value"]), entry["reason"])
        for name, entry in document.items()
    }


def card_of(run: Run, evidence: Mapping[str, Any], gates: GateSet, at: Ms) -> dict[str, Any]:
    """The card of a finished run."""
    results = evaluate(gates, block_of(evidence["out_of_sample"]))
    judgement = judge(results)
    asked = run.request
    card = {
        "card_id": derived_id("card", run.run_id),
        "run_id": run.run_id,
        "owner_id": asked.owner_id,
        "strategy_id": asked.strategy_id,
        "spec_version": asked.version,
        "spec_hash": spec_hash(asked.spec),
        "name": asked.spec.name,
        "series": asked.series.key,
        **evidence,
        "walk_forward": NOT_MEASURED,
        "regimes": NOT_MEASURED,
        "sensitivity": NOT_MEASURED,
        "gates_version": gates.version,
        "gates": [gate_document(result) for result in results],
        **_judgement_document(judgement),
        "created_at": at,
    }
    return card | {"hash": hash_of(card)}


def gate_document(result: GateResult) -> dict[str, Any]:
    gate = result.gate
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
    }


def hash_of(card: Mapping[str, Any]) -> str:
    """SHA-256 of the card without its own hash, keys sorted."""
    document = {name: value for name, value in card.items() if name != "hash"}
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def summary_of(card: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of a run."""
    whole, judged = card["whole"], card["out_of_sample"]
    return {
        "verdict": card["verdict"],
        "tier_reached": card["tier_reached"],
        "result_hash": card["result_hash"],
        "card_hash": card["hash"],
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
