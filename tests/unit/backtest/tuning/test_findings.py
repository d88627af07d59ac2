from dataclasses import replace

import pytest

from omc.backtest.judging.gates import DEFAULT_GATES, OF_PAPER, Outcome, evaluate
from omc.backtest.metrics.model import Metric
from omc.backtest.tuning.findings import findings
from omc.backtest.tuning.overfitting.trials import NO_TRIALS, Trials
from omc.backtest.tuning.search.report import SearchReport, reduce_shards
from omc.backtest.tuning.search.settings import SearchSettings, search_of
from omc.backtest.tuning.search.shards import run_shard, shards
from omc.backtest.tuning.walkforward.chain import WalkForward, walk_forward
from omc.backtest.tuning.walkforward.walk import walk_of
from omc.backtest.tuning.walkforward.windows import WalkForwardSettings
from tests.unit.backtest.builders import CENT
from tests.unit.backtest.tuning.builders import FREE, cross, walk

BARS = walk(24 * 80)


@pytest.fixture(scope="module")
def report() -> SearchReport:
    search = search_of(cross(), BARS, FREE, SearchSettings(minimum_trades=1))
    return reduce_shards(search, [run_shard(search, shard, BARS, CENT) for shard in shards(search, 16)])


@pytest.fixture(scope="module")
def walked() -> WalkForward:
    settings = WalkForwardSettings(train_days=20, test_days=10, step_days=10, warmup_bars=50)
    return walk_forward(walk_of(cross(), BARS, FREE, settings), BARS, CENT)


def test_search_and_walk_forward_answer_every_gate_but_those_of_paper_and_look_ahead(
    report: SearchReport, walked: WalkForward
) -> None:
    told = findings(report, NO_TRIALS, walked)
    silent = {
        result.gate.metric
        for result in evaluate(DEFAULT_GATES, told.metrics)
        if result.outcome is Outcome.NOT_EVALUATED
    }
    assert silent == {*OF_PAPER, "look_ahead"}


def test_a_walked_forward_strategy_is_judged_by_its_chain(walked: WalkForward) -> None:
    told = findings(None, NO_TRIALS, walked).metrics
    assert told["trades"] == Metric(len(walked.trades))
    assert told["total_return"].value == pytest.approx(walked.equity[-1] / float(FREE.initial_capital) - 1)
    assert told["walk_forward"].value == walked.ratio
    assert told["walk_forward_p"] == told["trade_p_value"]


def test_what_was_not_done_is_not_told(report: SearchReport) -> None:
    assert findings(None, NO_TRIALS, None).metrics == {}
    told = findings(report, NO_TRIALS, None)
    assert set(told.metrics) == {"deflated_sharpe", "overfitting"}
    assert told.walk_forward is None
    assert told.sensitivity is not None


def test_the_life_of_the_family_counts(report: SearchReport) -> None:
    alone = findings(report, NO_TRIALS, None).metrics["deflated_sharpe"].value
    later = findings(report, Trials(10**6, 10**5), None).metrics["deflated_sharpe"].value
    assert alone is not None
    assert later is not None
    assert later < alone


def test_a_search_without_a_choice_is_known_to_fail_not_unknown(report: SearchReport) -> None:
    told = findings(replace(report, luck=None), NO_TRIALS, None).metrics
    assert told["deflated_sharpe"].value is None
    (deflated,) = (r for r in evaluate(DEFAULT_GATES, told) if r.gate.metric == "deflated_sharpe")
    assert deflated.outcome is Outcome.FAIL


def test_stability_counts_the_parameters_that_hold_still(walked: WalkForward) -> None:
    told = findings(None, NO_TRIALS, walked).metrics
    stable, unstable = told["parameter_stability"].value, told["unstable_parameters"].value
    assert stable is not None
    assert float(stable) == pytest.approx(1 - float(unstable or 0) / 2)
