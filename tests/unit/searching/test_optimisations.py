"""A search leaves one result, whatever happens to its steps on the way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from omc.adapters.proposers.tpe import TpeProposer
from omc.backtest.service.runs import RunState
from omc.backtest.service.searching import planning as planning_module
from omc.backtest.service.searching.estimate import Cut
from omc.backtest.service.searching.model import Search, SearchEnded
from omc.backtest.tuning.overfitting.trials import Trials
from omc.kernel.errors import Conflict, InvalidInput, Transient
from tests.unit.searching.conftest import Lab, asked

POINTS = ("before", "computed", "kept")


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture(autouse=True)
def _five_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning_module, "cut", lambda sets, bars: Cut(5, 3) if sets > 12 else Cut(4, 3))


def searched(lab: Lab, search_id: str = "opt-1") -> Search:
    """A search carried out without a fault."""
    lab.requests.start(search_id, asked())
    for item in lab.planning.plan(search_id).items:
        lab.steps.shard(item["search_id"], item["shard"])
    return lab.steps.reduce(search_id)


def pushed(lab: Lab, search_id: str) -> Iterator[dict[str, Any]]:
    answer = lab.client.query(  # type: ignore[attr-defined]
        TableName="lab",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"PUSH#search:{search_id}"}},
    )
    return (json.loads(item["data"]["S"]) for item in answer["Items"])


def test_a_search_ranks_every_set_and_counts_them_in_its_family(lab: Lab) -> None:
    ended = searched(lab)

    assert ended.state is RunState.COMPLETED
    assert (ended.summary["rows_total"], ended.summary["parameters"]) == (12, ["fast", "slow"])
    rows = lab.files.rows("opt-1", 0, 50)
    assert [row["rank"] for row in rows] == list(range(1, 13))
    assert rows[0] == ended.summary["best"]
    assert {tuple(sorted(row["params"].items())) for row in rows} == {
        (("fast", str(fast)), ("slow", str(slow))) for fast in (3, 5, 7, 9) for slow in (12, 16, 20)
    }
    assert lab.trials.total("ada/ma_cross").count == 12
    assert lab.machine.started == [("opt-1", 1)]


@pytest.mark.parametrize("point", POINTS)
def test_shards_killed_anywhere_and_repeated_give_the_same_result(lab: Lab, point: str) -> None:
    undisturbed = searched(lab, "opt-0").summary["result_hash"]

    def die(reached: str) -> None:
        if reached == point:
            raise Killed

    lab.requests.start("opt-1", asked())
    items = lab.planning.plan("opt-1").items
    for item in reversed(items):
        with pytest.raises(Killed):
            lab.steps.shard(item["search_id"], item["shard"], die)
        lab.steps.shard(item["search_id"], item["shard"])
        lab.steps.shard(item["search_id"], item["shard"])
    ended = lab.steps.reduce("opt-1")

    assert ended.summary["result_hash"] == undisturbed
    assert ended.summary["rows_total"] == 12
    assert lab.trials.total("ada/ma_cross").count == 24


def test_a_result_that_is_kept_is_not_computed_again(lab: Lab) -> None:
    lab.requests.start("opt-1", asked())
    lab.planning.plan("opt-1")
    lab.steps.shard("opt-1", 0)
    passed: list[str] = []
    lab.steps.shard("opt-1", 0, passed.append)
    assert passed == ["kept"]


def test_a_repeated_reduce_completes_once_and_counts_its_trials_once(lab: Lab) -> None:
    first = searched(lab)
    again = lab.steps.reduce("opt-1")
    assert again.summary == first.summary
    assert lab.trials.total("ada/ma_cross").count == 12


def test_watchers_hear_each_shard_and_the_end(lab: Lab) -> None:
    searched(lab)
    heard = list(pushed(lab, "opt-1"))
    assert sorted(one["shards_done"] for one in heard if one["phase"] == "search") == [0, 1, 2, 3, 4]
    assert [one["done"] for one in heard if one["state"] == "COMPLETED"] == [12]


def test_a_failed_search_goes_on_where_it_stopped(lab: Lab) -> None:
    undisturbed = searched(lab, "opt-0").summary["result_hash"]
    lab.requests.start("opt-1", asked())
    lab.planning.plan("opt-1")
    lab.steps.shard("opt-1", 2)
    lab.requests.fail("opt-1", "it broke")

    # Bars collected meanwhile change nothing: the plan keeps its own.
    lab.bars.stored = lab.bars.stored.head(300)
    lab.requests.resume("ada", "optimisation", "opt-1")
    passed: list[str] = []
    for item in lab.planning.plan("opt-1").items:
        lab.steps.shard("opt-1", item["shard"], passed.append)
    ended = lab.steps.reduce("opt-1")

    assert lab.machine.started == [("opt-0", 1), ("opt-1", 1), ("opt-1", 2)]
    assert passed.count("computed") == 3
    assert (ended.summary["result_hash"], ended.error) == (undisturbed, None)


def test_only_a_failed_search_is_taken_up_again(lab: Lab) -> None:
    searched(lab)
    with pytest.raises(Conflict, match="expected a failed search, got COMPLETED"):
        lab.requests.resume("ada", "optimisation", "opt-1")


def test_a_search_without_all_its_shards_is_not_reduced(lab: Lab) -> None:
    lab.requests.start("opt-1", asked())
    lab.planning.plan("opt-1")
    lab.steps.shard("opt-1", 0)
    with pytest.raises(Conflict, match="sets 3 to 11 are missing"):
        lab.steps.reduce("opt-1")


def test_a_cancelled_search_stops_at_its_next_look(lab: Lab) -> None:
    lab.requests.start("opt-1", asked())
    lab.planning.plan("opt-1")
    assert lab.requests.cancel("ada", "optimisation", "opt-1").state is RunState.CANCELLED
    for step in (lambda: lab.steps.shard("opt-1", 0), lambda: lab.steps.reduce("opt-1")):
        with pytest.raises(SearchEnded):
            step()
    assert lab.machine.stopped == [("opt-1", 1)]
    assert lab.trials.total("ada/ma_cross") == Trials(0, 0.0)


def test_a_third_search_waits_until_one_ends(lab: Lab) -> None:
    for search_id in ("opt-1", "opt-2"):
        lab.requests.start(search_id, asked())
    with pytest.raises(Transient, match="at most 2 running searches"):
        lab.requests.start("opt-3", asked())
    lab.requests.cancel("ada", "optimisation", "opt-1")
    assert lab.requests.start("opt-3", asked()).state is RunState.PENDING


def test_too_few_bars_are_told(lab: Lab) -> None:
    lab.bars.stored = lab.bars.stored.head(20)
    lab.requests.start("opt-1", asked())
    with pytest.raises(InvalidInput, match="expected 100 stored bars of sample:BTC/USDT:1d, got 20"):
        lab.planning.plan("opt-1")


def test_a_model_asks_round_by_round_and_a_repeated_round_is_the_same(lab: Lab) -> None:
    lab.requests.start("opt-1", asked(method="model", samples=11))
    planned = lab.planning.plan("opt-1")
    assert (planned.mode, planned.items) == ("rounds", ())
    rounds = 0
    while (number := lab.steps.propose("opt-1", TpeProposer)) is not None:
        assert lab.steps.propose("opt-1", TpeProposer) == number
        lab.steps.shard("opt-1", number)
        rounds += 1
    ended = lab.steps.reduce("opt-1")
    assert (rounds, ended.summary["rows_total"]) == (1, 11)
    assert len({tuple(row["params"].items()) for row in lab.files.rows("opt-1", 0, 50)}) == 11


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"ranges": {"slowest": asked().ranges["slow"]}}, "body.ranges.slowest"),
        ({"fixed": {"fast": asked().ranges["fast"].low}}, "body.fixed.fast"),
        ({"samples": 5}, "body.samples"),
        ({"method": "random"}, "body.samples"),
        ({"start": 5, "end": 5}, "body.start"),
    ],
)
def test_what_is_wrong_in_a_request_is_told_by_field(lab: Lab, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        lab.requests.start("opt-1", asked(**changes))
    assert path in [field.path for field in refused.value.fields]
