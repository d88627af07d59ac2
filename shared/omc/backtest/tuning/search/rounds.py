"""A search whose next sets are chosen from the results so far: rounds of shards.

Whoever carries it out keeps nothing but the shards' results: the model is told all of them again before
each round, so that a round is a pure function of the search and what is done.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.search.objective import scores
from omc.backtest.tuning.search.sampling import random_sets
from omc.backtest.tuning.search.settings import Search
from omc.backtest.tuning.search.shards import Shard, ShardResult
from omc.backtest.tuning.search.space import Space
from omc.kernel.errors import Conflict, InvalidInput

ROUND = 20
# A model that keeps asking for what was run already is done asking.
_ASKS_PER_SET = 5


class Proposer(Protocol):
    """A model of which sets may be good. Deterministic by the seed it was made with."""

    def tell(self, params: ParamSet, score: float | None) -> None:
        """What a set came to; None: not to be chosen."""
        ...

    def ask(self) -> Mapping[str, Decimal]:
        """A set to try next, of the space's values; perhaps one asked before or not allowed."""
        ...


Proposers = Callable[[Space, int], Proposer]


def next_round(
    search: Search, done: Sequence[ShardResult], proposers: Proposers, size: int = ROUND
) -> Shard | None:
    """The shard to run next, at most `size` new sets; None when the search has run all it shall.

    Conflict `incomplete_search` when `done` leaves a set out or has one twice.
    """
    if search.settings.method != "model" or size < 1:
        raise InvalidInput(f"expected a model-based search and a size of 1 or more, got {size}")
    ordered = sorted(done, key=lambda result: result.first)
    tried = _tried(search, ordered)
    left = min(size, search.count - len(tried))
    if left <= 0:
        return None
    seed = search.settings.seed + len(tried)
    proposer = proposers(search.space, seed)
    for result in ordered:
        found = scores(result.figures, search.settings.objective, search.settings.minimum_trades)
        for params, score in zip(result.params, found.tolist(), strict=True):
            proposer.tell(params, score if score == score else None)
    chosen = _new_sets(search.space, proposer, tried, left, seed)
    return Shard(search.search_id, len(tried), len(chosen), chosen)


def _tried(search: Search, ordered: Sequence[ShardResult]) -> set[tuple[int, ...]]:
    tried: set[tuple[int, ...]] = set()
    for result in ordered:
        if result.search_id != search.search_id or result.first != len(tried):
            raise Conflict(
                f"expected results of {search.search_id} from set {len(tried)} on, "
                f"got one of {result.search_id} from {result.first} on",
                code="incomplete_search",
            )
        tried.update(search.space.place(params) for params in result.params)
    return tried


def _new_sets(
    space: Space, proposer: Proposer, tried: set[tuple[int, ...]], count: int, seed: int
) -> tuple[ParamSet, ...]:
    """What the model asks for, without what was tried; chance fills up where it has no new idea."""
    seen, chosen = set(tried), list[ParamSet]()

    def take(params: ParamSet) -> None:
        place = space.place(params)
        if len(chosen) < count and place not in seen and space.allows(params):
            seen.add(place)
            chosen.append(params)

    for _ in range(count * _ASKS_PER_SET):
        take(proposer.ask())
        if len(chosen) == count:
            return tuple(chosen)
    for params in random_sets(space, len(seen) + count, seed):
        take(params)
    return tuple(chosen)
