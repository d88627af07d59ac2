"""Whether what came is new, another wording of something known, or known already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from omc.kernel.instants import Ms
from omc.ledgers.records import CoinScore, Enrichment, Record, Sentiment, SocialPost
from omc.ledgers.taxonomy import Basis


class Verdict(StrEnum):
    NEW = "new"
    REVISED = "revised"
    REPEATED = "repeated"


@dataclass(frozen=True, order=True)
class Seen:
    """One wording of a thing: since when we knew it, and a digest of what it said."""

    known_at: Ms
    digest: str
    event_time: Ms


def judged(known: Sequence[Seen], came: Seen, *, final: bool = False) -> Verdict:
    """What `came` is beside the wordings `known`, by time of knowing; the order of arrival plays no part.

    A wording is a repeat when the one that held at its time says the same; so A, B, A are three, and telling
    them all again is none. One known earlier than all others adds nothing if the first of them says the same:
    that we could have known it sooner does not change when we did. final: a thing has one wording, the first.
    """
    if not known:
        return Verdict.NEW
    if final:
        return Verdict.REPEATED
    if any((one.known_at, one.digest) == (came.known_at, came.digest) for one in known):
        return Verdict.REPEATED
    before = [one for one in known if one.known_at <= came.known_at]
    beside = before[-1] if before else known[0]
    return Verdict.REPEATED if beside.digest == came.digest else Verdict.REVISED


def as_known(record: Record, known: Sequence[Seen], now: Ms) -> Record:
    """The record as it counts beside wordings `known`: history fetched of a thing that we know already says
    nothing of before `now`. A source corrects its history, and what it corrected was not known then."""
    if not known or record.basis is not Basis.PUBLISHED_PLUS_LAG:
        return record
    return replace(record, known_at=max(now, known[-1].known_at), basis=Basis.OBSERVED)


def once(records: Sequence[Record]) -> list[Record]:
    """One record for a thing and a time of knowing: a page that tells a thing twice means its last word.
    By time of knowing, else in the order given."""
    last = {(record.record_id, record.known_at): record for record in records}
    return sorted(last.values(), key=lambda record: record.known_at)


def without_words(record: Record) -> Record:
    """The record without what a person wrote, with what was counted and scored; others as they are."""
    if isinstance(record, Enrichment):
        # A rationale retells the words it was made of.
        return replace(record, url=None, coins=tuple(_without_rationale(one) for one in record.coins))
    if not isinstance(record, SocialPost):
        return record
    score = record.sentiment
    return replace(
        record,
        title="",
        body="",
        author_hash=None,
        top_comments=(),
        url=None,
        deleted=True,
        sentiment=None if score is None else _without_reasons(score),
    )


def _without_rationale(coin: CoinScore) -> CoinScore:
    return replace(coin, sentiment=_without_reasons(coin.sentiment))


def _without_reasons(score: Sentiment) -> Sentiment:
    return replace(score, reasons=("its author took the post back",))
