"""Records as sources tell them, with little said beside what a test is about."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from omc.kernel.instants import Ms
from omc.ledgers.records import (
    CatalystEvent,
    CoinScore,
    Enrichment,
    Measurement,
    NewsItem,
    Sentiment,
    SocialPost,
    enrichment_key,
)
from omc.ledgers.taxonomy import EventType, Ledger, Priority


def scored(score: float, method: str = "lexicon") -> Sentiment:
    return Sentiment(score=Decimal(str(score)), magnitude=Decimal(1), method=method, reasons=("said so",))


def news(key: str, event: Ms, known: Ms, score: float | None = None, **more: Any) -> NewsItem:
    given = {"source": "cryptopanic", "assets": ("BTC",), "title": "Something happened", "outlet": "Daily"}
    sentiment = None if score is None else scored(score)
    return NewsItem(
        **{**given, "sentiment": sentiment, **more}, natural_key=key, event_time=event, known_at=known
    )


def post(key: str, event: Ms, known: Ms, score: float | None = None, **more: Any) -> SocialPost:
    given = {"source": "reddit", "assets": ("BTC",), "title": "To the moon", "community": "Bitcoin"}
    sentiment = None if score is None else scored(score)
    return SocialPost(
        **{**given, "sentiment": sentiment, **more}, natural_key=key, event_time=event, known_at=known
    )


def enriched(of: SocialPost, known: Ms, scores: Mapping[str, float], **more: Any) -> Enrichment:
    coins = tuple(
        CoinScore(symbol=name, confidence=Decimal("0.5"), sentiment=scored(score, "llm"))
        for name, score in scores.items()
    )
    given = {"source": "llm_sentiment", "item_source": of.source, "model": "m", "prompt_id": "p"}
    return Enrichment(
        **{**given, "type": "sentiment", "weight": Decimal(1), "assets": tuple(scores), **more},
        natural_key=enrichment_key(of.record_id, "sentiment"), item_id=of.record_id, coins=coins,
        event_time=of.event_time, known_at=known,
    )  # fmt: skip


def happening(key: str, event: Ms, known: Ms, impact: int = 5, **more: Any) -> CatalystEvent:
    given = {
        "source": "announcements", "assets": ("BTC",), "title": "News of a venue", "impact": impact,
        "type": EventType.LISTING, "priority": Priority.NORMAL,
    }  # fmt: skip
    return CatalystEvent(**{**given, **more}, natural_key=key, event_time=event, known_at=known)


def measured(
    key: str, event: Ms, known: Ms, values: Mapping[str, float], ledger: Ledger = Ledger.GLASS, **more: Any
) -> Measurement:
    given = {"source": "chain_figures", "assets": ("BTC",), "subject": "btc"}
    exact = {name: Decimal(str(value)) for name, value in values.items()}
    return Measurement(
        **{**given, **more}, natural_key=key, event_time=event, known_at=known, values=exact, ledger=ledger
    )
