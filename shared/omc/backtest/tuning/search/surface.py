"""The shape of what was found: who lives next to the best set, and which parameter matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

import numpy as np

from omc.backtest.grid.model import ParamSet
from omc.backtest.tuning.search.space import Space
from omc.market.model import FloatArray

LARGEST_NEIGHBOURHOOD = 6
MOST_MAPS = 6


@dataclass(frozen=True)
class HeatMap:
    """scores[j, i]: the best score of all sets with x = x_values[i], y = y_values[j], whatever the other
    parameters are; NaN where no set of the pair qualified.
    """

    x: str
    y: str
    x_values: tuple[Decimal, ...]
    y_values: tuple[Decimal, ...]
    scores: FloatArray


@dataclass(frozen=True)
class Neighbourhood:
    """Sets one step from the best in any of the parameters at once: 8 in a plane. mean: of the `scored`
    ones, None without; tried: how many of them the search ran.
    """

    mean: float | None
    scored: int
    tried: int


@dataclass(frozen=True)
class Sensitivity:
    """How much of the scores' variance the parameter explains by itself (fraction), and its mean scores.

    spread: highest minus lowest mean score over its values, in the objective's unit. means: NaN where no set
    with the value qualified.
    """

    name: str
    share: float
    spread: float
    values: tuple[Decimal, ...]
    means: tuple[float, ...]


@dataclass(frozen=True)
class Surface:
    """Every tried set's place in the space: int[m, parameters], and its score, float64[m], NaN = none."""

    space: Space
    places: np.typing.NDArray[np.int64]
    scores: FloatArray

    @classmethod
    def of(cls, space: Space, sets: Sequence[ParamSet], scores: FloatArray) -> "Surface":
        indices = [{value: at for at, value in enumerate(values)} for values in space.values.values()]
        rows = [
            [index[params[name]] for index, name in zip(indices, space.names, strict=True)] for params in sets
        ]
        return cls(space, np.array(rows, dtype=np.int64).reshape(len(sets), len(space.names)), scores)

    def heat_map(self, x: str, y: str) -> HeatMap:
        """The plane of two parameters."""
        names = self.space.names
        at_x, at_y = self.places[:, names.index(x)], self.places[:, names.index(y)]
        x_values, y_values = self.space.values[x], self.space.values[y]
        plane = np.full((len(y_values), len(x_values)), -np.inf)
        known = np.isfinite(self.scores)
        np.maximum.at(plane, (at_y[known], at_x[known]), self.scores[known])
        return HeatMap(x, y, x_values, y_values, np.where(np.isfinite(plane), plane, np.nan))

    def heat_maps(self, sensitivities: Sequence[Sensitivity]) -> tuple[HeatMap, ...]:
        """Every pair, those of the parameters that matter most first; at most MOST_MAPS."""
        by_share = sorted(sensitivities, key=lambda found: -found.share)
        weight = {found.name: rank for rank, found in enumerate(by_share)}
        order = {name: at for at, name in enumerate(self.space.names)}
        pairs = sorted(combinations(self.space.names, 2), key=lambda pair: weight[pair[0]] + weight[pair[1]])
        return tuple(self.heat_map(*sorted(pair, key=order.__getitem__)) for pair in pairs[:MOST_MAPS])

    def neighbourhood(self, index: int) -> Neighbourhood:
        """Of set `index`; over more than six parameters only along the axes."""
        at = {tuple(place): row for row, place in enumerate(self.places.tolist())}
        rows = [at[place] for place in _around(tuple(self.places[index].tolist())) if place in at]
        found = self.scores[rows] if rows else np.zeros(0)
        known = found[np.isfinite(found)]
        return Neighbourhood(float(known.mean()) if len(known) else None, len(known), len(rows))

    def sensitivities(self) -> tuple[Sensitivity, ...]:
        """One for each parameter, in the spec's order."""
        return tuple(self._sensitivity(axis, name) for axis, name in enumerate(self.space.names))

    def _sensitivity(self, axis: int, name: str) -> Sensitivity:
        known = np.isfinite(self.scores)
        places, scores = self.places[known, axis], self.scores[known]
        size = len(self.space.values[name])
        counts = np.bincount(places, minlength=size)
        sums = np.bincount(places, weights=scores, minlength=size)
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        present = means[counts > 0]
        return Sensitivity(
            name,
            _explained(scores, counts[counts > 0], present),
            float(present.max() - present.min()) if len(present) else 0.0,
            self.space.values[name],
            tuple(means.tolist()),
        )


def _explained(scores: FloatArray, counts: "np.typing.NDArray[np.int64]", means: FloatArray) -> float:
    """Variance of the group means over the variance of all scores, 0 to 1."""
    if len(scores) < 2 or float(scores.std()) < 1e-12:
        return 0.0
    between = float(np.sum(counts * (means - scores.mean()) ** 2)) / len(scores)
    return min(between / float(np.var(scores)), 1.0)


def _around(place: tuple[int, ...]) -> list[tuple[int, ...]]:
    if len(place) <= LARGEST_NEIGHBOURHOOD:
        steps = [step for step in product((-1, 0, 1), repeat=len(place)) if any(step)]
    else:
        steps = [
            tuple(sign if at == axis else 0 for at in range(len(place)))
            for axis in range(len(place))
            for sign in (-1, 1)
        ]
    return [tuple(at + move for at, move in zip(place, step, strict=True)) for step in steps]
