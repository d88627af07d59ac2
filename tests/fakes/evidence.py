"""Records of every kind, made short for tests."""

from decimal import Decimal
from typing import Any

from omc.kernel.instants import HOUR_MS, Ms, from_iso
from omc.ledgers.records import CatalystEvent, Measurement, NewsItem, Quote, Sentiment, SocialPost
from omc.ledgers.taxonomy import EventType, Ledger, Priority

NOON: Ms = from_iso("2024-03-05T12:00:00Z")


def measurement(key: str = "index", value: str = "55", **changes: Any) -> Measurement:
    told: dict[str, Any] = {
        "ledger": Ledger.GLASS, "source": "chain", "natural_key": key, "event_time": NOON,
        "known_at": NOON + HOUR_MS, "subject": "btc", "values": {"gas_gwei": Decimal(value)},
    }  # fmt: skip
    return Measurement(**{**told, **changes})


def post(key: str = "t3_a", words: str = "to the moon", **changes: Any) -> SocialPost:
    told: dict[str, Any] = {
        "source": "forum", "natural_key": key, "event_time": NOON, "known_at": NOON + HOUR_MS,
        "assets": ("BTC",), "community": "bitcoin", "title": words, "body": f"{words}, I say",
        "author_hash": "5a17", "top_comments": (("no", 3),), "score": 7,
        "sentiment": Sentiment(
            score=Decimal("0.5"), magnitude=Decimal("1"), method="lexicon", reasons=("moon",)
        ),
    }  # fmt: skip
    return SocialPost(**{**told, **changes})


def news(key: str = "n1", title: str = "Bitcoin moves", **changes: Any) -> NewsItem:
    told: dict[str, Any] = {
        "source": "paper", "natural_key": key, "event_time": NOON, "known_at": NOON + HOUR_MS,
        "assets": ("BTC", "ETH"), "title": title, "outlet": "The Paper", "votes": {"positive": 3},
    }  # fmt: skip
    return NewsItem(**{**told, **changes})


def event(key: str = "e1", title: str = "SOL is listed", **changes: Any) -> CatalystEvent:
    told: dict[str, Any] = {
        "source": "venue_news", "natural_key": key, "event_time": NOON, "known_at": NOON + HOUR_MS,
        "assets": ("SOL",), "type": EventType.LISTING, "title": title, "impact": 9,
        "priority": Priority.CRITICAL, "reasons": ("listing",), "details": {"article": "1"},
    }  # fmt: skip
    return CatalystEvent(**{**told, **changes})


def quote(key: str = "coinspot:BTC", last: str = "100", **changes: Any) -> Quote:
    told: dict[str, Any] = {
        "source": "coinspot", "natural_key": key, "event_time": NOON, "known_at": NOON, "assets": ("BTC",),
        "venue": "coinspot", "symbol": "BTC/AUD", "bid": Decimal("99"), "ask": Decimal("101"),
        "last": Decimal(last),
    }  # fmt: skip
    return Quote(**{**told, **changes})
