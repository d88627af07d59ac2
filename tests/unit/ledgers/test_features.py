"""What records say of each feature, and which names a strategy may use."""

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS, from_iso
from omc.ledgers.features.books import book_of, columns_of
from omc.ledgers.features.catalogue import FEATURES, Reading
from omc.ledgers.features.observations import observations, thing_of, values_of
from omc.ledgers.joins import joined
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority
from omc.strategy.compile import compile_spec
from tests.fakes.told import enriched, happening, measured, news, post, scored
from tests.unit.strategy.support import rule

NOON = from_iso("2026-03-01T12:00:00Z")


def said(record: Record) -> dict[tuple[str, str], float]:
    return {(one.feature, one.asset): one.value for one in observations(record)}


def test_a_headline_counts_for_its_coins_and_for_the_market() -> None:
    found = said(news("a", NOON, NOON, 0.25, assets=("BTC", "ETH"), votes={"positive": 5, "negative": 2}))
    for asset in ("BTC", "ETH", "MARKET"):
        assert found[("human.sentiment", asset)] == 0.25
        assert found[("human.news", asset)] == 1
        assert found[("human.votes_net", asset)] == 3
    assert len(found) == 9


def test_history_fetched_later_keeps_its_votes_to_itself() -> None:
    """They are the votes of the day it was fetched, which nobody knew when the headline came out."""
    seen = news("a", NOON, NOON, votes={"positive": 5}, sentiment=scored(1, "votes"))
    fetched = replace(seen, basis=Basis.PUBLISHED_PLUS_LAG)
    assert said(seen)[("human.sentiment", "BTC")] == 1
    assert ("human.votes_net", "BTC") not in said(fetched)
    assert math.isnan(said(fetched)[("human.sentiment", "BTC")])
    assert said(replace(fetched, sentiment=scored(1)))[("human.sentiment", "BTC")] == 1


def test_a_post_taken_back_sounds_like_nothing() -> None:
    assert said(post("p", NOON, NOON, 0.5))[("human.sentiment", "BTC")] == 0.5
    assert math.isnan(said(post("p", NOON, NOON, 0.5, deleted=True))[("human.sentiment", "BTC")])


def test_a_score_of_a_post_stands_for_the_posts_own_from_when_it_was_known_whatever_votes_come_later() -> (
    None
):
    hour = HOUR_MS
    said_by_words = post("p", NOON, NOON, 0.5, assets=("BTC", "ETH"))
    more_votes = replace(said_by_words, known_at=NOON + 4 * hour, score=99)
    scores = enriched(said_by_words, NOON + 2 * hour, {"BTC": -1.0, "SOL": 0.5})
    closes = np.arange(NOON, NOON + 8 * hour, hour, dtype=np.int64)

    def read(*told: Record) -> dict[str, list[float]]:
        names = [("human.sentiment", asset) for asset in ("BTC", "ETH", "SOL", "MARKET")]
        found = columns_of(one for record in told for one in observations(record))
        book = book_of(found, names, 0, int(closes[-1]))
        return {asset: joined(book[(_, asset)], closes, 24 * hour, "mean").tolist() for _, asset in names}

    found = read(more_votes, scores, said_by_words)
    assert found["BTC"] == [0.5] * 2 + [-1.0] * 6
    assert found["ETH"] == [0.5] * 8
    np.testing.assert_array_equal(found["SOL"], [np.nan] * 2 + [0.5] * 6)
    assert found["MARKET"] == [0.5] * 2 + [-0.25] * 6

    gone = replace(said_by_words, known_at=NOON + 6 * hour, deleted=True, sentiment=None)
    np.testing.assert_array_equal(read(said_by_words, scores, more_votes, gone)["BTC"][6:], [np.nan] * 2)


def test_a_score_without_coins_changes_nothing() -> None:
    said_by_words = post("p", NOON, NOON, 0.5)
    assert said(enriched(said_by_words, NOON, {})) == {}


def test_an_event_says_what_it_is_and_what_it_is_not() -> None:
    found = said(happening("e", NOON, NOON, 9, type=EventType.HACK, priority=Priority.CRITICAL))
    assert found[("catalyst.score", "BTC")] == found[("catalyst.hacks", "BTC")] == 9
    assert found[("catalyst.critical", "MARKET")] == 9
    assert math.isnan(found[("catalyst.listings", "BTC")])
    assert math.isnan(found[("catalyst.normal", "BTC")])


def test_a_revised_kind_moves_the_event_from_one_count_to_the_other() -> None:
    first = happening("e", NOON, NOON, type=EventType.OTHER)
    told = [first, replace(first, known_at=NOON + HOUR_MS, type=EventType.HACK)]
    wanted = [("catalyst.hacks", "BTC"), ("catalyst.other", "BTC")]
    book = book_of(columns_of(o for one in told for o in observations(one)), wanted, 0, NOON + HOUR_MS)
    closes = np.array([NOON - 1, NOON, NOON + HOUR_MS])
    hacks, others = (joined(book[name], closes, 24 * HOUR_MS, "count") for name in wanted)
    np.testing.assert_array_equal(hacks, [np.nan, 0, 1])
    np.testing.assert_array_equal(others, [np.nan, 1, 0])


