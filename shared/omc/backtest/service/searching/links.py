"""Which search and which walk-forward speak of a run. Nothing here computes."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from omc.backtest.service.runs import RunRequest, RunState
from omc.backtest.service.searching.model import Kind, Search
from omc.backtest.service.searching.space import searched
from omc.kernel.errors import FieldError, InvalidInput, NotFound
from omc.strategy.model import StrategySpec


def found_for(asked: RunRequest, kind: Kind, latest: Sequence[Search]) -> Search | None:
    """The newest of the owner's searches that speaks of this run; None without one."""
    for search in latest:
        if speaks_not(asked, search) is not None:
            continue
        if kind == "walkforward" or is_best(asked.spec, search):
            return search
    return None


def check_link(asked: RunRequest, kind: Kind, search: Search) -> None:
    """InvalidInput when a search or walk-forward named by a request says nothing of what it asks to run."""
    field = "search_id" if kind == "optimisation" else "walkforward_id"
    if search.request.owner_id != asked.owner_id or search.request.kind != kind:
        raise NotFound(f"no {kind} {search.search_id}")
    reason = speaks_not(asked, search)
    if reason is not None:
        message = f"expected a {kind} that speaks of this run, got one {reason}"
        raise InvalidInput(message, fields=[FieldError(f"body.{field}", message)], code="invalid_run")


def speaks_not(asked: RunRequest, search: Search) -> str | None:
    """Why a search says nothing of a run: a judge that took figures made under other costs, or over a part of
    the time chosen afterwards, could be talked into anything. None when it does speak of it.
    """
    told = search.request
    if search.state is not RunState.COMPLETED:
        return f"that is {search.state.value}"
    if not same_rules(asked.spec, told.spec):
        return "of other rules"
    if asked.several:
        return "of one symbol alone"
    if asked.series != told.series:
        return f"over {told.series.key}"
    if (asked.settings.costs, asked.settings.limits) != (told.settings.costs, told.settings.limits):
        return "under other costs or limits"
    if (asked.start, asked.end) != (told.start, told.end):
        return "over another time"
    return None


def same_rules(left: StrategySpec, right: StrategySpec) -> bool:
    """Whether two specs differ in nothing but names and parameters."""
    return _rules(left) == _rules(right)


def is_best(spec: StrategySpec, search: Search) -> bool:
    """Whether the spec stands at the search's best set, the parameters it did not vary included."""
    best = search.summary.get("best")
    if best is None:
        return False
    found = {name: Decimal(value) for name, value in best["params"].items()}
    return spec.defaults() == {**searched(search.request).defaults(), **found}


def _rules(spec: StrategySpec) -> StrategySpec:
    return replace(spec, params={}, name="", description="", source="manual")
