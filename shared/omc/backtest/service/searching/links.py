"""Which search and which walk-forward speak of a run. Nothing here computes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from omc.backtest.service.runs import RunRequest, RunState
from omc.backtest.service.searching.model import Kind, Search
from omc.kernel.errors import InvalidInput, NotFound
from omc.strategy.model import StrategySpec


def found_for(asked: RunRequest, kind: Kind, latest: Sequence[Search]) -> Search | None:
    """The newest of the owner's searches that speaks of this run; None without one."""
    for search in latest:
        if search.state is not RunState.COMPLETED or not same_rules(asked.spec, search.request.spec):
            continue
        if kind == "walkforward" and search.request.series == asked.series:
            return search
        if kind == "optimisation" and search.request.strategy_id == asked.strategy_id:
            best = search.summary.get("best")
            if best is not None and has_params(asked.spec, best["params"]):
                return search
    return None


def check_link(asked: RunRequest, kind: Kind, search: Search) -> None:
    """InvalidInput when a search or walk-forward named by a request says nothing of what it asks to run."""
    field = "search_id" if kind == "optimisation" else "walkforward_id"
    if search.request.owner_id != asked.owner_id or search.request.kind != kind:
        raise NotFound(f"no {kind} {search.search_id}")
    if search.state is not RunState.COMPLETED:
        raise InvalidInput(
            f"expected a completed {kind} as {field}, got {search.state.value}", code="invalid_run"
        )
    if not same_rules(asked.spec, search.request.spec):
        raise InvalidInput(f"expected a {kind} of the same rules as {field}, got others", code="invalid_run")


def same_rules(left: StrategySpec, right: StrategySpec) -> bool:
    """Whether two specs differ in nothing but names and parameters."""
    return _rules(left) == _rules(right)


def has_params(spec: StrategySpec, params: Mapping[str, str]) -> bool:
    """Whether the spec stands at this parameter set."""
    defaults = spec.defaults()
    return all(name in defaults and defaults[name] == Decimal(value) for name, value in params.items())


def _rules(spec: StrategySpec) -> StrategySpec:
    return replace(spec, params={}, name="", description="", source="manual")
