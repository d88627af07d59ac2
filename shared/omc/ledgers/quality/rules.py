"""Which records are accurate: rules on their values, each with a name that a person can read."""

from collections.abc import Callable

from omc.kernel.instants import MINUTE_MS
from omc.ledgers.records import (
    CatalystEvent,
    Enrichment,
    Measurement,
    NewsItem,
    Quote,
    Record,
    Sentiment,
    SocialPost,
)

_AHEAD_MS = 5 * MINUTE_MS
# What is counted or held cannot be below nothing; flows and changes can.
_SIGNED = ("net_flow", "change_", "sentiment")


def broken_rules(record: Record) -> tuple[str, ...]:
    """Names of the rules a record breaks; none for an accurate one."""
    found = ["event_time_ahead"] if record.event_time > record.known_at + _AHEAD_MS else []
    for kind, check in _CHECKS:
        if isinstance(record, kind):
            found += check(record)
    return tuple(found)


def _quote(record: Record) -> list[str]:
    assert isinstance(record, Quote)
    found = [] if record.bid <= record.ask else ["bid_above_ask"]
    prices = (record.bid, record.ask, record.last)
    return found if all(price > 0 for price in prices) else [*found, "price_not_positive"]


def _measurement(record: Record) -> list[str]:
    assert isinstance(record, Measurement)
    found = [] if record.values else ["nothing_measured"]
    for name, value in record.values.items():
        if not value.is_finite():
            found.append(f"{name}_not_finite")
        elif value < 0 and not name.startswith(_SIGNED):
            found.append(f"{name}_negative")
    return found


def _news(record: Record) -> list[str]:
    assert isinstance(record, NewsItem)
    return [
        *([] if record.title else ["title_missing"]),
        *_sentiment(record.sentiment),
    ]


def _post(record: Record) -> list[str]:
    assert isinstance(record, SocialPost)
    missing = [] if record.title or record.deleted else ["title_missing"]
    return [*missing, *_sentiment(record.sentiment)]


def _enrichment(record: Record) -> list[str]:
    assert isinstance(record, Enrichment)
    return [rule for one in record.coins for rule in _sentiment(one.sentiment)]


def _event(record: Record) -> list[str]:
    assert isinstance(record, CatalystEvent)
    found = [] if record.title else ["title_missing"]
    return found if record.reasons else [*found, "reasons_missing"]


def _sentiment(found: Sentiment | None) -> list[str]:
    return [] if found is None or -1 <= found.score <= 1 else ["sentiment_out_of_bounds"]


_CHECKS: tuple[tuple[type[Record], Callable[[Record], list[str]]], ...] = (
    (Quote, _quote),
    (Measurement, _measurement),
    (NewsItem, _news),
    (SocialPost, _post),
    (Enrichment, _enrichment),
    (CatalystEvent, _event),
)
