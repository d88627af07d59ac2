"""A search cut into pieces that run anywhere, in any order, as often as needed.

A shard is a range of the search's sets; its result is a pure function of the search and the shard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.run import run_grid
from omc.backtest.tuning.search.objective import FIGURES, figures
from omc.backtest.tuning.search.settings import Search
from omc.kernel.errors import Bug, Conflict, InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument


@dataclass(frozen=True)
class Shard:
    """Sets first..first+count-1 of the search; `params` tells them where a model chose them."""

    search_id: str
    first: int
    count: int
    params: tuple[ParamSet, ...] | None = None

    @property
    def key(self) -> str:
        """Names it within its search; sorts in the search's order."""
        return f"{self.first:06d}-{self.count}"


@dataclass(frozen=True)
class ShardResult:
    """figures: float64[count] by name of FIGURES; daily_returns: float64[count, days of the train part]."""

    search_id: str
    first: int
    params: tuple[ParamSet, ...]
    figures: Mapping[str, FloatArray]
    daily_returns: FloatArray

    @property
    def count(self) -> int:
        return len(self.params)


def shards(search: Search, per_shard: int) -> tuple[Shard, ...]:
    """The whole of a grid or random search, `per_shard` sets each, the last one perhaps fewer."""
    if per_shard < 1:
        raise InvalidInput(f"expected at least 1 set per shard, got {per_shard}")
    if search.settings.method == "model":
        raise InvalidInput("a model-based search asks for its sets in rounds", code="sets_in_rounds")
    return tuple(
        Shard(search.search_id, first, min(per_shard, search.count - first))
        for first in range(0, search.count, per_shard)
    )


def run_shard(
    search: Search,
    shard: Shard,
    bars: BarArrays,
    instrument: Instrument,
    *,
    ledgers: LedgerBook = NO_LEDGERS,
) -> ShardResult:
    """Run the shard's sets on the train part of `bars`.

    Conflict `other_search`: the shard was cut from a search over other bars, spec or settings.
    """
    if shard.search_id != search.search_id:
        raise Conflict(
            f"expected a shard of {search.search_id}, got one of {shard.search_id}: "
            "the bars, the spec or the settings have changed",
            code="other_search",
        )
    sets = tuple(shard.params if shard.params is not None else _range(search, shard))
    train = bars.head(search.train_bars)
    result = run_grid(search.spec, sets, train, instrument, search.run, ledgers=ledgers, daily=True)
    if result.daily_returns is None:
        raise Bug("expected the daily returns that were asked for, got none")
    columns = figures(result, result.daily_returns)
    return ShardResult(search.search_id, shard.first, sets, columns, result.daily_returns)


def joined(search: Search, results: Sequence[ShardResult]) -> ShardResult:
    """The results as one, in the search's order, whatever the order they came in.

    Conflict `incomplete_search` when a set is missing, comes twice, or is of another search.
    """
    ordered = sorted(results, key=lambda result: (result.first, result.count))
    _check(search, ordered)
    return ShardResult(
        search.search_id,
        0,
        tuple(params for result in ordered for params in result.params),
        {name: np.concatenate([result.figures[name] for result in ordered]) for name in FIGURES},
        np.concatenate([result.daily_returns for result in ordered]),
    )


def _range(search: Search, shard: Shard) -> Sequence[ParamSet]:
    sets = search.sets[shard.first : shard.first + shard.count]
    if shard.first < 0 or len(sets) != shard.count:
        raise InvalidInput(f"expected sets of 0..{search.count - 1}, got {shard.first}+{shard.count}")
    return sets


def _check(search: Search, ordered: Sequence[ShardResult]) -> None:
    foreign = [result.search_id for result in ordered if result.search_id != search.search_id]
    if foreign:
        raise Conflict(
            f"expected shards of {search.search_id}, got one of {foreign[0]}", code="incomplete_search"
        )
    at = 0
    for result in ordered:
        if result.first != at:
            what = "are missing" if result.first > at else "came twice"
            low, high = sorted((at, result.first))
            raise Conflict(
                f"expected every set once, sets {low} to {high - 1} {what}", code="incomplete_search"
            )
        at += result.count
    if at != search.count:
        what = "are missing" if at < search.count else "are too many"
        low, high = sorted((at, search.count))
        raise Conflict(
            f"expected {search.count} sets, sets {low} to {high - 1} {what}", code="incomplete_search"
        )
