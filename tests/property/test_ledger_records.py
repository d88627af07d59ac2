"""A record of any kind goes out and comes back as it was; its digest is of what it says and nothing else."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.adapters.dynamodb.client import marshal, unmarshal
from omc.adapters.dynamodb.ledger.items import record_items, record_of
from omc.contracts.ledger_records import digest_of, format_record, parse_record
from omc.kernel.errors import InvalidInput
from omc.ledgers.records import (
    CatalystEvent,
    CoinScore,
    Enrichment,
    Measurement,
    NewsItem,
    Quote,
    Record,
    Sentiment,
    SocialPost,
)
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority

_text = st.text(max_size=30)
_some = st.text(min_size=1, max_size=30)
_number = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=8)
_price = st.decimals(min_value="0.00000001", max_value="999999", allow_nan=False, places=8)
_time = st.integers(0, 4 * 10**12)
_assets = st.lists(st.sampled_from(["BTC", "ETH", "SOL", "1INCH"]), unique=True, max_size=3).map(tuple)
_base = {
    "source": _some, "natural_key": _some, "event_time": _time, "known_at": _time,
    "basis": st.sampled_from(Basis), "assets": _assets, "url": st.none() | _text,
    "plugin_version": _some, "synthetic": st.booleans(),
}  # fmt: skip
_sentiment = st.none() | st.builds(
    Sentiment,
    score=st.decimals(-1, 1, allow_nan=False, places=4),
    magnitude=st.decimals(0, 1, allow_nan=False, places=4),
    method=_some,
    reasons=st.lists(_text, min_size=1, max_size=3).map(tuple),
)
_measurements = st.builds(
    Measurement, ledger=st.sampled_from(Ledger), subject=_some, note=st.none() | _text,
    values=st.dictionaries(_some, _number, max_size=4), **_base,
)  # fmt: skip
_news = st.builds(
    NewsItem, title=_text, outlet=_text, summary=_text, sentiment=_sentiment,
    votes=st.dictionaries(_some, st.integers(0, 10**6), max_size=3), **_base,
)  # fmt: skip
_posts = st.builds(
    SocialPost, community=_text, title=_text, body=_text, author_hash=st.none() | _text,
    flair=st.none() | _text, score=st.integers(-(10**6), 10**6),
    upvote_ratio=st.none() | st.decimals(0, 1, allow_nan=False, places=2),
    comment_count=st.integers(0, 10**6), deleted=st.booleans(), sentiment=_sentiment,
    top_comments=st.lists(st.tuples(_text, st.integers(-99, 99)), max_size=3).map(tuple), **_base,
)  # fmt: skip
_share = st.decimals(0, 1, allow_nan=False, places=4)
_enrichments = st.builds(
    Enrichment, item_id=_some, item_source=_some, type=_some, model=_some, prompt_id=_some, weight=_share,
    coins=st.lists(
        st.builds(CoinScore, symbol=_some, confidence=_share, sentiment=_sentiment.filter(bool)), max_size=3
    ).map(tuple), **_base,
)  # fmt: skip
_events = st.builds(
    CatalystEvent, type=st.sampled_from(EventType), title=_text, impact=st.integers(1, 10),
    priority=st.sampled_from(Priority), description=_text, reasons=st.lists(_text, max_size=3).map(tuple),
    details=st.dictionaries(_some, _text, max_size=3), **_base,
)  # fmt: skip
_quotes = st.builds(
    lambda low, more, last, volume, **rest: Quote(
        bid=low, ask=low + more, last=last, volume_24h=volume, **rest
    ),
    low=_price, more=_price, last=_price, volume=st.none() | _price, venue=_text, symbol=_text, **_base,
)  # fmt: skip
unhurried = settings(deadline=None, max_examples=60)
records: st.SearchStrategy[Record] = st.one_of(_measurements, _news, _posts, _enrichments, _events, _quotes)


@unhurried
@given(records)
def test_a_record_survives_its_wire_form(record: Record) -> None:
    assert parse_record(format_record(record)) == record
    assert format_record(parse_record(format_record(record))) == format_record(record)


@unhurried
@given(records)
def test_a_record_survives_the_table_under_each_of_its_assets(record: Record) -> None:
    items = list(record_items(record, 0))
    assert len(items) == 1 + len(record.assets)
    assert len({item["pk"] for item in items}) == len(items)
    assert len({item["sk"] for item in items}) == 1
    for item in items:
        assert record_of(unmarshal(marshal(item))) == record
        assert str(item["pk"]).startswith(f"{record.of_ledger.value}#{record.source}#")


@unhurried
@given(records, _time, st.sampled_from(Basis), st.booleans())
def test_the_same_words_heard_again_have_the_same_digest(
    record: Record, later: int, basis: Basis, synthetic: bool
) -> None:
    again = replace(
        record, known_at=later, event_time=later, basis=basis, synthetic=synthetic, plugin_version="9"
    )
    assert digest_of(again) == digest_of(record)
    assert digest_of(parse_record(format_record(record))) == digest_of(record)


@unhurried
@given(records, _some)
def test_other_words_have_another_digest(record: Record, words: str) -> None:
    changed = replace(record, url=f"{record.url}{words}")
    assert digest_of(changed) != digest_of(record)


@unhurried
@given(_price)
def test_a_number_is_one_number_however_it_is_written(value: Decimal) -> None:
    def told(number: Decimal) -> Measurement:
        return Measurement(
            ledger=Ledger.GLASS, source="s", natural_key="k", event_time=0, known_at=0, subject="x",
            values={"v": number},
        )  # fmt: skip

    assert (
        digest_of(told(value))
        == digest_of(told(value.normalize()))
        == digest_of(told(value + Decimal("0.000000000")))
    )
    assert digest_of(told(value)) != digest_of(told(value + Decimal("0.00000001")))


@pytest.mark.parametrize("text", ["", "{}", '{"kind":"rumour"}', '{"kind":"quote","bid":1}', "[]"])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_record(text)
