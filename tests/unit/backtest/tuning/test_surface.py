import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.backtest.tuning.search.space import Space
from omc.backtest.tuning.search.surface import Surface


def _space(**sizes: int) -> Space:
    return Space({name: tuple(Decimal(at) for at in range(size)) for name, size in sizes.items()}, {})


def _surface(space: Space, scores: Mapping[Any, float]) -> Surface:
    """scores: by place."""
    return Surface.of(space, [space.at(place) for place in scores], np.array(list(scores.values())))


PLANE = {(x, y): 10.0 * x + y for x in range(3) for y in range(4)}


def test_a_heat_map_has_the_first_parameter_across_and_the_second_down() -> None:
    plane = _surface(_space(x=3, y=4), PLANE).heat_map("x", "y")
    assert plane.scores.tolist() == [[0, 10, 20], [1, 11, 21], [2, 12, 22], [3, 13, 23]]


def test_a_heat_map_shows_the_best_over_the_other_parameters() -> None:
    scores = {(x, y, z): -float((z - 1) ** 2) + x for x in range(2) for y in range(2) for z in range(3)}
    plane = _surface(_space(x=2, y=2, z=3), scores).heat_map("x", "y")
    assert plane.scores.tolist() == [[0, 1], [0, 1]]


def test_pairs_never_tried_and_pairs_without_a_score_stay_empty() -> None:
    plane = _surface(_space(x=2, y=2), {(0, 0): 1.0, (1, 1): math.nan}).heat_map("x", "y")
    assert np.isnan(plane.scores).tolist() == [[False, True], [True, True]]


def test_the_neighbourhood_is_the_eight_around_in_a_plane() -> None:
    surface = _surface(_space(x=3, y=4), PLANE)
    middle = list(PLANE).index((1, 1))
    around = surface.neighbourhood(middle)
    assert (around.scored, around.tried) == (8, 8)
    # Eight values symmetric around 11 have mean 11.
    assert around.mean == pytest.approx(11.0)


def test_at_a_corner_and_where_sets_are_missing_fewer_neighbours_count() -> None:
    holes = {**PLANE, (0, 1): math.nan}
    del holes[1, 0]
    surface = _surface(_space(x=3, y=4), holes)
    around = surface.neighbourhood(list(holes).index((0, 0)))
    assert (around.mean, around.scored, around.tried) == (11.0, 1, 2)


def test_a_lone_set_has_no_neighbourhood() -> None:
    assert _surface(_space(x=3, y=3), {(0, 0): 1.0, (2, 2): 2.0}).neighbourhood(0).mean is None


def test_a_parameter_that_decides_everything_explains_all_and_another_nothing() -> None:
    surface = _surface(_space(x=3, y=4), {(x, y): 5.0 * x for x in range(3) for y in range(4)})
    decides, idle = surface.sensitivities()
    assert (decides.name, idle.name) == ("x", "y")
    assert [decides.share, decides.spread] == pytest.approx([1.0, 10.0])
    assert [idle.share, idle.spread] == pytest.approx([0.0, 0.0])
    assert decides.means == (0.0, 5.0, 10.0)


def test_shares_of_parameters_that_add_up_add_up_to_one() -> None:
    shares = [found.share for found in _surface(_space(x=3, y=4), PLANE).sensitivities()]
    assert sum(shares) == pytest.approx(1.0)
    assert shares[0] > 0.98


def test_the_pairs_that_matter_most_are_mapped_first() -> None:
    scores = {(a, b, c): 100.0 * c + 10.0 * a + b for a in range(2) for b in range(2) for c in range(2)}
    surface = _surface(_space(a=2, b=2, c=2), scores)
    pairs = [(plane.x, plane.y) for plane in surface.heat_maps(surface.sensitivities())]
    assert pairs == [("a", "c"), ("b", "c"), ("a", "b")]
