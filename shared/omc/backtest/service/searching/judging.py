"""What the judge of a run is told by the search that found its parameters and by a walk-forward of its rules.

A run names both, or they are found among the owner's latest: a completed search of the same strategy whose
best set are the run's parameters, a completed walk-forward of the same rules on the same series. Every run
judged is one more trial of its family.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from omc.backtest.judging.facts import NO_FINDINGS, Findings
from omc.backtest.metrics.model import Metric
from omc.backtest.service.cards import block_document, block_of
from omc.backtest.service.runs import Run, RunRequest
from omc.backtest.service.searching.links import found_for, is_best
from omc.backtest.service.searching.model import Kind, Search
from omc.backtest.service.searching.ports import SearchStore
from omc.backtest.tuning.overfitting.deflated import deflated_sharpe
from omc.backtest.tuning.overfitting.score import overfit_score
from omc.backtest.tuning.overfitting.trials import TrialCounts, Trials, family_key
from omc.strategy.model import StrategySpec

_LATEST = 50
_OTHER_SET = "the run's parameters are not the best set of its search"
_NOTHING_CHOSEN = "no set had enough trades and a defined objective"
_ONE_TRIAL = Trials(1, 1.0)


class Reports(Protocol):
    """What searches left; NotFound before one is reduced."""

    def report(self, search_id: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class SearchFindings:
    """A FindingSource."""

    searches: SearchStore
    reports: Reports
    trials: TrialCounts

    def of(self, run: Run) -> Findings:
        """Nothing where there was neither; the trials are counted either way."""
        asked = run.request
        family = self.trials.add(family_key(asked.owner_id, asked.spec), run.run_id, _ONE_TRIAL)
        search = self._named(asked, "optimisation", asked.search_id)
        walk = self._named(asked, "walkforward", asked.walkforward_id)
        metrics: dict[str, Metric] = {}
        if search is not None:
            metrics |= _luck(search, asked.spec, self.reports.report(search.search_id), family)
        told = None if walk is None else self.reports.report(walk.search_id)
        if told is not None:
            metrics |= block_of(told["facts"])
        if not metrics:
            return NO_FINDINGS
        return Findings(
            metrics,
            walk_forward=None if told is None or walk is None else _table(walk, told, family),
            sensitivity=None if search is None else self._sensitivity(search, family),
        )

    def _named(self, asked: RunRequest, kind: Kind, search_id: str | None) -> Search | None:
        if search_id is not None:
            found = self.searches.get(search_id)
            return found if found.request.owner_id == asked.owner_id and found.request.kind == kind else None
        return found_for(asked, kind, self.searches.page(asked.owner_id, kind, None, _LATEST)[0])

    def _sensitivity(self, search: Search, family: Trials) -> dict[str, Any]:
        return {
            "search_id": search.search_id,
            "trials": search.summary["luck"]["trials"],
            "family_trials": family.count,
            "family_effective_trials": f"{family.effective:.2f}",
            "objective": search.request.objective,
            "parameters": self.reports.report(search.search_id)["sensitivity"],
        }


def _luck(search: Search, spec: StrategySpec, report: Mapping[str, Any], family: Trials) -> dict[str, Metric]:
    """Against all trials of the family so far, also those after the search."""
    best, facts = search.summary.get("best"), report["chance"]
    if best is None or facts is None:
        return {name: Metric(None, _NOTHING_CHOSEN) for name in ("deflated_sharpe", "overfitting")}
    if not is_best(spec, search):
        return {name: Metric(None, _OTHER_SET) for name in ("deflated_sharpe", "overfitting")}
    trials = max(family.effective, float(facts["effective_trials"]))
    days, found = int(facts["days"]), facts["overfitting"]
    figures = (float(facts[name]) for name in ("sharpe_per_day", "skewness", "kurtosis"))
    sharpe, skewness, kurtosis = figures
    few = "needs two trials and two days in each block"
    return {
        "deflated_sharpe": Metric(deflated_sharpe(sharpe, days, skewness, kurtosis, trials, 1.0 / days)),
        "overfitting": Metric(None, few) if found is None else Metric(Decimal(found["probability"])),
    }


def _table(walk: Search, report: Mapping[str, Any], family: Trials) -> dict[str, Any]:
    """The folds and what they come to, without the curve (OMC-BT-150)."""
    shown = {name: value for name, value in report.items() if name not in ("equity_daily", "facts")}
    facts = block_of(report["facts"])
    score = overfit_score(facts["walk_forward"], facts["parameter_stability"], family.count)
    told = {
        "p_value": facts["walk_forward_p"],
        "overfit_score": score,
        "stable_share": facts["parameter_stability"],
    }
    return {
        "search_id": walk.search_id,
        **shown,
        **block_document(told),
        "configurations_tried": family.count,
    }
