"""What a source told us, one model a kind. Pure records: who stores, scores or joins them is elsewhere.

A record is the same thing as another when ledger, source, kind and natural key are equal. The same thing
with other content is a revision: it stands beside the first, known when it was known, and replaces nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, ClassVar

from omc.kernel.errors import InvalidInput
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority

# Not content: the same words heard again, or by a later version of a source, are the same words.
_ABOUT = {"event_time", "known_at", "basis", "plugin_version", "synthetic", "first_seen_latency_ms"}


@dataclass(frozen=True, kw_only=True)
class Record(ABC):
    """natural_key: names the thing within its source. event_time: when it happened. known_at: when we knew.
    assets: upper-case symbols, perhaps none. synthetic: made up for a demonstration, never a basis for
    a live decision. InvalidInput for an empty source or key, or a lower-case asset."""

    kind: ClassVar[str]
    # Told once and for all: whatever else is told of the thing later is a repeat.
    final: ClassVar[bool] = False

    source: str
    natural_key: str
    event_time: Ms
    known_at: Ms
    basis: Basis = Basis.OBSERVED
    assets: tuple[str, ...] = ()
    url: str | None = None
    plugin_version: str = "1"
    synthetic: bool = False

    def __post_init__(self) -> None:
        if not self.source or not self.natural_key:
            raise InvalidInput(
                f"expected a source and a natural key, got {self.source!r}, {self.natural_key!r}"
            )
        wrong = [asset for asset in self.assets if not asset or asset != asset.upper()]
        if wrong:
            raise InvalidInput(f"expected upper-case symbols as assets, got {wrong}")

    @property
    @abstractmethod
    def of_ledger(self) -> Ledger:
        """Where it belongs."""

    @property
    def record_id(self) -> str:
        """The id of the thing, the same for all its revisions."""
        return derived_id("rec", self.of_ledger, self.source, self.kind, self.natural_key)

    def content(self) -> Mapping[str, Any]:
        """What makes a revision when it differs."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _ABOUT}


@dataclass(frozen=True, kw_only=True)
class Measurement(Record):
    """Numbers measured of one subject at one time: a protocol's TVL and fees, a chain's gas, an index.

    subject: an asset, protocol, chain or index, in the source's spelling. values: name -> number; what was
    not measured is absent. note: the source's own word for it, such as an index's "Greed".
    """

    kind: ClassVar[str] = "measurement"

    ledger: Ledger
    subject: str
    values: Mapping[str, Decimal]
    note: str | None = None

    @property
    def of_ledger(self) -> Ledger:
        return self.ledger


@dataclass(frozen=True, kw_only=True)
class Sentiment:
    """score in [-1, 1], magnitude in [0, 1]. method: votes, lexicon or llm. reasons: why, one or more."""

    score: Decimal
    magnitude: Decimal
    method: str
    reasons: tuple[str, ...]

    def __post_init__(self) -> None:
        if not -1 <= self.score <= 1 or not 0 <= self.magnitude <= 1:
            raise InvalidInput(
                f"expected a score in [-1, 1] and a magnitude in [0, 1], got {self.score}, {self.magnitude}"
            )
        if not self.reasons:
            raise InvalidInput("expected a sentiment that says why, got no reason")


@dataclass(frozen=True, kw_only=True)
class NewsItem(Record):
    """An article or a headline. votes: the readers' counts by name, where the source has any."""

    kind: ClassVar[str] = "news"

    title: str
    outlet: str
    summary: str = ""
    votes: Mapping[str, int] = field(default_factory=dict)
    sentiment: Sentiment | None = None

    @property
    def of_ledger(self) -> Ledger:
        return Ledger.HUMAN


