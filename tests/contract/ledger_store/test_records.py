"""What every place of records promises."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from omc.contracts.ledger_events import CATALYST_CRITICAL, LEDGER_ERASED
from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.ledgers.reading import RecordQuery
from omc.ledgers.records import Enrichment, Record, SocialPost, enrichment_ids
from omc.ledgers.taxonomy import Basis, Ledger, Priority
from tests.contract.ledger_store.conftest import Case
from tests.fakes.evidence import NOON, event, measurement, news, post, quote
from tests.fakes.told import enriched

FROM, TO = NOON - 10 * DAY_MS, NOON + 10 * DAY_MS


def asked(ledger: Ledger, **changes: object) -> RecordQuery:
    return RecordQuery(ledger, FROM, TO, **changes)  # type: ignore[arg-type]


def all_pages(case: Case, query: RecordQuery) -> list[Record]:
    found: list[Record] = []
    while True:
        page = case.store.page(query)
        assert len(page.records) <= query.limit
        found += page.records
        if page.next_cursor is None:
            return found
        query = replace(query, cursor=page.next_cursor)


def test_a_record_is_stored_once_however_often_it_is_told(case: Case) -> None:
    first = post()
    again = post(known_at=first.known_at + HOUR_MS, plugin_version="2")
    assert case.store.write([first]).new == (first,)
    written = case.store.write([again, first])
    assert (written.new, written.revised, written.repeated) == ((), (), 2)
    assert case.store.wordings(first.record_id) == [first]
    assert len(case.announced()) == 1


def test_the_same_run_twice_changes_nothing(case: Case) -> None:
    page = [post(f"t3_{n}", event_time=NOON + n) for n in range(70)]
    assert len(case.store.write(page).new) == 70
    announced = case.announced()
    assert case.store.write(page).repeated == 70
    assert case.announced() == announced
    assert len(all_pages(case, asked(Ledger.HUMAN))) == 70


def test_a_change_stands_beside_what_was_known_before(case: Case) -> None:
    first, later = news(votes={"up": 1}), news(votes={"up": 9}, known_at=NOON + 5 * HOUR_MS)
    case.store.write([first])
    assert case.store.write([later]).revised == (later,)
    assert case.store.wordings(first.record_id) == [later, first]
    assert case.store.page(asked(Ledger.HUMAN)).records == [later]
    then = asked(Ledger.HUMAN, known_by=NOON + 4 * HOUR_MS)
    assert case.store.page(then).records == [first]
    assert case.store.page(asked(Ledger.HUMAN, known_by=NOON)).records == []
    assert case.store.page(asked(Ledger.HUMAN, revisions=True)).records == [later, first]


def test_what_is_taken_back_to_its_first_words_is_a_third_wording_and_telling_all_again_is_none(
    case: Case,
) -> None:
    told = [measurement(value=value, known_at=NOON + n * HOUR_MS) for n, value in enumerate("121")]
    for one in told:
        case.store.write([one])
    assert case.store.wordings(told[0].record_id) == told[::-1]
    for one in told:
        assert case.store.write([one]).repeated == 1
    assert case.store.write(told).repeated == 3
    assert case.store.wordings(told[0].record_id) == told[::-1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_wordings_stand_by_when_they_were_known_in_whatever_order_they_come(
    case: Case, order: tuple[int, ...]
) -> None:
    told = [measurement(value=str(n), known_at=NOON + n * HOUR_MS) for n in range(3)]
    for n in order:
        case.store.write([told[n]])
    assert case.store.wordings(told[0].record_id) == told[::-1]
    assert len(case.announced()) == 3


def test_that_we_could_have_known_it_sooner_does_not_change_when_we_did(case: Case) -> None:
    observed = measurement(known_at=NOON + 5 * HOUR_MS)
    case.store.write([observed])
    assert case.store.write([measurement(known_at=NOON + HOUR_MS)]).repeated == 1
    assert case.store.page(asked(Ledger.GLASS, known_by=NOON + 2 * HOUR_MS)).records == []


def test_a_page_that_tells_a_thing_twice_means_its_last_word(case: Case) -> None:
    written = case.store.write([post(words="a"), post(words="b"), post("t3_b")])
    assert len(written.new) == 2
    assert written.repeated == 1
    assert case.store.wordings(post().record_id) == [post(words="b")]
    assert case.store.write([post(words="b")]).repeated == 1


def test_several_wordings_in_one_page_are_all_kept(case: Case) -> None:
    told = [quote(last=str(n), known_at=NOON + n) for n in range(1, 15)]
    written = case.store.write(told)
    assert (len(written.new), len(written.revised)) == (1, 13)
    assert case.store.wordings(told[0].record_id) == told[::-1]
    assert case.store.write(told).repeated == 14


def test_one_is_the_same_number_however_it_is_written(case: Case) -> None:
    case.store.write([measurement(value="1.0")])
    assert case.store.write([measurement(value="1.00", known_at=NOON + 9 * HOUR_MS)]).repeated == 1


def test_records_are_read_by_asset_source_and_time_newest_first(case: Case) -> None:
    stored = [
        news("a", event_time=NOON - 2 * DAY_MS),
        news("b", event_time=NOON, assets=("ETH",)),
        news("c", event_time=NOON + DAY_MS, source="other", assets=("BTC",)),
        news("d", event_time=NOON + 2 * DAY_MS, assets=()),
    ]
    case.store.write(stored)
    a, b, c, d = stored
    assert case.store.page(asked(Ledger.HUMAN)).records == [d, c, b, a]
    assert case.store.page(asked(Ledger.HUMAN, asset="BTC")).records == [c, a]
    assert case.store.page(asked(Ledger.HUMAN, source="paper", asset="ETH")).records == [b, a]
    assert case.store.page(RecordQuery(Ledger.HUMAN, NOON, NOON + DAY_MS)).records == [b]
    assert case.store.page(asked(Ledger.GLASS)).records == []
    assert case.store.sources(Ledger.HUMAN) == ["other", "paper"]


@pytest.mark.parametrize("revisions", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_join_without_a_seam(case: Case, limit: int, revisions: bool) -> None:
    twice = [
        news(str(n), source="ab"[n % 2], event_time=NOON + n // 3 * 9 * HOUR_MS, known_at=NOON + n + hours)
        for n in range(12)
        for hours in (0, HOUR_MS)
    ]
    stored = [replace(one, title=f"{one.title} {n % 2}") for n, one in enumerate(twice)]
    case.store.write(stored)
    whole = case.store.page(asked(Ledger.HUMAN, revisions=revisions, limit=100)).records
    assert len(whole) == (24 if revisions else 12)
    assert all_pages(case, asked(Ledger.HUMAN, revisions=revisions, limit=limit)) == whole
    assert [one.event_time for one in whole] == sorted((o.event_time for o in whole), reverse=True)


def test_people_are_told_of_a_critical_event_once(case: Case) -> None:
    told = event()
    case.store.write([told])
    case.store.write([replace(told, title="SOL is listed today", known_at=told.known_at + 1), event("e2")])
    alerts = [one for one in case.events() if one.type == CATALYST_CRITICAL]
    assert sorted(str(one.data["record_id"]) for one in alerts) == sorted(
        [told.record_id, event("e2").record_id]
    )


def test_an_event_that_becomes_critical_is_told_of_then(case: Case) -> None:
    case.store.write([event(priority=Priority.NORMAL, impact=3)])
    assert [one for one in case.events() if one.type == CATALYST_CRITICAL] == []
    case.store.write([event(known_at=NOON + 2 * HOUR_MS)])
    assert len([one for one in case.events() if one.type == CATALYST_CRITICAL]) == 1


def test_an_old_event_met_for_the_first_time_is_no_news(case: Case) -> None:
    case.store.write([event(known_at=NOON + 2 * DAY_MS)])
    assert [one for one in case.events() if one.type == CATALYST_CRITICAL] == []


def test_the_words_of_a_post_that_was_taken_back_are_nowhere_and_its_numbers_stay(case: Case) -> None:
    first, later = post(), post(words="to mars", known_at=NOON + 3 * HOUR_MS)
    case.store.write([first, later, post("t3_other")])
    assert case.store.erase([first.record_id, "rec-unknown"]) == 4
    assert case.store.erase([first.record_id]) == 0
    for one in case.store.wordings(first.record_id):
        assert isinstance(one, SocialPost)
        assert (one.title, one.body, one.author_hash, one.top_comments, one.url) == ("", "", None, (), None)
        assert one.deleted
        assert one.score == first.score
        assert one.sentiment is not None
        assert one.sentiment.score == Decimal("0.5")
        assert "moon" not in one.sentiment.reasons
    (by_asset,) = case.store.page(asked(Ledger.HUMAN, asset="BTC", source="forum", limit=1)).records
    assert by_asset in (*case.store.wordings(first.record_id), post("t3_other"))
    told = [one for one in case.events() if one.type == LEDGER_ERASED]
    assert [one.data["record_ids"] for one in told] == [[first.record_id]]
    assert not any("mars" in str(one.data) or "moon" in str(one.data) for one in case.events())


def test_a_score_is_told_once_and_for_all_and_loses_its_rationale_with_its_posts_words(case: Case) -> None:
    first = enriched(post(), NOON + 2 * HOUR_MS, {"BTC": 0.5})
    other = enriched(post(), NOON + 3 * HOUR_MS, {"BTC": -1.0, "ETH": 0.25})
    assert len(case.store.write([first]).new) == 1
    written = case.store.write([other, first])
    assert (written.new, written.revised, written.repeated) == ((), (), 2)
    assert list(case.store.wordings(first.record_id)) == [first]
    assert list(all_pages(case, asked(Ledger.HUMAN, asset="BTC"))) == [first]

    assert case.store.erase(enrichment_ids(post().record_id)) == 2
    (bare,) = case.store.wordings(first.record_id)
    assert isinstance(bare, Enrichment)
    assert bare.coins[0].sentiment.score == first.coins[0].sentiment.score
    assert bare.coins[0].sentiment.reasons == ("its author took the post back",)


def test_words_that_come_after_they_were_taken_back_are_not_kept(case: Case) -> None:
    case.store.write([post()])
    case.store.erase([post().record_id])
    late = post(words="late words", known_at=NOON + 9 * HOUR_MS)
    case.store.write([late])
    last = case.store.wordings(late.record_id)[0]
    assert isinstance(last, SocialPost)
    assert (last.title, last.body) == ("", "")
    assert case.store.write([late]).repeated == 1


def test_nothing_is_written_for_nothing(case: Case) -> None:
    assert case.store.write([]).repeated == 0
    assert case.events() == []


def test_an_unknown_id_is_not_found_and_a_senseless_range_is_refused(case: Case) -> None:
    with pytest.raises(NotFound):
        case.store.wordings("rec-none")
    with pytest.raises(InvalidInput):
        case.store.page(RecordQuery(Ledger.HUMAN, NOON, NOON))


def test_history_that_was_corrected_is_known_when_we_saw_the_correction(case: Case) -> None:
    """Fetched again, a day's row says another number and is old enough to count as history."""
    history = {"basis": Basis.PUBLISHED_PLUS_LAG}
    case.store.write([measurement(value="55", known_at=NOON + HOUR_MS)])
    written = case.store.write([measurement(value="56", known_at=NOON, **history)])
    again = case.store.write([measurement(value="56", known_at=NOON, **history)])

    assert (len(written.revised), again.repeated) == (1, 1)
    (then,) = all_pages(case, asked(Ledger.GLASS, known_by=NOON + 2 * HOUR_MS))
    (now,) = all_pages(case, asked(Ledger.GLASS))
    assert (then.known_at, now.known_at) == (NOON + HOUR_MS, NOON + DAY_MS)
    assert now.basis is Basis.OBSERVED
