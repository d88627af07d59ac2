"""What a search found goes on the card of the runs it speaks of, and of no others."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from omc.backtest.service.runs import Run, RunRequest, RunState
from omc.backtest.service.searching.judging import SearchFindings
from omc.backtest.service.searching.links import check_link, found_for, same_rules
from omc.backtest.service.searching.model import Search, Windows
from omc.backtest.settings import RunSettings
from omc.contracts.http.card_tables import SensitivitySection, WalkForwardSection
from omc.kernel.errors import InvalidInput, NotFound
from omc.strategy.model import Param, StrategySpec
from omc.trading.costs import CostSchedule
from tests.unit.backtest_service.conftest import waves
from tests.unit.searching.conftest import Lab, asked

FREE = RunSettings(costs=CostSchedule(taker_bps=Decimal(1), half_spread_bps=Decimal(0)))


def searched(lab: Lab, search_id: str, **changes: Any) -> Search:
    lab.requests.start(search_id, asked(**changes))
    for item in lab.planning.plan(search_id).items:
        lab.steps.shard(search_id, item["shard"])
    return lab.steps.reduce(search_id)


def standing_at(spec: StrategySpec, params: dict[str, str]) -> StrategySpec:
    chosen = {name: Param(Decimal(value)) for name, value in params.items()}
    return replace(spec, params={**spec.params, **chosen})


def run_of(search: Search, **changes: Any) -> RunRequest:
    """A run of the search's best set."""
    told = search.request
    best = search.summary.get("best") or {"params": {}}
    request = RunRequest("ada", "s1", 2, standing_at(told.spec, best["params"]), told.series)
    return replace(request, **changes)


def judged(lab: Lab, request: RunRequest, run_id: str = "bt-1") -> Any:
    source = SearchFindings(lab.searches, lab.files, lab.trials)
    return source.of(Run(run_id, request, 0, RunState.RUNNING))


def test_the_best_set_of_a_search_is_judged_against_all_trials_of_its_family(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    found = judged(lab, run_of(searched(lab, "opt-1")))
    assert 0 <= found.metrics["deflated_sharpe"].value <= 1
    assert 0 <= found.metrics["overfitting"].value <= 1
    assert (found.sensitivity["trials"], found.sensitivity["family_trials"]) == (12, 13)


def test_more_trials_afterwards_make_the_same_figure_worth_less(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    request = run_of(searched(lab, "opt-1"))
    before = judged(lab, request).metrics["deflated_sharpe"].value
    for number in range(60):
        judged(lab, request, f"bt-again-{number}")
    after = judged(lab, request).metrics["deflated_sharpe"].value
    assert lab.trials.total("ada/ma_cross").count == 12 + 61
    assert after < before or before == after == 1.0


def test_a_set_that_was_not_the_best_is_not_spoken_of_unless_named_and_then_not_measured(lab: Lab) -> None:
    search = searched(lab, "opt-1")
    worst = lab.files.rows("opt-1", 11, 1)[0]["params"]
    request = run_of(search, spec=standing_at(search.request.spec, worst))
    assert found_for(request, "optimisation", [search]) is None
    named = judged(lab, replace(request, search_id="opt-1"))
    assert named.metrics["deflated_sharpe"].value is None
    assert "not the best set" in named.metrics["deflated_sharpe"].reason


def test_a_walk_forward_of_the_same_rules_brings_its_ratio_and_folds(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    windows = Windows(train_days=120, test_days=40, step_days=40)
    walk = searched(lab, "wf-1", kind="walkforward", windows=windows, minimum_trades=1)
    found = judged(lab, run_of(walk))
    assert {"walk_forward", "parameter_stability"} <= set(found.metrics)
    assert len(found.walk_forward["folds"]) >= 5
    assert "equity_daily" not in found.walk_forward


def test_the_cards_tables_are_whole_on_the_wire_and_a_null_has_its_reason(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    searched(lab, "opt-1")
    windows = Windows(train_days=120, test_days=40, step_days=40)
    walk = searched(lab, "wf-1", kind="walkforward", windows=windows, minimum_trades=1)
    found = judged(lab, run_of(walk, spec=run_of(lab.searches.get("opt-1")).spec))

    table = WalkForwardSection.of({"reason": None, "table": found.walk_forward}).table
    assert table is not None
    assert (len(table.folds), table.risk) == (len(found.walk_forward["folds"]), found.walk_forward["risk"])
    assert table.configurations_tried == lab.trials.total("ada/ma_cross").count
    for figure in (table.p_value, table.overfit_score, table.stable_share):
        assert (figure.value is None) == bool(figure.reason)
    sensitivity = SensitivitySection.of({"reason": None, "table": found.sensitivity}).table
    assert sensitivity is not None
    assert {one.name for one in sensitivity.parameters} == {"fast", "slow"}
    assert (sensitivity.trials, sensitivity.objective) == (12, "sharpe")


def test_an_older_table_lacks_its_newer_figures_and_says_so(lab: Lab) -> None:
    lab.bars.stored = waves(800)
    windows = Windows(train_days=120, test_days=40, step_days=40)
    walk = searched(lab, "wf-1", kind="walkforward", windows=windows, minimum_trades=1)
    newer = ("p_value", "overfit_score", "stable_share", "configurations_tried")
    told = judged(lab, run_of(walk)).walk_forward
    older = {name: value for name, value in told.items() if name not in newer}

    table = WalkForwardSection.of({"reason": None, "table": older}).table
    assert table is not None
    assert table.overfit_score.value is None
    assert "older" in (table.overfit_score.reason or "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"settings": FREE}, "under other costs"),
        ({"start": 1}, "over another time"),
    ],
)
def test_a_search_under_other_terms_says_nothing(lab: Lab, changes: dict[str, Any], reason: str) -> None:
    search = searched(lab, "opt-1")
    request = run_of(search, **changes)
    assert found_for(request, "optimisation", [search]) is None
    with pytest.raises(InvalidInput, match=reason):
        check_link(request, "optimisation", search)


def test_somebody_elses_search_does_not_exist(lab: Lab) -> None:
    search = searched(lab, "opt-1")
    with pytest.raises(NotFound):
        check_link(run_of(search, owner_id="ben"), "optimisation", search)


def test_a_run_without_a_search_is_one_trial_and_nothing_more(lab: Lab) -> None:
    request = RunRequest("ada", "s1", 1, asked().spec, asked().series)
    assert judged(lab, request).metrics == {}
    judged(lab, request)
    assert lab.trials.total("ada/ma_cross").count == 1


def test_rules_are_the_same_under_another_name_and_other_parameters() -> None:
    spec = asked().spec
    assert same_rules(
        spec, replace(spec, name="Other", params={"fast": Param(Decimal(7)), "slow": Param(Decimal(9))})
    )
    assert not same_rules(spec, replace(spec, time_stop_bars=3))
