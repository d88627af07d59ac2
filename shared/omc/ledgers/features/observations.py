"""What a record says of each feature: pure, and of nothing but the record.

What a thing could have said and did not is said as undefined, so that a revision takes back what the
version before it said, and a count is 0 from the first record of its kind on.
"""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from omc.kernel.instants import Ms
from omc.ledgers.features.catalogue import MARKET, MEASURED, PLURALS
from omc.ledgers.records import CatalystEvent, Enrichment, Measurement, NewsItem, Record, SocialPost
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority

SCORED = "scored"
_FOR, _AGAINST = ("positive", "liked"), ("negative", "disliked")
_NOT_A_WORD = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Observation:
    """One number of one asset. thing: the same for all revisions of a record. origin: who measured what;
    empty where every origin counts; SCORED where a thing was scored anew, which from then on stands for what
    the thing itself says. value: NaN takes back what an earlier revision said."""

    feature: str
    asset: str
    event_time: Ms
    known_at: Ms
    value: float
    thing: int
    origin: str = ""
    synthetic: bool = False


def observations(record: Record) -> Iterator[Observation]:
    """Everything a record says: each feature for each of its assets."""
    if isinstance(record, Enrichment):
        yield from _scored(record)
        return
    values = values_of(record)
    if not values:
        return
    thing, origin = thing_of(record.record_id), origin_of(record)
    # Dated ahead of its time by its source: it counts from when it was known.
    happened = min(record.event_time, record.known_at)
    for asset in assets_of(record):
        for feature, value in values.items():
            yield Observation(
                feature, asset, happened, record.known_at, value, thing, origin, record.synthetic
            )


def _scored(record: Enrichment) -> Iterator[Observation]:
    """Scores of another record's coins, as another wording of that record."""
    thing, happened = thing_of(record.item_id), min(record.event_time, record.known_at)
    scores = [(one.symbol, one.sentiment.score) for one in record.coins]
    whole = [] if record.score is None else [(MARKET, record.score)]
    for asset, score in (*scores, *whole):
        yield Observation(
            "human.sentiment", asset, happened, record.known_at, float(score), thing, SCORED, record.synthetic
        )


def values_of(record: Record) -> Mapping[str, float]:
    """Feature -> value, of every asset alike."""
    match record:
        case Measurement():
            return _measured(record)
        case NewsItem():
            return _news(record)
        case SocialPost():
            score = None if record.deleted else record.sentiment
            return {"human.posts": 1.0, "human.sentiment": math.nan if score is None else float(score.score)}
        case CatalystEvent():
            return _event(record)
        case _:
            return {}


def assets_of(record: Record) -> tuple[str, ...]:
    """The names under which an expression finds a record."""
    if not isinstance(record, Measurement):
        return (*dict.fromkeys(record.assets), MARKET)
    if record.assets:
        return tuple(dict.fromkeys(record.assets))
    # A protocol without a coin goes by its own name; what the whole market feels has none.
    return (MARKET,) if record.ledger is Ledger.HUMAN else (_NOT_A_WORD.sub("_", record.subject.upper()),)


def thing_of(record_id: str) -> int:
    """The record's id as a number of 64 bits."""
    return int.from_bytes(hashlib.blake2b(record_id.encode(), digest_size=8).digest(), "big", signed=True)


def origin_of(record: Record) -> str:
    return f"{record.source}:{record.subject}" if isinstance(record, Measurement) else ""


def _measured(record: Measurement) -> dict[str, float]:
    named = {MEASURED.get((record.ledger, name)): value for name, value in record.values.items()}
    return {name: float(value) for name, value in named.items() if name is not None and value.is_finite()}


def _news(record: NewsItem) -> dict[str, float]:
    found, score = {"human.news": 1.0}, record.sentiment
    # History fetched later has the votes of the day it was fetched, not of the day it says it was known.
    late = record.basis is Basis.PUBLISHED_PLUS_LAG
    if record.votes and not late:
        found["human.votes_net"] = float(_count(record, _FOR) - _count(record, _AGAINST))
    counted = score is not None and not (late and score.method == "votes")
    found["human.sentiment"] = float(score.score) if score is not None and counted else math.nan
    return found


def _count(record: NewsItem, names: tuple[str, ...]) -> int:
    return sum(record.votes.get(name, 0) for name in names)


def _event(record: CatalystEvent) -> dict[str, float]:
    impact = float(record.impact)
    types = {f"catalyst.{PLURALS[one]}": impact if one is record.type else math.nan for one in EventType}
    priorities = {f"catalyst.{one.value}": impact if one is record.priority else math.nan for one in Priority}
    return {"catalyst.score": impact, "catalyst.events": impact} | types | priorities
