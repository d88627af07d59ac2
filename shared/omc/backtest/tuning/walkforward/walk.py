"""A walk-forward: parameters tuned anew in every train window, each choice tested on what follows.

`tune_fold` reads bars up to the end of its train window and nothing later; folds can be tuned anywhere,
in any order. `omc.backtest.tuning.walkforward.chain` then trades the test windows one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.run import run_grid
from omc.backtest.judging.evidence import data_version
from omc.backtest.result import ENGINE_VERSION
from omc.backtest.settings import RunSettings
from omc.backtest.tuning.search.objective import figures, scores
from omc.backtest.tuning.search.sampling import grid_sets, random_sets
from omc.backtest.tuning.search.space import Space
from omc.backtest.tuning.walkforward.windows import FoldWindow, WalkForwardSettings, fold_windows
from omc.kernel.errors import Bug, InvalidInput
from omc.kernel.ids import derived_id
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import compile_spec
from omc.strategy.hashing import spec_hash
from omc.strategy.model import StrategySpec


@dataclass(frozen=True)
class Walk:
    """One walk-forward over one series. purge_bars: between a train window and its test; 0 where the spec
    declares no maximum holding: positions open at the end of a train window are closed there instead.
    """

    spec: StrategySpec
    run: RunSettings
    settings: WalkForwardSettings
    space: Space
    windows: tuple[FoldWindow, ...]
    purge_bars: int
    data_version: str
    walk_id: str

    @cached_property
    def sets(self) -> tuple[ParamSet, ...]:
        """What every train window is searched over."""
        return _sets(self.space, self.settings)


@dataclass(frozen=True)
class Tuned:
    """The choice of one train window; params None: no set had enough trades and a defined objective.

    score: of the objective. train_sharpe: a year, of daily returns; NaN where not defined.
    """

    number: int
    params: ParamSet | None
    score: float
    train_sharpe: float
    train_trades: int
    train_return: float


def walk_of(
    spec: StrategySpec, bars: BarArrays, run: RunSettings, settings: WalkForwardSettings | None = None
) -> Walk:
    """The walk with its folds; InvalidInput says how many days are needed when there are too few."""
    settings = settings or WalkForwardSettings()
    space = Space.of(spec, settings.search.names)
    sets = _sets(space, settings)
    warmup = max(settings.warmup_bars, _warmup(spec, space, sets))
    purge = spec.time_stop_bars or 0
    version = data_version(bars)
    identity = (spec_hash(spec), version, repr(run), repr(settings), ENGINE_VERSION)
    return Walk(
        spec, run, settings, space,
        windows=fold_windows(bars, spec.timeframe, settings, warmup, purge),
        purge_bars=purge,
        data_version=version,
        walk_id=derived_id("walk", *identity),
    )  # fmt: skip


def tune_fold(
    walk: Walk, number: int, bars: BarArrays, instrument: Instrument, *, ledgers: LedgerBook = NO_LEDGERS
) -> Tuned:
    """The best set of fold `number` (from 1) by the objective on its train window; ties: the first."""
    window = walk.windows[number - 1]
    seen = cut(bars, window.train_from - window.warmup, window.train_to)
    settings = replace(walk.run, trade_from=window.warmup)
    result = run_grid(walk.spec, walk.sets, seen, instrument, settings, ledgers=ledgers, daily=True)
    if result.daily_returns is None:
        raise Bug("expected the daily returns that were asked for, got none")
    columns = figures(result, result.daily_returns)
    found = scores(columns, walk.settings.search.objective, walk.settings.search.minimum_trades)
    if not np.any(np.isfinite(found)):
        return Tuned(number, None, np.nan, np.nan, 0, 0.0)
    best = int(np.nanargmax(found))
    return Tuned(
        number,
        walk.sets[best],
        score=float(found[best]),
        train_sharpe=float(columns["sharpe"][best]),
        train_trades=int(columns["trades"][best]),
        train_return=float(columns["total_return"][best]),
    )


def cut(bars: BarArrays, first: int, last: int) -> BarArrays:
    """Bars first..last-1, as views."""
    part = slice(first, last)
    return BarArrays(
        bars.ts[part], bars.open[part], bars.high[part], bars.low[part], bars.close[part], bars.volume[part]
    )


def _sets(space: Space, settings: WalkForwardSettings) -> tuple[ParamSet, ...]:
    search = settings.search
    if search.method == "grid":
        return grid_sets(space, search.limit)
    if search.count is None or not 1 <= search.count <= search.limit:
        raise InvalidInput(f"expected a count of 1 to {search.limit} for a random search, got {search.count}")
    return random_sets(space, search.count, search.seed)


def _warmup(spec: StrategySpec, space: Space, sets: Sequence[ParamSet]) -> int:
    """Bars the slowest of the sets needs: of those that hold a parameter's highest value, and the largest.

    Were another one slower still, it would only begin to trade later in its window.
    """
    slow: list[ParamSet] = [max(sets, key=lambda params: sum(params.values(), Decimal(0)))]
    for name in space.names:
        slow.append(max(sets, key=lambda params, name=name: params[name]))  # type: ignore[misc]
    return max(compile_spec(spec, params).warmup_bars for params in slow)