def test_two_headlines_of_one_moment_are_two() -> None:
    told = [news("a", NOON, NOON, 1), news("b", NOON, NOON, 0), news("b", NOON, NOON + HOUR_MS, 0.5)]
    name = ("human.sentiment", "BTC")
    book = book_of(columns_of(o for one in told for o in observations(one)), [name], 0, NOON + HOUR_MS)
    closes = np.array([NOON, NOON + HOUR_MS])
    assert joined(book[name], closes, HOUR_MS * 2, "count").tolist() == [2, 2]
    assert joined(book[name], closes, HOUR_MS * 2, "mean").tolist() == [0.5, 0.75]


def test_what_its_source_dates_ahead_happens_when_it_is_known() -> None:
    (one, *_) = observations(measured("d", NOON + HOUR_MS, NOON, {"mvrv": 2}))
    assert (one.event_time, one.known_at) == (NOON, NOON)


def test_a_measurement_without_a_coin_goes_by_its_own_name() -> None:
    protocol = measured("d", NOON, NOON, {"tvl": 10, "fees_24h": 2}, assets=(), subject="rocket-pool")
    assert said(protocol) == {("glass.tvl_usd", "ROCKET_POOL"): 10, ("glass.fees_24h", "ROCKET_POOL"): 2}
    index = measured("i", NOON, NOON, {"fear_greed": 20}, Ledger.HUMAN, assets=(), subject="crypto")
    assert said(index) == {("human.fear_greed", "MARKET"): 20}


def test_a_number_that_no_feature_reads_is_no_observation() -> None:
    assert said(measured("d", NOON, NOON, {"something_else": 1})) == {}
    undefined = replace(measured("d", NOON, NOON, {"mvrv": 1}), values={"mvrv": Decimal("NaN")})
    assert said(undefined) == {}


def test_of_two_sources_the_first_goes_on() -> None:
    told = [
        measured("1", NOON, NOON, {"mvrv": 1}, source="first"),
        measured("1", NOON, NOON + 1, {"mvrv": 100}, source="second"),
        measured("2", NOON + HOUR_MS, NOON + HOUR_MS, {"mvrv": 200}, source="second"),
        measured("2", NOON + HOUR_MS, NOON + 2 * HOUR_MS, {"mvrv": 2}, source="first"),
    ]
    name = ("glass.mvrv", "BTC")
    book = book_of(columns_of(o for each in told for o in observations(each)), [name], 0, NOON * 2)
    assert book[name].value.tolist() == [1, 2]


def test_the_number_of_a_thing_is_its_own() -> None:
    numbers = {thing_of(f"rec-{n}") for n in range(10_000)}
    assert len(numbers) == 10_000
    assert all(-(2**63) <= number < 2**63 for number in numbers)


def test_every_feature_that_is_derived_is_in_the_catalogue() -> None:
    on_chain = [one for one in FEATURES.values() if one.measured and one.ledger is Ledger.GLASS]
    told = [
        news("a", NOON, NOON, 1, votes={"positive": 1}), post("b", NOON, NOON), happening("c", NOON, NOON),
        measured("d", NOON, NOON, {one.measured[0]: 1 for one in on_chain}),
        measured("e", NOON, NOON, {"fear_greed": 1}, Ledger.HUMAN),
    ]  # fmt: skip
    assert {name for record in told for name in values_of(record)} == set(FEATURES)


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_every_feature_may_stand_in_a_rule(name: str) -> None:
    text = f"{name}(BTC)" if FEATURES[name].reading is not Reading.EVENTS else f"{name}(BTC, 24h)"
    assert compile_spec(rule(f"{text} > 1").spec).ledger_features == {(name, "BTC")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("human.sentimant(BTC) > 1", "unknown feature 'human.sentimant'; did you mean human.sentiment"),
        ("glass.qqqqq(BTC) > 1", "known here: glass.active_addresses, glass.block_height, glass.fees_24h"),
        ("catalyst.score(BTC, 24h) > 1", "fades over 48 hours of itself: write catalyst.score(BTC)"),
        ("human.news(BTC) > 1", "needs the window it is counted in, such as human.news(BTC, 24h)"),
    ],
)
def test_a_name_that_means_nothing_is_an_error_that_says_what_would(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        rule(text)
    assert message in caught.value.fields[0].message


def test_a_window_of_events_counts_unless_it_is_told_otherwise() -> None:
    told = [news(f"n{n}", NOON, NOON + n, -0.5) for n in range(3)]
    book = book_of(
        columns_of(o for one in told for o in observations(one)), [("human.news", "BTC")], 0, NOON * 2
    )
    from omc.market.model import BarArrays
    from tests.unit.strategy.support import TICK

    ts = np.array([NOON, NOON + HOUR_MS], dtype=np.int64)
    bars = BarArrays(ts, *(np.ones(2) for _ in range(5)))
    found = rule("human.news(BTC, 1d) == 3").evaluate(bars, TICK, ledgers=book)
    assert found.enter_long.tolist() == [True, True]
