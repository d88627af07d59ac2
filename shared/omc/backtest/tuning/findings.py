"""What a search and a walk-forward tell the judge, by the names its gates ask for."""

from collections.abc import Sequence
from decimal import Decimal

from omc.backtest.judging.facts import Findings
from omc.backtest.metrics.model import Metric
from omc.backtest.tuning.overfitting.facts import OverfitFacts
from omc.backtest.tuning.overfitting.trials import Trials
from omc.backtest.tuning.search.documents import sensitivity_document
from omc.backtest.tuning.search.report import SearchReport
from omc.backtest.tuning.walkforward.chain import WalkForward
from omc.backtest.tuning.walkforward.documents import walk_forward_document
from omc.backtest.tuning.walkforward.stability import ParameterStability, parameter_stability

_NO_CHOICE = "no set had enough trades and a defined objective"


def findings(report: SearchReport | None, family: Trials, walk: WalkForward | None) -> Findings:
    """`family`: all trials of its life, those of `report` included."""
    return Findings(
        metrics={
            **({} if report is None else luck_metrics(report.luck, family)),
            **({} if walk is None else walk_metrics(walk)),
        },
        walk_forward=None if walk is None else walk_forward_document(walk),
        sensitivity=None
        if report is None
        else {"parameters": [sensitivity_document(found) for found in report.sensitivities]},
    )


def luck_metrics(luck: OverfitFacts | None, family: Trials) -> dict[str, Metric]:
    """deflated_sharpe and overfitting; null, with the reason, where no set could be chosen."""
    if luck is None:
        return {name: Metric(None, _NO_CHOICE) for name in ("deflated_sharpe", "overfitting")}
    return luck.metrics(family)


def walk_metrics(found: WalkForward) -> dict[str, Metric]:
    """The figures of the chain of test windows, which are the out-of-sample figures of a strategy that was
    walked forward (OMC-BT-065): the judge takes them before those of a single held-out part. With them
    walk_forward: test over train Sharpe. walk_forward_p: chance of so high a mean test trade without an edge,
    one-sided t-test. parameter_stability: share of the parameters that are stable, 0 to 1;
    unstable_parameters: how many are not.
    """
    chosen = [fold.tuned.params for fold in found.folds if fold.tuned.params is not None]
    stability = parameter_stability(found.walk.space, chosen)
    degenerate = "no fold counts, or their mean train Sharpe is not above 0"
    return {
        **found.block,
        "walk_forward": Metric(found.ratio, None if found.ratio is not None else degenerate),
        "walk_forward_p": found.block["trade_p_value"],
        **_stability_metrics(stability),
    }


def _stability_metrics(stability: Sequence[ParameterStability]) -> dict[str, Metric]:
    if not stability:
        return {
            name: Metric(None, "no fold chose a set")
            for name in ("parameter_stability", "unstable_parameters")
        }
    stable = sum(one.stable for one in stability)
    return {
        "parameter_stability": Metric(Decimal(stable) / len(stability)),
        "unstable_parameters": Metric(len(stability) - stable),
    }
