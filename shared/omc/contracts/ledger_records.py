"""Records of evidence on every wire: in the table, in Parquet, in answers of the API.

One model a kind, told apart by `kind`; decimals are strings, times ISO-8601 with Z.
`parse_record(format_record(record)) == record` for every record there can be.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, TypeAdapter, ValidationError

from omc.contracts.events import invalid
from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.kernel.errors import Bug
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


class SentimentWire(Wire):
    """A score and why."""

    score: DecimalString = Field(description="From -1 (bad) to 1 (good)")
    magnitude: DecimalString = Field(description="From 0 to 1: how much it weighs")
    method: str = Field(description="votes, lexicon or llm")
    reasons: tuple[str, ...] = Field(description="What the score was read from")


class RecordWire(Wire):
    """What every record has."""

    makes: ClassVar[type[Record]]

    source: str = Field(description="Which source told it")
    natural_key: str = Field(description="Names the thing within its source")
    event_time: Instant = Field(description="When it happened")
    known_at: Instant = Field(description="When we knew")
    basis: Basis = Field(description="Why we say so: observed, or published and a lag added")
    assets: tuple[str, ...] = Field(description="Symbols it is about, perhaps none")
    url: str | None = Field(description="Where it stands at the source")
    plugin_version: str = Field(description="Version of the source's reader")
    synthetic: bool = Field(description="True: made up for a demonstration")

    def record(self) -> Record:
        """The record; InvalidInput where its numbers contradict each other."""
        values = {one.name: getattr(self, one.name) for one in fields(self.makes)}
        if isinstance(values.get("sentiment"), SentimentWire):
            values["sentiment"] = Sentiment(**dict(values["sentiment"]))
        if isinstance(self, EnrichmentWire):
            values["coins"] = tuple(one.coin_score() for one in self.coins)
        return self.makes(**values)


class MeasurementWire(RecordWire):
    """Numbers measured of one subject at one time."""

    makes = Measurement

    kind: Literal["measurement"] = "measurement"
    ledger: Ledger = Field(description="The ledger it stands in")
    subject: str = Field(description="Asset, protocol, chain or index, as the source spells it")
    values: dict[str, DecimalString] = Field(description="By name; what was not measured is absent")
    note: str | None = Field(description="The source's own word for it")


class NewsWire(RecordWire):
    """An article or a headline."""

    makes = NewsItem

    kind: Literal["news"] = "news"
    title: str = Field(description="Headline")
    outlet: str = Field(description="Who published it")
    summary: str = Field(description="In short, perhaps empty")
    votes: dict[str, int] = Field(description="Readers' votes by name")
    sentiment: SentimentWire | None = Field(description="How it sounds; null while nobody scored it")


class PostWire(RecordWire):
    """A post."""

    makes = SocialPost

    kind: Literal["post"] = "post"
    community: str = Field(description="Where it was posted")
    title: str = Field(description="Its title; empty when its author took it back")
    body: str = Field(description="Its words")
    author_hash: str | None = Field(description="Who, salted and hashed")
    flair: str | None = Field(description="The community's label")
    score: int = Field(description="Votes for it less votes against")
    upvote_ratio: DecimalString | None = Field(description="Votes for it as a fraction of all")
    comment_count: int = Field(description="How many comments it has")
    top_comments: tuple[tuple[str, int], ...] = Field(description="Words and score of the best comments")
    deleted: bool = Field(description="True: its author took it back")
    sentiment: SentimentWire | None = Field(description="How it sounds; null while nobody scored it")


class CoinScoreWire(Wire):
    """What an item means for one coin."""

    symbol: str = Field(description="The coin")
    confidence: DecimalString = Field(description="From 0 to 1: how sure its scorer was")
    sentiment: SentimentWire = Field(description="The score and why")

    def coin_score(self) -> CoinScore:
        return CoinScore(
            symbol=self.symbol,
            confidence=self.confidence,
            sentiment=Sentiment(**dict(self.sentiment)),
        )

    @classmethod
    def of(cls, one: CoinScore) -> "CoinScoreWire":
        return cls(
            symbol=one.symbol, confidence=one.confidence, sentiment=SentimentWire(**vars(one.sentiment))
        )


class EnrichmentWire(RecordWire):
    """What a scorer made of another record."""

    makes = Enrichment

    kind: Literal["enrichment"] = "enrichment"
    item_id: str = Field(description="The record that was scored")
    item_source: str = Field(description="Which source told it")
    type: str = Field(description="What was made: sentiment")
    model: str = Field(description="Which model scored it")
    prompt_id: str = Field(description="Which version of our words it was asked by")
    weight: DecimalString = Field(description="From 0 to 1: how much the item was heard")
    coins: tuple[CoinScoreWire, ...] = Field(description="A score for each coin, perhaps none")


class EventWire(RecordWire):
    """Something that moves markets."""

    makes = CatalystEvent

    kind: Literal["event"] = "event"
    type: EventType = Field(description="What it is")
    title: str = Field(description="In one line")
    impact: int = Field(description="From 1 to 10")
    priority: Priority = Field(description="How fast one should hear of it")
    description: str = Field(description="In more words, perhaps empty")
    reasons: tuple[str, ...] = Field(description="Why this impact and priority")
    details: dict[str, str] = Field(description="The source's own fields")


class QuoteWire(RecordWire):
    """Prices one could have traded at."""

    makes = Quote

    kind: Literal["quote"] = "quote"
    venue: str = Field(description="Where")
    symbol: str = Field(description="BASE/QUOTE")
    bid: DecimalString = Field(description="Best price to sell at")
    ask: DecimalString = Field(description="Best price to buy at")
    last: DecimalString = Field(description="Price of the last trade")
    volume_24h: DecimalString | None = Field(description="Traded in 24 h, base units")


AnyRecordWire = Annotated[
    MeasurementWire | NewsWire | PostWire | EnrichmentWire | EventWire | QuoteWire,
    Field(discriminator="kind"),
]
_ANY: TypeAdapter[AnyRecordWire] = TypeAdapter(AnyRecordWire)
_WIRES: Mapping[str, type[RecordWire]] = {
    wire.makes.kind: wire
    for wire in (MeasurementWire, NewsWire, PostWire, EnrichmentWire, EventWire, QuoteWire)
}


def wire_of(record: Record) -> AnyRecordWire:
    """The wire form of a record; Bug for a kind without one."""
    wire = _WIRES.get(record.kind)
    if wire is None:
        raise Bug(f"expected a record of {', '.join(_WIRES)}, got {record.kind}")
    values = {one.name: getattr(record, one.name) for one in fields(record)}
    if isinstance(values.get("sentiment"), Sentiment):
        values["sentiment"] = SentimentWire(**vars(values["sentiment"]))
    if isinstance(record, Enrichment):
        values["coins"] = tuple(CoinScoreWire.of(one) for one in record.coins)
    return wire(**values)  # type: ignore[return-value]


def format_record(record: Record) -> str:
    """JSON, keys sorted, no spaces."""
    return _text(wire_of(record).model_dump(mode="json"))


def parse_record(text: str | bytes) -> Record:
    """Inverse of `format_record`; InvalidInput names the wrong fields."""
    try:
        return _ANY.validate_json(text).record()
    except ValidationError as error:
        raise invalid("a record of a ledger", error) from error


def digest_of(record: Record) -> str:
    """16 hex digits of what the record says: equal for the same words heard again, whenever and by whom.

    1.0 and 1.00 are one number.
    """
    return hashlib.sha256(_text(_plain(record.content())).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case Sentiment() | CoinScore():
            return _plain(vars(value))
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value


def _text(document: Any) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))
