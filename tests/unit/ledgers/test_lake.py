"""Evidence in the lake: nothing lost, nothing twice, few objects read, and what comes late is found."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omc.kernel.instants import DAY_MS, HOUR_MS, Ms, from_iso
from omc.ledgers.features.books import book_of, columns_of
from omc.ledgers.features.observations import observations
from omc.ledgers.records import Record
from omc.ledgers.revisions import without_words
from omc.ledgers.series import LedgerBook
from tests.fakes.told import happening, measured, news, post
from tests.unit.ledgers.lake import Lake, lake

NEW_YEAR = from_iso("2026-01-01T00:00:00Z")
WANTED = (
    ("catalyst.hacks", "BTC"), ("human.sentiment", "BTC"), ("human.news", "BTC"),
    ("human.votes_net", "MARKET"),
    ("glass.mvrv", "BTC"), ("catalyst.score", "BTC"),
)  # fmt: skip


@pytest.fixture
def empty() -> Iterator[Lake]:
    with lake() as made:
        yield made


class Killed(BaseException):
    """As a kill: nothing catches it."""


def killing(point: str, count: int) -> "Killer":
    return Killer(point, count)


class Killer:
    def __init__(self, point: str, count: int) -> None:
        self._point, self._left = point, count

    def __call__(self, reached: str) -> None:
        if reached == self._point:
            self._left -= 1
            if self._left == 0:
                raise Killed


def some(count: int = 12) -> list[Record]:
    return [news(f"n{n}", NEW_YEAR + n * HOUR_MS, NEW_YEAR + n * HOUR_MS + 5, n / 20) for n in range(count)]


def told_twice(records: list[Record]) -> set[tuple[str, Ms]]:
    names = [(record.record_id, record.known_at) for record in records]
    return {name for name in names if names.count(name) > 1}


def same(one: LedgerBook, other: LedgerBook) -> bool:
    assert one.keys() == other.keys()
    for name in one:
        for column in ("event_time", "known_at", "value", "thing"):
            np.testing.assert_array_equal(getattr(one[name], column), getattr(other[name], column))
    return True


def test_records_come_out_of_the_lake_as_they_went_in(empty: Lake) -> None:
    told = [
        news("a", NEW_YEAR, NEW_YEAR + 1, 0.5, votes={"positive": 3}, url="https://example.com/a"),
        post("b", NEW_YEAR, NEW_YEAR + 2, None, body='"quoted", with a comma\nand a line', assets=()),
        happening("c", NEW_YEAR, NEW_YEAR + 3, details={"form": "8-K"}),
        measured("d", NEW_YEAR, NEW_YEAR + 4, {"mvrv": 1.25}, synthetic=True),
    ]
    empty.archive.add(told)
    assert empty.records() == told
    empty.compact()
    assert empty.records() == told


def test_a_batch_that_comes_again_writes_the_same_objects(empty: Lake) -> None:
    told = some()
    empty.archive.add(told)
    before = empty.names()
    empty.archive.add(list(reversed(told)))
    assert empty.names() == before


def test_records_lie_by_the_day_in_which_they_were_known(empty: Lake) -> None:
    empty.archive.add([news("late", NEW_YEAR - 40 * DAY_MS, NEW_YEAR, 0.1)])
    folders = {key.rpartition("/")[0] for key in empty.names()}
    assert folders == {
        "records/ledger=human/source=cryptopanic/day=2026-01-01",
        "observations/ledger=human/source=cryptopanic/month=2026-01",
    }


def test_parts_become_one_object_and_leave(empty: Lake) -> None:
    told = some()
    for record in told:
        empty.archive.add([record])
    assert len(empty.names()) == 2 * len(told)
    assert empty.compact() == 2 * len(told)
    assert [key.rpartition("/")[2] for key in empty.names()] == ["merged.parquet"] * 2
    assert empty.records() == told
    assert empty.compact() == 0


@pytest.mark.parametrize("point", ["merged", "replaced", "deleted"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_compaction_killed_anywhere_loses_nothing_and_counts_nothing_twice(
    empty: Lake, point: str, count: int
) -> None:
    told = some()
    for record in told:
        empty.archive.add([record])
    whole = empty.history().book(WANTED, NEW_YEAR, NEW_YEAR + DAY_MS)
    try:
        empty.compact(killing(point, count))
    except Killed:
        pass
    else:
        assert point != "deleted"
        assert count > 2, "killed nowhere"
    assert {record.natural_key for record in empty.records()} == {record.natural_key for record in told}
    assert same(empty.history().book(WANTED, NEW_YEAR, NEW_YEAR + DAY_MS), whole)
    empty.compact()
    assert empty.records() == told
    assert not told_twice(empty.records())
    assert same(empty.history().book(WANTED, NEW_YEAR, NEW_YEAR + DAY_MS), whole)


def test_what_comes_again_after_it_was_merged_is_there_once(empty: Lake) -> None:
    told = some()
    empty.archive.add(told)
    empty.compact()
    # The same records, cut into other batches.
    empty.archive.add(told[:5])
    empty.archive.add(told[3:])
    book = empty.history().book(WANTED, NEW_YEAR, NEW_YEAR + DAY_MS)
    assert len(book[("human.news", "BTC")]) == len(told)
    empty.compact()
    assert empty.records() == told


def test_two_that_merge_at_once_lose_nothing(empty: Lake) -> None:
    told = some()
    empty.archive.add(told[:4])
    empty.compact()
    empty.archive.add(told[4:8])

    def meanwhile(point: str) -> None:
        if point == "merged" and not others:
            others.append(True)
            empty.archive.add(told[8:])
            empty.compact()

    others: list[bool] = []
    empty.compact(meanwhile)
    assert empty.records() == told


def test_a_reader_that_meets_a_merge_reads_again(empty: Lake) -> None:
    """Its list names parts that are gone when it asks for them."""
    told = some()
    for record in told:
        empty.archive.add([record])
    reader = empty.history()
    listed: list[bool] = []

    def merging(model: object, **_: object) -> None:
        if not listed:
            listed.append(True)
            empty.compact()

    place = reader.places[0]
    client = place._client  # type: ignore[attr-defined]
    client.meta.events.register("before-call.s3.GetObject", merging)
    try:
        book = reader.book(WANTED, NEW_YEAR, NEW_YEAR + DAY_MS)
    finally:
        client.meta.events.unregister("before-call.s3.GetObject", merging)
    assert listed
    assert len(book[("human.news", "BTC")]) == len(told)


def test_words_taken_back_leave_the_lake_with_the_next_merge(empty: Lake) -> None:
    said = post("p", NEW_YEAR, NEW_YEAR + 5, 0.5, body="my name is Ada", author_hash="abc")
    empty.archive.add([said])
    empty.compact()
    empty.archive.add([without_words(said)])
    empty.compact()
    assert empty.records() == [without_words(said)]
    assert all(b"Ada" not in body for body in bodies(empty))


def bodies(made: Lake) -> list[bytes]:
    return [made.client.get_object(Bucket="lake", Key=key)["Body"].read() for key in made.names()]


def test_a_range_reads_the_months_it_touches_and_no_others(empty: Lake) -> None:
    days = [NEW_YEAR - n * DAY_MS for n in range(0, 400, 10)]
    years = [measured(f"d{day}", day, day + HOUR_MS, {"mvrv": day}) for day in days]
    empty.archive.add(years)
    empty.compact()
    start, end = NEW_YEAR - 200 * DAY_MS, NEW_YEAR - 140 * DAY_MS
    reader = empty.places
    reader.columns([("glass.mvrv", "BTC")], start, end)
    assert reader.fetched == 3
    reader.columns([("glass.mvrv", "BTC")], start, end)
    assert reader.fetched == 3


def test_a_value_of_years_ago_still_holds(empty: Lake) -> None:
    """Looked back for until it is found, and no further than where it happened."""
    empty.archive.add(
        [
            measured("old", NEW_YEAR - 1000 * DAY_MS, NEW_YEAR - 1000 * DAY_MS, {"treasury_holdings": 7}),
            measured("new", NEW_YEAR - 900 * DAY_MS, NEW_YEAR - 900 * DAY_MS, {"treasury_holdings": 8}),
            # Told late of something older still: not the newest, though it was known last.
            measured("late", NEW_YEAR - 1100 * DAY_MS, NEW_YEAR - 500 * DAY_MS, {"treasury_holdings": 6}),
        ]
    )
    name = ("glass.treasury_holdings", "BTC")
    book = empty.history().book([name], NEW_YEAR, NEW_YEAR + DAY_MS)
    assert book[name].value.tolist() == [8.0]


def test_a_revision_that_comes_months_later_counts_from_then(empty: Lake) -> None:
    first = measured("day", NEW_YEAR - 80 * DAY_MS, NEW_YEAR - 80 * DAY_MS, {"mvrv": 1})
    revised = replace(first, known_at=NEW_YEAR + HOUR_MS, values={"mvrv": first.values["mvrv"] + 1})
    empty.archive.add([first, revised])
    book = empty.history().book([("glass.mvrv", "BTC")], NEW_YEAR, NEW_YEAR + DAY_MS)
    series = book[("glass.mvrv", "BTC")]
    assert list(zip(series.known_at.tolist(), series.value.tolist(), strict=True)) == [
        (first.known_at, 1.0), (revised.known_at, 2.0),
    ]  # fmt: skip


def test_made_up_records_are_left_out_where_they_must_not_count(empty: Lake) -> None:
    real, made_up = some(2), [replace(one, synthetic=True) for one in some(5)[2:]]
    empty.archive.add([*real, *made_up])
    name = ("human.news", "BTC")
    assert len(empty.history(synthetic=True).book([name], NEW_YEAR, NEW_YEAR + DAY_MS)[name]) == 5
    assert len(empty.history(synthetic=False).book([name], NEW_YEAR, NEW_YEAR + DAY_MS)[name]) == 2
    only = [("human.sentiment", "ETH")]
    empty.archive.add([news("e", NEW_YEAR, NEW_YEAR, 0.1, assets=("ETH",), synthetic=True)])
    assert empty.history(synthetic=False).book(only, NEW_YEAR, NEW_YEAR + DAY_MS) == {}


_hours = st.integers(0, 24 * 100)


@st.composite
def tellings(draw: st.DrawFn) -> list[Record]:
    """Things and their revisions over a hundred days, known at once or much later."""
    found: list[Record] = []
    for n in range(draw(st.integers(1, 8))):
        event = NEW_YEAR + draw(_hours) * HOUR_MS
        for known in sorted(draw(st.sets(_hours, min_size=1, max_size=3))):
            at = max(event, NEW_YEAR + known * HOUR_MS)
            kind = draw(st.sampled_from(["news", "event", "day"]))
            score = draw(st.integers(-4, 4)) / 4
            if kind == "news":
                heard = draw(st.sampled_from([score, None]))
                found.append(news(f"n{n}", event, at, heard, votes={"positive": draw(st.integers(0, 9))}))
            elif kind == "event":
                found.append(happening(f"e{n}", event, at, draw(st.integers(1, 10))))
            else:
                found.append(measured(f"d{n}", event, at, {"mvrv": score}))
    return list({(one.record_id, one.known_at): one for one in found}.values())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=tellings(), start=_hours, length=_hours, cut=st.integers(0, 20), merges=st.booleans())
def test_a_range_of_the_lake_is_the_range_of_all_that_was_told(
    told: list[Record], start: int, length: int, cut: int, merges: bool
) -> None:
    first, last = NEW_YEAR + start * HOUR_MS, NEW_YEAR + (start + length) * HOUR_MS
    everything = columns_of(one for record in told for one in observations(record))
    with lake() as made:
        made.archive.add(told[:cut])
        if merges:
            made.compact()
        made.archive.add(told[cut:])
        found = made.history().book(WANTED, first, last)
    assert same(found, book_of(everything, WANTED, first, last))