@dataclass(frozen=True, kw_only=True)
class SocialPost(Record):
    """A post. author_hash: salted. deleted: its author took it back, so its words are gone here too."""

    kind: ClassVar[str] = "post"

    community: str
    title: str
    body: str = ""
    author_hash: str | None = None
    flair: str | None = None
    score: int = 0
    upvote_ratio: Decimal | None = None
    comment_count: int = 0
    top_comments: tuple[tuple[str, int], ...] = ()
    deleted: bool = False
    sentiment: Sentiment | None = None

    @property
    def of_ledger(self) -> Ledger:
        return Ledger.HUMAN


# Who scores items of others.
ENRICHERS = ("llm_sentiment",)
ENRICHMENT_TYPES = ("sentiment",)


@dataclass(frozen=True, kw_only=True)
class CoinScore:
    """What an item means for one coin, and how sure its scorer was, in [0, 1]."""

    symbol: str
    confidence: Decimal
    sentiment: Sentiment


@dataclass(frozen=True, kw_only=True)
class Enrichment(Record):
    """What was made of another record, once: it also says that this is done. source: the enricher.

    item_id: the record that was scored, item_source: whose. event_time: the item's. coins: perhaps none.
    weight: how much the item was heard, in [0, 1].
    """

    kind: ClassVar[str] = "enrichment"
    final: ClassVar[bool] = True

    item_id: str
    item_source: str
    type: str
    model: str
    prompt_id: str
    weight: Decimal
    coins: tuple[CoinScore, ...] = ()

    @property
    def of_ledger(self) -> Ledger:
        return Ledger.HUMAN

    @property
    def score(self) -> Decimal | None:
        """Of the item as a whole, by confidence; None where it speaks of no coin of ours."""
        if not self.coins:
            return None
        sure = sum((one.confidence for one in self.coins), Decimal(0))
        if not sure:
            total = sum((one.sentiment.score for one in self.coins), Decimal(0)) / len(self.coins)
        else:
            total = sum((one.confidence * one.sentiment.score for one in self.coins), Decimal(0)) / sure
        return total.quantize(Decimal("0.0001"))


def enrichment_key(item_id: str, what: str) -> str:
    return f"{item_id}:{what}"


def enrichment_id(item_id: str, enricher: str, what: str) -> str:
    """The id of the one record that an enricher makes of an item."""
    return derived_id("rec", Ledger.HUMAN, enricher, Enrichment.kind, enrichment_key(item_id, what))


def enrichment_ids(item_id: str) -> tuple[str, ...]:
    """Of all that may have been made of an item."""
    return tuple(enrichment_id(item_id, who, what) for who in ENRICHERS for what in ENRICHMENT_TYPES)


@dataclass(frozen=True, kw_only=True)
class CatalystEvent(Record):
    """Something that moves markets. impact: 1 to 10. details: the source's own fields, as text."""

    kind: ClassVar[str] = "event"

    type: EventType
    title: str
    impact: int
    priority: Priority
    description: str = ""
    reasons: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.impact <= 10:
            raise InvalidInput(f"expected an impact from 1 to 10, got {self.impact}")

    @property
    def of_ledger(self) -> Ledger:
        return Ledger.CATALYST

    @property
    def first_seen_latency_ms(self) -> Ms:
        """How long after it happened we knew."""
        return max(self.known_at - self.event_time, 0)


@dataclass(frozen=True, kw_only=True)
class Quote(Record):
    """Prices one could have traded at. InvalidInput unless 0 < bid <= ask and last > 0."""

    kind: ClassVar[str] = "quote"

    venue: str
    symbol: str
    bid: Decimal
    ask: Decimal
    last: Decimal
    volume_24h: Decimal | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers = (self.bid, self.ask, self.last)
        if not all(number.is_finite() and number > 0 for number in numbers) or self.bid > self.ask:
            raise InvalidInput(
                f"expected 0 < bid <= ask and last > 0, got {self.bid}, {self.ask}, {self.last}"
            )

    @property
    def of_ledger(self) -> Ledger:
        return Ledger.EXCHANGE


KINDS: tuple[type[Record], ...] = (Measurement, NewsItem, SocialPost, Enrichment, CatalystEvent, Quote)
