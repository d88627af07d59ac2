"""A model's judgement of a post as a record of its own."""

from collections.abc import Sequence
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.ledgers.enrichment.model import Judgement
from omc.ledgers.records import CoinScore, Enrichment, Sentiment, SocialPost, enrichment_key
from omc.ledgers.sentiment.coins import COINS

_PLACES = Decimal("0.0001")
_LEAST_WEIGHT = Decimal("0.1")
# A thousand votes and comments are as loud as a post gets.
_LOUD_DIGITS = 3


def engagement_weight(post: SocialPost) -> Decimal:
    """From 0.1 for a post nobody answered to 1 for a thousand votes and comments, by their order of size.

    Decimal, four places; downvotes below nothing count as none.
    """
    voices = max(post.score, 0) + max(post.comment_count, 0)
    loudness = min(Decimal(1 + voices).log10() / _LOUD_DIGITS, Decimal(1))
    return (_LEAST_WEIGHT + (1 - _LEAST_WEIGHT) * loudness).quantize(_PLACES)


def enrichment_of(
    post: SocialPost,
    judged: Sequence[Judgement],
    *,
    enricher: str,
    version: str,
    model: str,
    prompt_id: str,
    known_at: Ms,
    synthetic: bool,
) -> Enrichment:
    """Happened with the post, known with the run that scored it. Symbols that are not on our list are left
    out; a post without any is scored too: its record says that it was looked at."""
    weight = engagement_weight(post)
    coins = tuple(
        CoinScore(
            symbol=one.symbol,
            confidence=one.confidence,
            sentiment=Sentiment(
                score=one.score,
                magnitude=(one.confidence * weight).quantize(_PLACES),
                method="llm",
                reasons=(one.rationale,),
            ),
        )
        for one in sorted(judged, key=lambda one: one.symbol)
        if one.symbol in COINS
    )
    return Enrichment(
        source=enricher,
        natural_key=enrichment_key(post.record_id, "sentiment"),
        event_time=post.event_time,
        known_at=max(known_at, post.known_at),
        assets=tuple(one.symbol for one in coins),
        url=post.url,
        plugin_version=version,
        synthetic=synthetic or post.synthetic,
        item_id=post.record_id,
        item_source=post.source,
        type="sentiment",
        model=model,
        prompt_id=prompt_id,
        weight=weight,
        coins=coins,
    )
