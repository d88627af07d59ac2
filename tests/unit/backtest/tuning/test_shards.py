from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.backtest.tuning.search.documents import (
    pack,
    report_document,
    shard_document,
    shard_of,
    unpack,
)
from omc.backtest.tuning.search.objective import Objective
from omc.backtest.tuning.search.report import SearchReport, reduce_shards
from omc.backtest.tuning.search.settings import Search, SearchSettings, search_of
from omc.backtest.tuning.search.shards import Shard, ShardResult, run_shard, shards
from omc.kernel.errors import Conflict, InvalidInput
from tests.unit.backtest.builders import CENT
from tests.unit.backtest.tuning.builders import FREE, cross, walk

BARS = walk(1500)


def _search(settings: SearchSettings | None = None) -> Search:
    return search_of(cross(), BARS, FREE, settings)


def _results(search: Search, per_shard: int = 5) -> list[ShardResult]:
    return [run_shard(search, shard, BARS, CENT) for shard in shards(search, per_shard)]


@pytest.fixture(scope="module")
def search() -> Search:
    return _search()


@pytest.fixture(scope="module")
def results(search: Search) -> list[ShardResult]:
    return _results(search)


@pytest.fixture(scope="module")
def report(search: Search, results: list[ShardResult]) -> SearchReport:
    return reduce_shards(search, results)


def test_shards_are_ranges_that_cover_the_search_once(search: Search) -> None:
    assert [(shard.first, shard.count) for shard in shards(search, 5)] == [(0, 5), (5, 5), (10, 5), (15, 1)]
    assert [shard.key for shard in shards(search, 10)] == ["000000-10", "000010-6"]
    with pytest.raises(InvalidInput):
        shards(search, 0)


def test_a_shard_survives_its_document() -> None:
    plain = Shard("search-1", 5, 2)
    chosen = Shard("search-1", 5, 1, ({"fast": Decimal("2.50"), "slow": Decimal(10)},))
    assert shard_of(shard_document(plain)) == plain
    assert shard_of(shard_document(chosen)) == chosen


def test_a_shards_result_is_the_same_each_time_to_the_byte(
    search: Search, results: list[ShardResult]
) -> None:
    again = run_shard(search, shards(search, 5)[1], BARS, CENT)
    assert pack(again) == pack(results[1])


def test_a_result_survives_its_bytes(results: list[ShardResult]) -> None:
    came = unpack(pack(results[0]))
    assert (came.search_id, came.first, came.params) == (
        results[0].search_id, results[0].first, results[0].params,
    )  # fmt: skip
    assert np.array_equal(came.daily_returns, results[0].daily_returns)
    for name, column in results[0].figures.items():
        assert np.array_equal(came.figures[name], column, equal_nan=True)


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(InvalidInput, match="packed shard result"):
        unpack(b"not an archive")


def test_neither_the_order_nor_the_size_of_shards_changes_the_report(
    search: Search, results: list[ShardResult], report: SearchReport
) -> None:
    shuffled = reduce_shards(search, results[::-1])
    finer = reduce_shards(search, _results(search, 1))
    assert report_document(shuffled) == report_document(report) == report_document(finer)


def test_a_missing_shard_is_named(search: Search, results: list[ShardResult]) -> None:
    with pytest.raises(Conflict, match="sets 5 to 9 are missing") as refused:
        reduce_shards(search, [results[0], results[2], results[3]])
    assert refused.value.code == "incomplete_search"
    with pytest.raises(Conflict, match="sets 15 to 15 are missing"):
        reduce_shards(search, results[:3])


def test_a_shard_that_comes_twice_is_refused(search: Search, results: list[ShardResult]) -> None:
    with pytest.raises(Conflict, match="sets 0 to 4 came twice"):
        reduce_shards(search, [*results, results[0]])


def test_a_shard_of_another_search_is_refused(search: Search, results: list[ShardResult]) -> None:
    other = _search(SearchSettings(objective=Objective.CALMAR))
    with pytest.raises(Conflict, match=other.search_id):
        run_shard(other, shards(search, 5)[0], BARS, CENT)
    with pytest.raises(Conflict, match=search.search_id):
        reduce_shards(other, results)


def test_other_bars_make_another_search() -> None:
    changed = replace(BARS, close=np.where(np.arange(1500) == 700, BARS.close + 0.01, BARS.close))
    assert search_of(cross(), changed, FREE).search_id != _search().search_id


def test_only_the_train_part_is_seen(search: Search, results: list[ShardResult]) -> None:
    later = np.arange(1500) >= search.train_bars
    changed = replace(BARS, close=np.where(later, BARS.close * 2, BARS.close))
    # As if the same search had been asked over bars whose held-out part differs.
    seen = run_shard(search, shards(search, 5)[0], changed, CENT)
    assert pack(seen) == pack(results[0])
    assert search.train_bars == 1050


def test_rows_are_ranked_by_the_objective_and_those_that_cannot_be_chosen_come_last() -> None:
    search = _search(SearchSettings(objective=Objective.TOTAL_RETURN, minimum_trades=100))
    report = reduce_shards(search, _results(search, 16))
    known = [row.score for row in report.rows if row.score is not None]
    assert known == sorted(known, reverse=True)
    assert [row.rank for row in report.rows] == list(range(1, 17))
    few = [row for row in report.rows if (row.figures["trades"] or 0) < 100]
    assert 0 < len(few) < 16
    assert all(row.score is None for row in few)
    assert [row.rank for row in few] == list(range(17 - len(few), 17))


@pytest.mark.parametrize("objective", list(Objective))
def test_the_best_set_maximises_the_objective_it_was_asked_for(objective: Objective) -> None:
    search = _search(SearchSettings(objective=objective))
    report = reduce_shards(search, _results(search, 16))
    assert report.best is not None
    assert report.best.score == max(row.figures[objective.value] or -9e9 for row in report.rows)


def test_without_a_set_that_qualifies_there_is_no_best_one_and_no_luck_to_speak_of() -> None:
    search = _search(SearchSettings(minimum_trades=10_000))
    report = reduce_shards(search, _results(search, 16))
    assert report.best is None
    assert report.luck is None
    document = report_document(report)
    assert (document["best"], document["neighbourhood"], document["luck"]) == (None, None, None)
    assert document["rows_scored"] == 0


def test_the_document_tells_what_the_report_knows(report: SearchReport) -> None:
    document = report_document(report, top=3)
    assert (document["rows_total"], len(document["rows"]), document["count"]) == (16, 3, 16)
    assert document["best"] == document["rows"][0]
    assert [found["name"] for found in document["sensitivity"]] == ["fast", "slow"]
    (plane,) = document["heat_maps"]
    assert (plane["x"], plane["y"]) == ("fast", "slow")
    assert len(plane["scores"]) == len(plane["y_values"]) == 5
    assert len(plane["scores"][0]) == len(plane["x_values"]) == 4
    assert document["luck"]["trials"] == 16
    assert 1 <= float(document["luck"]["effective_trials"]) <= 16
