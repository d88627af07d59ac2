from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.search.report import reduce_shards
from omc.backtest.tuning.search.rounds import Proposer, next_round
from omc.backtest.tuning.search.settings import Search, SearchSettings, search_of
from omc.backtest.tuning.search.shards import ShardResult, run_shard, shards
from omc.backtest.tuning.search.space import Space
from omc.kernel.errors import Conflict, InvalidInput
from tests.unit.backtest.builders import CENT
from tests.unit.backtest.tuning.builders import FREE, cross, walk

BARS = walk(800)


class Drawing:
    """Proposes by chance, repeats itself, ignores constraints; remembers what it was told."""

    told: list[tuple[ParamSet, float | None]]

    def __init__(self, space: Space, seed: int) -> None:
        self._space, self._generator = space, np.random.default_rng(seed)
        self.told = []

    def tell(self, params: ParamSet, score: float | None) -> None:
        self.told.append((params, score))

    def ask(self) -> Mapping[str, Decimal]:
        sizes = [len(values) for values in self._space.values.values()]
        return self._space.at([int(self._generator.integers(size)) for size in sizes])


class Stubborn(Drawing):
    """Has one idea only."""

    def ask(self) -> Mapping[str, Decimal]:
        return self._space.at([0, 0])


def _search(count: int = 12) -> Search:
    return search_of(cross(), BARS, FREE, SearchSettings("model", count=count, minimum_trades=1))


def _carried_out(search: Search, size: int, proposers: type[Drawing] = Drawing) -> list[ShardResult]:
    done: list[ShardResult] = []
    while (asked := next_round(search, done, proposers, size)) is not None:
        done.append(run_shard(search, asked, BARS, CENT))
    return done


def test_rounds_go_on_until_every_set_asked_for_has_run_and_none_twice() -> None:
    search = _search()
    done = _carried_out(search, 5)
    assert [(result.first, result.count) for result in done] == [(0, 5), (5, 5), (10, 2)]
    tried = [tuple(params.values()) for result in done for params in result.params]
    assert len(set(tried)) == 12
    assert all(fast < slow for fast, slow in tried)
    assert reduce_shards(search, done).best is not None


def test_a_round_is_a_function_of_the_search_and_what_is_done() -> None:
    search = _search()
    first, again = _carried_out(search, 5), _carried_out(search, 5)
    assert [result.params for result in first] == [result.params for result in again]
    assert next_round(search, first[:2][::-1], Drawing, 5) == next_round(search, first[:2], Drawing, 5)


def test_the_model_is_told_every_result_before_it_is_asked() -> None:
    search, made = _search(), list[Drawing]()

    def remembering(space: Space, seed: int) -> Proposer:
        made.append(Drawing(space, seed))
        return made[-1]

    done = _carried_out(search, 5)[:1]
    next_round(search, done, remembering, 5)
    told = made[-1].told
    assert [params for params, _ in told] == list(done[0].params)
    assert all(score is not None for _, score in told)


def test_a_model_without_a_new_idea_is_helped_out_by_chance() -> None:
    done = _carried_out(_search(16), 6, Stubborn)
    assert len({tuple(params.values()) for result in done for params in result.params}) == 16


def test_more_sets_than_there_are_means_all_of_them() -> None:
    assert _search(5000).count == 16


def test_a_round_after_a_gap_is_refused() -> None:
    search = _search()
    done = _carried_out(search, 5)
    with pytest.raises(Conflict, match="from set 0 on"):
        next_round(search, done[1:], Drawing, 5)


def test_rounds_and_ranges_are_not_mixed_up() -> None:
    with pytest.raises(InvalidInput, match="in rounds"):
        shards(_search(), 5)
    with pytest.raises(InvalidInput, match="model-based"):
        next_round(search_of(cross(), BARS, FREE), [], Drawing)
