"""Sums that people look at: over the same things every day, in the band of the figure shown, never filled."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, utc_day
from omc.ledgers.records import Measurement, Sentiment
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views import glass, human
from omc.ledgers.views.freshness import freshness
from omc.ledgers.views.prices import STEP_MS, prices, step_of
from omc.ledgers.views.rankings import FIXED, ranking
from omc.ledgers.views.words import top_words, words_in
from tests.fakes.evidence import NOON, measurement, news, post, quote

TODAY = utc_day(NOON)
FIRST = TODAY - 4


def chain(name: str, day: int, tvl: str, hour: int = 0) -> Measurement:
    at = day * DAY_MS + hour * HOUR_MS
    subject = f"chain:{name}"
    return measurement(
        f"{subject}:{at}", subject=subject, event_time=at, known_at=at, values={"tvl_usd": Decimal(tvl)}
    )


def five_days(*names: str) -> list[Measurement]:
    return [chain(name, day, "10") for name in names for day in range(FIRST, TODAY + 1)]


def sums(records: list[Measurement]) -> list[Decimal | None]:
    return [one.value for one in glass.totals(records, "tvl_usd", FIRST, TODAY).days]


def test_a_day_that_lacks_a_chain_has_no_sum_and_names_it() -> None:
    told = [
        one
        for one in five_days("Ethereum", "Solana")
        if not (one.subject == "chain:Solana" and one.event_time == FIRST * DAY_MS)
    ]
    first, *others = glass.totals(told, "tvl_usd", FIRST, TODAY).days
    assert (first.value, first.missing) == (None, ("Solana",))
    assert [one.value for one in others] == [Decimal(20)] * 4


def test_a_chain_that_was_added_lately_is_no_rise_of_the_market() -> None:
    found = glass.totals([*five_days("Ethereum"), chain("Tron", TODAY, "90")], "tvl_usd", FIRST, TODAY)
    assert [one.value for one in found.days] == [Decimal(10)] * 5
    assert (found.basket, found.left_out) == (("Ethereum",), ("Tron",))


def test_of_a_day_the_latest_record_counts() -> None:
    assert sums([*five_days("Ethereum"), chain("Ethereum", TODAY, "12", hour=3)])[-1] == Decimal(12)


def test_a_day_without_any_record_is_a_hole_and_not_a_repetition() -> None:
    told = [one for one in five_days("Ethereum") if utc_day(one.event_time) != TODAY - 2]
    assert sums(told) == [Decimal(10), Decimal(10), None, Decimal(10), Decimal(10)]


def test_nothing_told_is_no_sum() -> None:
    assert sums([]) == [None] * 5
    assert glass.summed(glass.totals([], "tvl_usd", FIRST, TODAY).days).value is None


def test_the_change_needs_the_very_day_before() -> None:
    days = glass.totals([chain("A", TODAY - 1, "10"), chain("A", TODAY, "11")], "tvl_usd", FIRST, TODAY).days
    assert glass.latest_with_change(days)[1] == Decimal("0.1")
    holed = glass.totals([chain("A", TODAY - 2, "10"), chain("A", TODAY, "11")], "tvl_usd", FIRST, TODAY).days
    last, change = glass.latest_with_change(holed)
    assert last is not None
    assert (last.value, change) == (Decimal(11), None)


def test_the_mean_of_fees_is_over_the_days_that_have_one() -> None:
    found = glass.summed(glass.totals(five_days("A")[1:], "tvl_usd", FIRST, TODAY).days)
    assert (found.value, found.mean, found.days, found.of_days) == (Decimal(40), Decimal(10), 4, 5)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 4), st.integers(1, 99)), max_size=30))
def test_a_sum_that_is_told_is_over_the_whole_basket(told: list[tuple[str, int, int]]) -> None:
    records = [chain(name, FIRST + day, str(value)) for name, day, value in told]
    found = glass.totals(records, "tvl_usd", FIRST, TODAY)
    by_day = {(f"{one.subject}", utc_day(one.event_time)) for one in records}
    for one in found.days:
        whole = all((f"chain:{name}", one.day) in by_day for name in found.basket) and bool(found.basket)
        assert (one.value is not None) == whole
    assert {*found.basket, *found.left_out} == {glass.plain(one.subject) for one in records}


def scored(text: str) -> Sentiment:
    return Sentiment(score=Decimal(text), magnitude=Decimal(1), method="votes", reasons=("so",))


def said(score: str | None, hours_ago: int = 1, key: str = "x", **changes: Any) -> human.Said:
    told: dict[str, Any] = {
        "event_time": NOON - hours_ago * HOUR_MS,
        "known_at": NOON,
        "sentiment": scored(score) if score else None,
        **changes,
    }
    found = human.said(news(f"{key}{hours_ago}{score}", **told))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("scores", "mean", "band"),
    [
        (["0.8", "0.6"], "0.70", 3),
        (["0.4"], "0.40", 2),
        (["0.39"], "0.39", 1),
        (["0.004"], "0.00", 0),
        (["-0.004"], "0.00", 0),
        (["-0.4"], "-0.40", -2),
        (["-0.7", "-0.9"], "-0.80", -3),
    ],
)
def test_the_band_is_that_of_the_figure_shown(scores: list[str], mean: str, band: int) -> None:
    found = human.mood([said(score) for score in scores])
    assert (str(found.mean), found.band) == (mean, band)


def test_what_nobody_scored_is_said_but_moves_no_mean() -> None:
    found = human.mood([said("0.5"), said(None)])
    assert (found.mean, found.mentions, found.scored) == (Decimal("0.50"), 2, 1)
    assert human.mood([said(None)]).mean is None


def test_days_without_a_word_stand_in_the_calendar_without_a_figure() -> None:
    days = human.calendar([said("0.5"), said("0.3", hours_ago=48)], TODAY - 3, TODAY)
    assert [(day - TODAY, mood.mean) for day, mood in days] == [
        (-3, None),
        (-2, Decimal("0.30")),
        (-1, None),
        (0, Decimal("0.50")),
    ]


def test_an_index_of_fear_is_nothing_that_anybody_said() -> None:
    assert human.said(measurement(ledger=Ledger.HUMAN)) is None


def test_a_least_score_keeps_what_is_strong_to_either_side() -> None:
    things = [said("0.6"), said("-0.6"), said("0.2"), said(None)]
    assert human.kept(things, None, Decimal(0)) == things
    assert human.kept(things, None, Decimal("0.5")) == things[:2]
    assert human.kept(things, frozenset({"paper"}), Decimal(0)) == things
    assert human.kept(things, frozenset({"forum"}), Decimal(0)) == []


@pytest.mark.parametrize(
    ("mean", "word"), [("0.51", "bullish"), ("0.5", "neutral"), ("-0.2", "neutral"), ("-0.21", "bearish")]
)
def test_a_mood_has_its_word_beyond_its_limits_only(mean: str, word: str) -> None:
    assert human.mood_word(Decimal(mean)) == word
    assert human.mood_word(None) is None


def test_coins_trend_by_the_last_day_beside_the_week_before() -> None:
    things = [
        *(said("0.1", hours_ago=hour, assets=("SOL",)) for hour in (1, 2, 3)),
        said("0.1", hours_ago=4, assets=("BTC",)),
        *(said("0.1", hours_ago=24 * day + 1, assets=("BTC",)) for day in range(1, 8)),
        said("0.1", hours_ago=24 * 9, assets=("SOL",)),
    ]
    assert [(one.name, one.mentions, one.usual) for one in human.trending(things, NOON)] == [
        ("SOL", 3, Decimal(0)),
        ("BTC", 1, Decimal(1)),
    ]
    posts = [one for key in "ab" if (one := human.said(post(key, event_time=NOON - HOUR_MS))) is not None]
    assert human.news_volume([*things, *posts], NOON).mentions == 4


def test_a_day_is_told_by_its_sources_and_all_its_hours() -> None:
    things = [said("0.5", hours_ago=1), said("0.1", hours_ago=1), said("-0.5", hours_ago=2, source="wire")]
    assert [(name, mood.mentions) for name, mood in human.by_source(things)] == [("paper", 2), ("wire", 1)]
    hours = human.by_hour(things)
    assert [hour for hour, _ in hours] == list(range(24))
    assert {hour: mood.mentions for hour, mood in hours if mood.mentions} == {10: 1, 11: 2}


def test_top_words_are_those_most_titles_share_without_common_ones() -> None:
    titles = ["The ETF is approved", "ETF inflows hit a record", "Record ETF volume, record fees"]
    assert top_words(map(words_in, titles)) == ("etf", "record", "approved", "fees", "hit")


def test_a_price_a_day_ago_makes_the_change_and_a_later_start_makes_none() -> None:
    before = quote("a", "100", event_time=NOON - DAY_MS + MINUTE_MS, known_at=NOON)
    now = quote("b", "98", event_time=NOON - MINUTE_MS, known_at=NOON)
    (found,) = prices([now, before], NOON)
    assert (found.change, found.move) == (Decimal("-0.02"), "down")
    assert (found.high, found.low) == (Decimal(100), Decimal(98))
    (young,) = prices([quote("c", "100", event_time=NOON - 5 * HOUR_MS), now], NOON)
    assert (young.change, young.move) == (None, None)


def test_points_are_the_last_price_of_each_step_and_holes_stay_holes() -> None:
    at = step_of(NOON) - 10 * STEP_MS
    told = [quote(str(n), str(90 + n), event_time=at + n * MINUTE_MS, known_at=NOON) for n in (0, 4, 11)]
    (found,) = prices(told, NOON)
    assert found.points == ((at, Decimal(94)), (at + 2 * STEP_MS, Decimal(101)))


def test_a_move_of_less_than_a_hundredth_of_a_percent_is_flat() -> None:
    then = quote("a", "100", event_time=NOON - DAY_MS, known_at=NOON)
    (found,) = prices([then, quote("b", "100.009", event_time=NOON, known_at=NOON)], NOON)
    assert found.move == "flat"


def test_what_is_quoted_later_than_now_plays_no_part() -> None:
    assert prices([quote(event_time=NOON + 1, known_at=NOON + 1)], NOON) == []


def cap(symbol: str, rank: str, minutes_ago: int) -> Measurement:
    at = NOON - minutes_ago * MINUTE_MS
    values = {"market_cap_rank": Decimal(rank), "market_cap_usd": Decimal(100) / int(rank)}
    return measurement(
        f"{symbol}{at}",
        source="market_caps",
        ledger=Ledger.EXCHANGE,
        subject=symbol,
        event_time=at,
        known_at=at,
        values=values,
    )


def test_the_newest_list_ranks_and_says_when_it_is_not_the_present_one() -> None:
    told = [cap("ETH", "2", 5), cap("BTC", "1", 5), cap("XRP", "1", 60)]
    found = ranking(told, NOON)
    assert [one.symbol for one in found.coins] == ["BTC", "ETH"]
    assert (found.cached, found.source) == (False, "market_caps")
    assert found.coins[0].dominance == Decimal(100) / Decimal(150)
    assert ranking([cap("BTC", "1", 20)], NOON).cached


def test_without_any_list_the_fixed_ten_rank_and_say_so() -> None:
    found = ranking([], NOON)
    assert tuple(one.symbol for one in found.coins) == FIXED
    assert (found.cached, found.source, found.known_at) == (True, "fixed", None)


def test_nothing_is_not_stale_and_an_old_record_is() -> None:
    assert not freshness([], Ledger.EXCHANGE, NOON).stale
    assert not freshness([(NOON - 9 * MINUTE_MS, False)], Ledger.EXCHANGE, NOON).stale
    found = freshness([(NOON - HOUR_MS, True), (NOON - 10 * MINUTE_MS, False)], Ledger.EXCHANGE, NOON)
    assert (found.stale, found.synthetic, found.known_at) == (True, True, NOON - 10 * MINUTE_MS)
