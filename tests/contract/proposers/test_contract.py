"""What every proposer of parameter sets does: stay in the space, learn, repeat itself by its seed."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

pytest.importorskip("optuna", reason="the model-based sampler's library is not installed")

from omc.adapters.proposers.tpe import TpeProposer
from omc.backtest.tuning.search.rounds import Proposers
from omc.backtest.tuning.search.space import Space

SPACE = Space(
    {
        "fast": tuple(Decimal(5 + 5 * at) for at in range(40)),
        "slow": tuple(Decimal(at) / 4 for at in range(60)),
    },
    {},
)
TOP = {"fast": Decimal(120), "slow": Decimal("3.5")}


@pytest.fixture(params=[TpeProposer])
def proposers(request: pytest.FixtureRequest) -> Proposers:
    chosen: Proposers = request.param
    return chosen


def _score(params: Mapping[str, Decimal]) -> float:
    """A hill with its top at TOP."""
    return -sum(
        ((place - top) / size) ** 2
        for place, top, size in zip(SPACE.place(params), SPACE.place(TOP), (40, 60), strict=True)
    )


def _searched(proposers: Proposers, seed: int, count: int = 80) -> list[Mapping[str, Decimal]]:
    proposer, asked = proposers(SPACE, seed), []
    for _ in range(count):
        params = proposer.ask()
        proposer.tell(params, _score(params))
        asked.append(params)
    return asked


def test_every_proposal_lies_in_the_space(proposers: Proposers) -> None:
    for params in _searched(proposers, 1, 40):
        assert SPACE.at(SPACE.place(params)) == params


def test_proposals_are_a_function_of_seed_and_history(proposers: Proposers) -> None:
    assert _searched(proposers, 3, 40) == _searched(proposers, 3, 40) != _searched(proposers, 4, 40)


def test_what_it_is_told_makes_later_proposals_better(proposers: Proposers) -> None:
    scores = [_score(params) for params in _searched(proposers, 5)]
    assert sum(scores[-20:]) / 20 > sum(scores[:20]) / 20 / 4


def test_several_may_be_asked_for_before_any_is_told(proposers: Proposers) -> None:
    proposer = proposers(SPACE, 7)
    for params in _searched(proposers, 7, 30):
        proposer.tell(params, _score(params))
    batch = [tuple(proposer.ask().values()) for _ in range(10)]
    assert len(set(batch)) > 5


def test_a_set_without_a_score_is_told_without_harm(proposers: Proposers) -> None:
    proposer = proposers(SPACE, 9)
    for params in _searched(proposers, 9, 30):
        proposer.tell(params, None)
    assert SPACE.place(proposer.ask())
