"""One template on one pair: searched, walked forward, judged as the service would."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from omc.backtest.judging.evidence import gather
from omc.backtest.judging.gates import DEFAULT_GATES, Outcome, evaluate
from omc.backtest.judging.verdict import judge
from omc.backtest.metrics.model import Metric
from omc.backtest.settings import RunSettings
from omc.backtest.tuning.findings import findings
from omc.backtest.tuning.overfitting.facts import OverfitFacts
from omc.backtest.tuning.overfitting.trials import NO_TRIALS
from omc.backtest.tuning.search.report import SearchReport, reduce_shards
from omc.backtest.tuning.search.settings import SearchSettings, search_of
from omc.backtest.tuning.search.shards import run_shard, shards
from omc.backtest.tuning.walkforward.chain import WalkForward, walk_forward
from omc.backtest.tuning.walkforward.walk import walk_of
from omc.backtest.tuning.walkforward.windows import WalkForwardSettings
from omc.kernel.errors import InvalidInput
from omc.market.model import BarArrays
from omc.strategy.compile import compile_spec
from omc.strategy.model import StrategySpec
from omc.strategy.templates import Template
from tools.study.prices import Pair

SEARCHED, WALKED, MINIMUM_TRADES = 100, 25, 10
_DAY_MS = 86_400_000
# Half a year holds too few quarters: where there is little, train on less.
_SHORT_DAYS = 300


@dataclass(frozen=True)
class Row:
    """figures: by name, None where not defined. missed: the gates it failed. luck: of the searched set."""

    template: str
    pair: str
    figures: Mapping[str, float | None]
    tier: int
    verdict: str
    missed: tuple[str, ...]
    luck: OverfitFacts | None


def study(template: Template, pair: Pair) -> Row:
    """Search on the first 70 %, judge the best set on the rest; walk forward over all of it."""
    bars = pair.bars()
    instrument = pair.instrument
    spec = template.spec(instrument.venue, instrument.symbol, pair.timeframe)
    settings = RunSettings()
    report = _search(spec, pair, bars, settings)
    walk = _walk(spec, pair, bars, settings)
    best = None if report.best is None else report.best.params
    evidence = gather(compile_spec(spec, best), bars, instrument, settings)
    family = NO_TRIALS if report.luck is None else report.luck.trials
    found = findings(report, family, walk).metrics
    # What was walked forward is judged by its chain of tests; the held-out part is shown beside it.
    results = evaluate(DEFAULT_GATES, {**evidence.out_of_sample, **found})
    shown = {**found, **evidence.out_of_sample}
    judgement = judge(results)
    missed = tuple(
        f"{result.gate.name} (tier {result.gate.tier})"
        for result in results
        if result.outcome is Outcome.FAIL
    )
    return Row(
        template.template_id, pair.label, _figures(shown, walk), judgement.tier_reached,
        judgement.verdict.value, missed, report.luck,
    )  # fmt: skip


def _search(spec: StrategySpec, pair: Pair, bars: BarArrays, settings: RunSettings) -> SearchReport:
    asked = SearchSettings("random", count=SEARCHED, minimum_trades=MINIMUM_TRADES)
    search = search_of(spec, bars, settings, asked)
    whole = shards(search, search.count)
    return reduce_shards(search, [run_shard(search, shard, bars, pair.instrument) for shard in whole])


def _walk(spec: StrategySpec, pair: Pair, bars: BarArrays, settings: RunSettings) -> WalkForward | None:
    days = (int(bars.ts[-1]) - int(bars.ts[0])) / _DAY_MS
    train = 90 if days >= _SHORT_DAYS else 45
    inner = SearchSettings("random", count=WALKED, minimum_trades=5, train_fraction=Decimal(1))
    asked = WalkForwardSettings(train_days=train, search=inner)
    try:
        return walk_forward(walk_of(spec, bars, settings, asked), bars, pair.instrument)
    except InvalidInput:
        return None


def _figures(block: Mapping[str, Metric], walk: WalkForward | None) -> dict[str, float | None]:
    names = (
        "trades", "total_return", "sharpe", "max_drawdown", "win_rate", "profit_factor", "cost_ratio",
        "deflated_sharpe", "overfitting", "walk_forward", "parameter_stability", "benchmark_return",
    )  # fmt: skip
    figures = {name: _number(block.get(name)) for name in names}
    chained = {} if walk is None else walk.block
    return figures | {f"walked_{name}": _number(chained.get(name)) for name in ("sharpe", "total_return")}


def _number(metric: Metric | None) -> float | None:
    return None if metric is None or metric.value is None else float(metric.value)
