"""One search over one market, judged as a candidate for live money would be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from omc.backtest.judging.gates import DEFAULT_GATES, OF_PAPER, GateResult, Outcome, Severity, evaluate
from omc.backtest.judging.look_ahead import look_ahead
from omc.backtest.metrics.model import Metric
from omc.backtest.result import ENGINE_VERSION
from omc.backtest.tuning.findings import findings
from omc.backtest.tuning.overfitting.trials import NO_TRIALS
from omc.backtest.tuning.search.report import SearchReport, reduce_shards
from omc.backtest.tuning.search.settings import search_of
from omc.backtest.tuning.search.shards import Shard, run_shard
from omc.backtest.tuning.walkforward.chain import walk_forward
from omc.backtest.tuning.walkforward.walk import walk_of
from omc.kernel.ids import derived_id
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.hashing import spec_hash
from tests.benchmarks.honesty.family import SEARCH, SETTINGS, WALK_FORWARD, smaller, true_sharpe
from tests.benchmarks.honesty.market import HOURS, INSTRUMENT, REGIME_HOURS, SIGMA, planted, walk

Kind = Literal["walk", "edge"]
TARGET_SHARPE = 2.5
# Paper trading comes after the gates that are tested here.
GATES = replace(
    DEFAULT_GATES, gates=tuple(gate for gate in DEFAULT_GATES.gates if gate.metric not in OF_PAPER)
)


def fingerprint(variants: int) -> str:
    """Equal when the same job would come to the same result, as far as the settings tell."""
    told = (SETTINGS, SEARCH, WALK_FORWARD, GATES, TARGET_SHARPE, HOURS, SIGMA, REGIME_HOURS, ENGINE_VERSION)
    return derived_id("honesty", spec_hash(smaller(variants)), repr(told))


@dataclass(frozen=True)
class Job:
    """whole: walk forward also what the search's own gates turn down already, to see what the others say."""

    kind: Kind
    seed: int
    variants: int
    whole: bool


def carried_out(job: Job) -> dict[str, Any]:
    """JSON values: what the search found and what every gate said of it."""
    true: float | None = None
    if job.kind == "walk":
        bars = walk(job.seed)
    else:
        # Other seeds than the walks have, or the same noise would be judged with and without its edge.
        bars, true = planted(100_000 + job.seed, true_sharpe, TARGET_SHARPE)
    report, metrics = _searched(bars, job)
    results = evaluate(GATES, metrics)
    best = report.best
    return {
        "kind": job.kind,
        "seed": job.seed,
        "true_sharpe": true,
        "variants": report.search.count,
        "best": None if best is None else {name: f"{value:f}" for name, value in best.params.items()},
        "best_sharpe": None if best is None else best.figures["sharpe"],
        "effective_trials": report.luck.trials.effective if report.luck else None,
        "classic_deflated_sharpe": report.luck.classic_deflated_sharpe(report.luck.trials)
        if report.luck
        else None,
        "gates": {name_of(result): _line(result) for result in results},
        "passed_hard": _passed(results, {Severity.HARD}),
        "passed": _passed(results, {Severity.HARD, Severity.SOFT}),
    }


def name_of(result: GateResult) -> str:
    return f"{result.gate.metric} (tier {result.gate.tier})"


def _searched(bars: BarArrays, job: Job) -> tuple[SearchReport, Mapping[str, Metric]]:
    chosen = smaller(job.variants)
    search = search_of(chosen, bars, SETTINGS, SEARCH)
    report = reduce_shards(
        search, [run_shard(search, Shard(search.search_id, 0, search.count), bars, INSTRUMENT)]
    )
    # A family never tried before: its trials are those of this search.
    family = report.luck.trials if report.luck else NO_TRIALS
    told = findings(report, family, None).metrics
    if not job.whole and _turned_down(told):
        return report, told
    walked = walk_forward(walk_of(chosen, bars, SETTINGS, WALK_FORWARD), bars, INSTRUMENT)
    told = findings(report, family, walked).metrics
    return report, {**told, "look_ahead": Metric(_peeks(report, bars))}


def _turned_down(told: Mapping[str, Metric]) -> bool:
    """Whether a hard gate fails by what is told already."""
    return any(
        result.outcome is Outcome.FAIL and result.gate.severity is Severity.HARD
        for result in evaluate(GATES, told)
    )


def _peeks(report: SearchReport, bars: BarArrays) -> int:
    params = report.best.params if report.best else None
    strategy = compile_spec(report.search.spec, params)
    return look_ahead(strategy, bars, INSTRUMENT.tick, report.search.spec.timeframe.ms, cuts=4).changed


def _passed(results: tuple[GateResult, ...], severities: set[Severity]) -> bool:
    return all(result.outcome is Outcome.PASS for result in results if result.gate.severity in severities)


def _line(result: GateResult) -> dict[str, Any]:
    return {
        "value": None if result.value is None else float(result.value),
        "passed": None if result.outcome is Outcome.NOT_EVALUATED else result.outcome is Outcome.PASS,
        "severity": result.gate.severity.value,
        "reason": result.reason,
    }
