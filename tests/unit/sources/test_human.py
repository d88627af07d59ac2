"""The traps of news and social sources, each met once."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer
from omc.kernel.instants import DAY_MS, HOUR_MS, from_iso
from omc.ledgers.errors import QuotaSpent, RateLimited, SourceChanged, SourceRefused
from omc.ledgers.records import NewsItem, SocialPost
from tests.fakes.sources import Bench
from tests.unit.sources.conftest import NOW, records_of

Opened = Callable[..., Bench]
TOKEN = "hush-hush-hush"
REDDIT: dict[str, Any] = {
    "client_id": "made-up-id",
    "client_secret": TOKEN,
    "user_agent": "linux:ohmycoins:1 (by /u/nobody)",
    "subreddits": ["Bitcoin"],
}


def panic(bench: Opened, **settings: Any) -> Bench:
    return bench("cryptopanic", auth_token=TOKEN, **settings)


def panic_page(sources: SourceServer, *posts: dict[str, Any]) -> None:
    body = json.dumps({"count": len(posts), "next": None, "results": list(posts)})
    sources.faults.add(Fault("body", host="cryptopanic.com", body=body))


def post(**fields: Any) -> dict[str, Any]:
    return {"id": 1, "title": "A title", "published_at": "2024-03-05T11:00:00Z", **fields}


def test_a_spent_month_is_no_wrong_token_and_is_not_asked_again(bench: Opened, sources: SourceServer) -> None:
    made = panic(bench)
    spoken = '{"status": "api_error", "info": "API monthly quota exceeded - Upgrade your API plan"}'
    quota = Fault("status", host="cryptopanic.com", status=403, times=FOREVER)
    sources.faults.add(quota)
    with pytest.raises(SourceRefused):
        records_of(made)
    sources.speakers["cryptopanic.com"] = lambda _: _said(403, spoken)
    sources.faults.lift()
    asked = len(sources.asked)
    with pytest.raises(QuotaSpent):
        records_of(panic(bench))
    assert len(sources.asked) == asked + 1


def _said(status: int, body: str) -> Any:
    from local.sources.speaking import Said

    return Said(status, body.encode(), {"content-type": "application/json"})


def test_calls_of_a_month_are_spread_over_it(bench: Opened, sources: SourceServer) -> None:
    made = panic(bench, calls_a_month=100)
    made.clock.instant = sources.now = from_iso("2024-03-01T00:10:00Z")
    for _ in range(10):
        list(made.source().collect(None))
    assert len(sources.asked) == 2
    made.clock.instant = sources.now = from_iso("2024-03-16T12:00:00Z")
    for _ in range(100):
        list(made.source().collect(None))
    assert 48 <= len(sources.asked) <= 54


def test_no_address_of_an_answer_is_kept_for_it_repeats_the_token(bench: Opened) -> None:
    pages = list(panic(bench).source().collect(None))
    assert all(page.raw is None for page in pages)
    assert TOKEN not in repr(pages)


def test_earnings_per_share_are_no_coin_though_they_are_tagged_so(
    bench: Opened, sources: SourceServer
) -> None:
    panic_page(sources, post(title="Shop beats EPS", currencies=[{"code": "EPS", "title": "Ellipsis [OLD]"}]))
    (record,) = records_of(panic(bench))
    assert record.assets == ()


def test_a_post_may_lack_all_but_title_and_time(bench: Opened, sources: SourceServer) -> None:
    panic_page(sources, post(description=None))
    (record,) = records_of(panic(bench))
    assert isinstance(record, NewsItem)
    assert (record.votes, record.url, record.outlet) == ({}, None, "CryptoPanic")


def test_a_title_with_html_is_read_as_words(bench: Opened, sources: SourceServer) -> None:
    panic_page(sources, post(title="<b>Bitcoin</b> &amp; friends"))
    (record,) = records_of(panic(bench))
    assert isinstance(record, NewsItem)
    assert (record.title, record.assets) == ("Bitcoin & friends", ("BTC",))


def test_the_same_post_heard_with_other_votes_is_a_revision_of_one_thing(
    bench: Opened, sources: SourceServer
) -> None:
    made = panic(bench, calls_a_month=100_000)
    panic_page(sources, post(votes={"positive": 0, "negative": 0}))
    panic_page(sources, post(votes={"positive": 9, "negative": 1}))
    (first,), (second,) = records_of(made), records_of(made)
    assert first.record_id == second.record_id
    assert first.event_time == second.event_time
    assert first.content() != second.content()


def test_a_feed_that_fails_takes_no_other_with_it(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("html", host="decrypt.co", status=200, times=FOREVER))
    made = bench("news_feeds")
    pages = list(made.source().collect(None))
    outlets = {record.outlet for page in pages for record in page.records if isinstance(record, NewsItem)}
    assert outlets == {"CoinDesk", "Cointelegraph", "CryptoSlate", "NewsBTC"}
    assert "decrypt.co" in pages[-1].rejected[0]


def test_an_article_is_one_thing_however_its_reader_is_tracked(bench: Opened, sources: SourceServer) -> None:
    item = "<item><title>T</title><link>https://x.test/a?{}</link></item>"
    items = item.format("utm_source=rss") + item.format("utm_source=mail&amp;fbclid=1")
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>c</title>{items}</channel></rss>'
    sources.faults.add(Fault("body", body=feed))
    made = bench("news_feeds", feeds={"X": "https://decrypt.co/feed"})
    (record,) = records_of(made)
    # Without a date of its own it happened when we saw it.
    assert record.event_time == made.clock.now()


def test_a_feed_is_no_way_to_blow_up_memory(bench: Opened, sources: SourceServer) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + (
        '<rss version="2.0"><channel><item><title>&b;</title><link>https://x.test/1</link></item></channel></rss>'
    )
    sources.faults.add(Fault("body", body=bomb))
    made = bench("news_feeds", feeds={"X": "https://decrypt.co/feed"})
    with pytest.raises(SourceChanged, match="entities of its own"):
        records_of(made)


def test_articles_that_another_source_reads_are_left_to_it(bench: Opened) -> None:
    records = records_of(bench("newscatcher", api_token=TOKEN))
    assert records
    assert not [one for one in records if isinstance(one, NewsItem) and one.outlet == "coindesk.com"]


def test_a_date_ahead_of_us_is_now(bench: Opened, sources: SourceServer) -> None:
    row = {"title": "T", "link": "https://x.test/1", "published_date": "2024-03-09 00:00:00"}
    body = json.dumps({"status": "ok", "total_hits": 1, "articles": [row]})
    sources.faults.add(Fault("body", body=body))
    made = bench("newscatcher", api_token=TOKEN)
    (record,) = records_of(made)
    assert record.event_time == made.clock.now() == record.known_at


def test_a_token_is_fetched_once_and_renewed_before_it_ends(bench: Opened, sources: SourceServer) -> None:
    made = bench("reddit", **REDDIT)
    records_of(made)
    records_of(made)
    made.clock.instant = sources.now = NOW + 56 * 60_000
    records_of(made)
    assert sum(one["path"] == "/api/v1/access_token" for one in sources.asked) == 2


def test_a_token_that_was_refused_is_renewed_once(bench: Opened, sources: SourceServer) -> None:
    made = bench("reddit", **REDDIT)
    records_of(made)
    sources.faults.add(Fault("status", host="oauth.reddit.com", status=401))
    assert records_of(made)
    sources.faults.add(Fault("status", host="oauth.reddit.com", status=401, times=FOREVER))
    with pytest.raises(SourceRefused):
        records_of(made)


def test_a_page_instead_of_an_answer_means_we_are_not_welcome_for_a_while(
    bench: Opened, sources: SourceServer
) -> None:
    sources.faults.add(Fault("html", host="oauth.reddit.com", status=403, times=FOREVER))
    with pytest.raises(RateLimited) as caught:
        records_of(bench("reddit", **REDDIT))
    assert caught.value.retry_after_s == 600


def test_words_taken_back_are_gone_on_the_next_pass(bench: Opened, sources: SourceServer) -> None:
    made = bench("reddit", **REDDIT, posts=60)
    first = {one.record_id: one for one in records_of(made) if isinstance(one, SocialPost)}
    made.clock.instant = sources.now = NOW + 3 * DAY_MS
    gone = [one for one in records_of(made) if isinstance(one, SocialPost) and one.deleted]
    assert gone
    assert all((one.title, one.body, one.author_hash) == ("", "", None) for one in gone)
    assert any(one.record_id in first for one in gone)


def test_comments_are_fetched_for_new_posts_and_for_those_that_grew(
    bench: Opened, sources: SourceServer
) -> None:
    made = bench("reddit", **REDDIT, posts=5, comments_of=3)

    def asked() -> int:
        return sum("/comments/" in one["path"] for one in sources.asked)

    records = records_of(made)
    assert asked() == 3
    records_of(made)
    assert asked() == 3
    made.clock.instant = sources.now = NOW + 5 * HOUR_MS
    records_of(made)
    assert asked() > 3
    assert any(one.top_comments for one in records if isinstance(one, SocialPost))


def test_an_author_is_known_again_and_not_by_name(bench: Opened) -> None:
    records = [one for one in records_of(bench("reddit", **REDDIT)) if isinstance(one, SocialPost)]
    assert "someone" not in repr([one.author_hash for one in records])
    assert len({one.author_hash for one in records if one.author_hash}) == 17


def test_pinned_threads_are_no_posts_and_the_true_time_is_utc(bench: Opened, sources: SourceServer) -> None:
    def child(**data: Any) -> dict[str, Any]:
        base = {
            "id": "a",
            "subreddit": "Bitcoin",
            "title": "T",
            "selftext": "",
            "score": 1,
            "num_comments": 0,
        }
        return {"kind": "t3", "data": {**base, "created_utc": 1456821458.0, "created": 1456850258.0, **data}}

    listing = {"kind": "Listing", "data": {"children": [child(), child(id="b", stickied=True)]}}
    made = bench("reddit", **REDDIT, comments_of=0)
    sources.faults.add(Fault("body", host="oauth.reddit.com", body=json.dumps(listing)))
    (record,) = records_of(made)
    assert record.event_time == 1_456_821_458_000


def test_a_private_subreddit_takes_no_other_with_it(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("status", path="/r/gone/", status=404, times=FOREVER))
    made = bench("reddit", **{**REDDIT, "subreddits": ["gone", "Bitcoin"]})
    pages = list(made.source().collect(None))
    assert len(pages[0].records) > 10
    assert "/r/gone/" in pages[-1].rejected[0]


def test_scores_are_what_readers_gave_then(bench: Opened) -> None:
    records = [one for one in records_of(bench("reddit", **REDDIT)) if isinstance(one, SocialPost)]
    assert {one.known_at > one.event_time for one in records} == {True}
    assert all(isinstance(one.upvote_ratio, Decimal) for one in records)
