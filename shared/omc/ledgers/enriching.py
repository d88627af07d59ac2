"""What we add to a record before it is stored: the coins its words name, and what they are worth.

A score takes its event time from the item and is known when the item is: it is part of the same record.
What a source scored or tagged itself stays as it is.
"""

from dataclasses import replace

from omc.ledgers.records import NewsItem, Record, SocialPost
from omc.ledgers.sentiment.coins import coins_in
from omc.ledgers.sentiment.scoring import Tone, judged


def enriched(record: Record, tone: Tone | None = None) -> Record:
    """The record with coins and sentiment where it has words and lacks them."""
    if isinstance(record, NewsItem):
        text = f"{record.title}. {record.summary}"
        coins = record.assets or coins_in(text)
        sentiment = record.sentiment or judged(text, record.votes, tone=tone)
        return replace(record, assets=coins, sentiment=sentiment)
    if isinstance(record, SocialPost) and not record.deleted:
        text = f"{record.title}. {record.body}"
        coins = record.assets or coins_in(text)
        sentiment = record.sentiment or judged(text, social=True, tone=tone)
        return replace(record, assets=coins, sentiment=sentiment)
    return record
