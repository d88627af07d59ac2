from dataclasses import replace
from decimal import Decimal

import pytest

from omc.backtest.tuning.search.sampling import grid_sets, random_sets
from omc.backtest.tuning.search.settings import SearchSettings, search_of
from omc.backtest.tuning.search.space import Space
from omc.kernel.errors import InvalidInput
from tests.unit.backtest.tuning.builders import FREE, cross, ranged, walk


def _numbers(sets: tuple[dict[str, Decimal], ...]) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in params.values()) for params in sets]


def test_a_grid_ascends_with_the_last_parameter_changing_fastest_and_without_what_constraints_forbid() -> (
    None
):
    assert _numbers(grid_sets(Space.of(cross()), 100)) == [
        (2, 4), (2, 8), (2, 12), (2, 16), (2, 20), (4, 8), (4, 12), (4, 16), (4, 20),
        (6, 8), (6, 12), (6, 16), (6, 20), (8, 12), (8, 16), (8, 20),
    ]  # fmt: skip


def test_the_number_of_sets_is_told_before_anything_runs() -> None:
    assert search_of(cross(), walk(500), FREE).count == 16
    assert search_of(cross(), walk(500), FREE, SearchSettings("random", count=7)).count == 7
    assert search_of(cross(), walk(500), FREE, SearchSettings("random", count=99)).count == 16


def test_a_grid_over_the_limit_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput, match=r"at most 15 .*larger steps") as refused:
        search_of(cross(), walk(500), FREE, SearchSettings(limit=15))
    assert refused.value.code == "too_many_combinations"
    assert search_of(cross(), walk(500), FREE, SearchSettings(limit=16)).count == 16


def test_constraints_that_leave_nothing_are_refused() -> None:
    with pytest.raises(InvalidInput, match="got none"):
        grid_sets(Space.of(cross(constraints=("$fast > $slow * 2",))), 100)


def test_only_the_named_parameters_are_searched_the_others_stay_at_default() -> None:
    space = Space.of(cross(), ["slow"])
    assert _numbers(grid_sets(space, 100)) == [(8,), (12,), (16,), (20,)]
    assert space.fixed == {"fast": Decimal(4)}


def test_a_parameter_without_a_range_cannot_be_searched() -> None:
    with pytest.raises(InvalidInput, match="width"):
        Space.of(cross(), ["width"])


def test_random_sets_do_not_repeat_and_are_a_function_of_the_seed() -> None:
    space = Space.of(cross())
    first, again, other = (_numbers(random_sets(space, 10, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert len(set(first)) == 10
    assert set(_numbers(random_sets(space, 500, 3))) == set(_numbers(grid_sets(space, 100)))


def test_a_space_too_large_to_walk_is_drawn_from_without_repetition() -> None:
    wide = replace(cross(), params={"fast": ranged(4, 2, 900, 1), "slow": ranged(12, 4, 900, 1)})
    space = Space.of(wide)
    drawn = _numbers(random_sets(space, 300, 5))
    assert len(set(drawn)) == 300
    assert all(fast < slow for fast, slow in drawn)
    assert drawn == _numbers(random_sets(space, 300, 5))


def test_every_allowed_set_is_as_likely_as_any_other() -> None:
    wide = replace(cross(), params={"fast": ranged(4, 2, 900, 1), "slow": ranged(12, 4, 900, 1)})
    drawn = _numbers(random_sets(Space.of(wide), 2000, 7))
    # Of two uniform values the lower has mean 1/3 of the range, the higher 2/3.
    assert sum(fast for fast, _ in drawn) / 2000 == pytest.approx(2 + 898 / 3, rel=0.05)
    assert sum(slow for _, slow in drawn) / 2000 == pytest.approx(2 + 2 * 898 / 3, rel=0.05)


def test_constraints_too_narrow_to_be_met_by_drawing_are_refused() -> None:
    names = {"fast": ranged(4, 2, 1000, 1), "slow": ranged(12, 4, 1000, 1)}
    impossible = replace(cross(constraints=("$fast > $slow * 400",)), params=names)
    with pytest.raises(InvalidInput, match="expected 50 combinations"):
        random_sets(Space.of(impossible), 50, 1)


def test_a_place_in_the_space_and_its_set_are_inverse() -> None:
    space = Space.of(cross())
    for params in grid_sets(space, 100):
        assert space.at(space.place(params)) == params
