"""A report card with every table filled, what became of its rules on paper, and promotions that wait."""

import json
from typing import Any

from tests.browser import searched
from tests.browser.chromium import ROOT

_LAB = ROOT / "tests" / "browser" / "fixtures" / "lab.json"
NO_PAPER = {"reason": "not evaluated: these rules have not traded on paper", "table": None}


def _lab() -> dict[str, Any]:
    lab: dict[str, Any] = json.loads(_LAB.read_text())
    return lab


def card() -> dict[str, Any]:
    """As it was written, before paper."""
    told: dict[str, Any] = _lab()["card"]
    return told | {
        "walk_forward": {"reason": None, "table": walk()},
        "sensitivity": {"reason": None, "table": sensitivity()},
        "paper": NO_PAPER,
        "missing": ["Paper trades: Not evaluated: there are no paper results yet."],
    }


def walk() -> dict[str, Any]:
    whole = searched.walkforward_detail()
    return {
        "search_id": "wf-1",
        "folds": whole["folds"],
        "folds_counted": whole["folds_counted"],
        "ratio": whole["ratio"],
        "risk": whole["risk"],
        "p_value": {"value": "0.031", "reason": None},
        "overfit_score": {"value": "0.606", "reason": None},
        "stable_share": {"value": "0.5", "reason": None},
        "configurations_tried": 2468,
        "stability": whole["stability"],
        "sets_per_fold": 96,
        "objective": "sharpe",
    }


def sensitivity() -> dict[str, Any]:
    return {
        "search_id": "opt-1",
        "trials": 96,
        "family_trials": 2468,
        "family_effective_trials": "9.40",
        "objective": "sharpe",
        "parameters": searched.optimisation_detail()["sensitivity"],
    }


def standing() -> dict[str, Any]:
    """Four trades and two and a half days into paper, after a fall."""
    told = card()
    asked = {
        "paper_trades": ("10", "at_least", "4", "fail"),
        "paper_days": ("7", "at_least", "2.5", "fail"),
        "paper_drawdown": ("0.15", "at_most", "0.12", "pass"),
        "unexplained_differences": ("0", "at_most", "0", "pass"),
    }
    gates = [gate for gate in told["gates"] if gate["metric"] not in asked]
    model = told["gates"][0]
    for name, (limit, bound, value, outcome) in asked.items():
        gates.append(
            model
            | {
                "name": name,
                "metric": name,
                "tier": 3,
                "limit": limit,
                "bound": bound,
                "value": value,
                "outcome": outcome,
                "asks": "Live money follows paper money.",
                "came": f"It is {value}.",
                "helps": None if outcome == "pass" else "Let it trade on paper first.",
            }
        )
    account = {
        "algorithm_id": "alg-77c1d2e3f4a5",
        "status": "ACTIVE",
        "started_at": "2026-02-20T00:00:00.000Z",
        "first_ts": "2026-02-20T01:00:00.000Z",
        "last_ts": "2026-02-22T13:00:00.000Z",
        "closed_trades": 4,
        "days": "2.500000",
        "max_drawdown": "0.120000",
        "differences": 0,
        "unexplained": 0,
    }
    figures = {"closed_trades": 4, "days": "2.5", "max_drawdown": "0.12", "unexplained_differences": 0}
    return told | {
        "gates": gates,
        "paper": {"reason": None, "table": figures | {"accounts": [account]}},
        "missing": ["6 more closed trades on paper: 4 of 10.", "4.5 more days on paper: 2.5 of 7."],
        "warnings": [*told["warnings"], "the fall on paper, 12 %, is at 80 % of its limit of 15 %"],
    }


def sizing() -> dict[str, Any]:
    rows = [("full_kelly", "0.84", "1.92", "0.31", "0.12"), ("half_kelly", "0.42", "0.88", "0.16", "0.004")]
    rows.append(("fixed_fraction", "0.2", "0.39", "0.081", "0"))
    names = ("name", "stake_fraction", "growth", "max_drawdown", "risk_of_half")
    told = [dict(zip(names, row, strict=True)) | {"growth_per_trade": "0.012"} for row in rows]
    return {"trades": 36, "seed": 1, "rows": told}


def drift() -> dict[str, Any]:
    return {
        "place": "below",
        "result": "-0.064",
        "low": "-0.041",
        "high": "0.213",
        "trades": 20,
        "traded": 23,
        "seed": 1,
        "warning": "the last 20 trades came to -0.0640, below the band: review the promotion",
    }


def waiting(*, yours: bool = False) -> dict[str, Any]:
    """A promotion as reviewers see it; somebody else's is about a soft gate."""
    promotion: dict[str, Any] = _lab()["promotions"][0]
    if yours:
        return promotion | {"asked_by": "own-1", "yours": True}
    return promotion | {
        "promotion_id": "prm-9",
        "run_id": "run-9",
        "strategy_id": "str-9",
        "asked_by": "own-2",
        "yours": False,
        "note": "Wins rarely, pays nine to one",
    }


def soft_miss() -> dict[str, Any]:
    """The win rate, below its limit by less than a tenth."""
    gate = next(gate for gate in _lab()["card"]["gates"] if gate["name"] == "win_rate")
    told: dict[str, Any] = gate | {
        "value": "0.37",
        "outcome": "fail",
        "came": "It is 37 %; at least 40 % is asked, which is near.",
        "helps": "Nearer targets win more often.",
    }
    return told


def conditional() -> dict[str, Any]:
    """A card that passed but for one soft gate."""
    told, missed = card(), soft_miss()
    gates = [missed if (gate["name"], gate["tier"]) == ("win_rate", 2) else gate for gate in told["gates"]]
    return told | {"gates": gates, "verdict": "CONDITIONAL_PASS", "tier_reached": 1, "excusable": True}


def review(*, yours: bool = False) -> dict[str, Any]:
    own = "You asked for it yourself: another reviewer has to approve it."
    return {
        "promotion": waiting(yours=yours),
        "card": conditional(),
        "missed": [soft_miss()],
        "needs_reason": True,
        "may_approve": not yours,
        "why_not": own if yours else None,
    }
