"""The parameter sets a spec allows a search to try.

Order: values ascend, the last parameter of the spec changes fastest; sets that break a constraint of the
spec are left out. The order is part of the search's identity: shards name ranges of it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from omc.kernel.errors import InvalidInput
from omc.strategy.bind import bind
from omc.strategy.constraints import holds
from omc.strategy.faults import Source
from omc.strategy.model import StrategySpec
from omc.strategy.parse import Scope, parse
from omc.strategy.tree import Kind, Node

# Above this many products walking the whole space costs more than drawing from it.
LARGEST_WALK = 1_000_000


@dataclass(frozen=True)
class Space:
    """values: parameter -> what it may be, ascending, in the spec's order; fixed: the others at default."""

    values: Mapping[str, tuple[Decimal, ...]]
    fixed: Mapping[str, Decimal]
    constraints: tuple[tuple[Source, Node], ...] = ()

    @classmethod
    def of(cls, spec: StrategySpec, names: Sequence[str] | None = None) -> "Space":
        """The ranges of `names` (default: all that have one); InvalidInput for one without a range."""
        ranged = {name: param.search for name, param in spec.params.items() if param.search is not None}
        chosen = list(ranged) if names is None else [name for name in spec.params if name in names]
        missing = [name for name in chosen if name not in ranged]
        unknown = [name for name in names or () if name not in spec.params]
        if missing or unknown or not chosen:
            what = ", ".join([*unknown, *missing]) or "none"
            raise InvalidInput(f"expected parameters with a search range, got {what}", code="no_search_range")
        scope = Scope(frozenset(spec.params), {})
        sources = [Source(f"constraints.{index}", text) for index, text in enumerate(spec.constraints)]
        return cls(
            values={name: ranged[name].values() for name in chosen},
            fixed={name: param.default for name, param in spec.params.items() if name not in chosen},
            constraints=tuple((source, parse(source, scope, Kind.CONDITION)) for source in sources),
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.values)

    @property
    def products(self) -> int:
        """How many sets there are before constraints."""
        return math.prod(len(values) for values in self.values.values())

    def allows(self, params: Mapping[str, Decimal]) -> bool:
        """Whether every constraint of the spec holds."""
        full = {**self.fixed, **params}
        return all(holds(bind(node, source, full)) is True for source, node in self.constraints)

    def walk(self) -> Iterator[dict[str, Decimal]]:
        """Every allowed set, in order; InvalidInput where the space is too large to walk."""
        if self.products > LARGEST_WALK:
            raise InvalidInput(
                f"expected at most {LARGEST_WALK} combinations, got {self.products}: "
                "use larger steps, fewer parameters or a random search",
                code="too_many_combinations",
            )
        for values in product(*self.values.values()):
            params = dict(zip(self.values, values, strict=True))
            if self.allows(params):
                yield params

    def span(self, name: str) -> Decimal:
        """Width of the parameter's search range."""
        return self.values[name][-1] - self.values[name][0]

    def place(self, params: Mapping[str, Decimal]) -> tuple[int, ...]:
        """Index of each parameter's value; ValueError for a value outside the space."""
        return tuple(values.index(params[name]) for name, values in self.values.items())

    def at(self, place: Sequence[int]) -> dict[str, Decimal]:
        """Inverse of `place`."""
        return {name: self.values[name][index] for name, index in zip(self.values, place, strict=True)}
