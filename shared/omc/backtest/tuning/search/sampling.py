"""Which sets are tried, and in which order: all of them, or some by chance without repetition."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import numpy as np

from omc.backtest.tuning.search.space import LARGEST_WALK, Space
from omc.kernel.errors import InvalidInput

_DRAWS_PER_SET = 200


def grid_sets(space: Space, limit: int) -> tuple[dict[str, Decimal], ...]:
    """All allowed sets in the order of the space; InvalidInput when there are none or over `limit`."""
    sets = tuple(islice(space.walk(), limit + 1))
    if len(sets) > limit:
        raise InvalidInput(
            f"expected at most {limit} combinations, got more of {space.products}: "
            "use larger steps, fewer parameters or a random search",
            code="too_many_combinations",
        )
    if not sets:
        raise InvalidInput("expected a combination the constraints allow, got none", code="no_combination")
    return sets


def random_sets(space: Space, count: int, seed: int) -> tuple[dict[str, Decimal], ...]:
    """`count` different allowed sets, each as likely as any other; all of them, shuffled, if there are fewer.

    InvalidInput when a space too large to walk has so few allowed sets that drawing does not find them.
    """
    generator = np.random.default_rng(seed)
    if space.products <= min(LARGEST_WALK, 50 * count):
        sets = grid_sets(space, LARGEST_WALK)
        return tuple(sets[index] for index in generator.permutation(len(sets))[:count])
    found = tuple(islice(_drawn(space, generator, count * _DRAWS_PER_SET), count))
    if len(found) < count:
        raise InvalidInput(
            f"expected {count} combinations the constraints allow, found {len(found)}", code="no_combination"
        )
    return found


def _drawn(space: Space, generator: np.random.Generator, attempts: int) -> Iterator[dict[str, Decimal]]:
    sizes = [len(values) for values in space.values.values()]
    seen: set[tuple[int, ...]] = set()
    for _ in range(attempts):
        place = tuple(int(generator.integers(size)) for size in sizes)
        if place in seen:
            continue
        seen.add(place)
        params = space.at(place)
        if space.allows(params):
            yield params
