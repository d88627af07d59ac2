"""Items of records and of the heads by which repeats are known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from omc.adapters.dynamodb.client import Item, integer
from omc.contracts.ledger_events import revision_id
from omc.contracts.ledger_records import digest_of, format_record, parse_record
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms, to_iso
from omc.ledgers.reading import EVERY_ASSET
from omc.ledgers.records import Record
from omc.ledgers.revisions import Seen
from omc.ledgers.taxonomy import Ledger

HEAD = "HEAD"
HOT_MS = 90 * DAY_MS
# History fetched late stays long enough to be copied, and for a repeat of the fetch to be known as one.
_LATE_MS = 7 * DAY_MS
# Longer than what it stands for, and prolonged while the source goes on telling the thing.
_HEAD_MS, HEAD_FRESH_MS = 180 * DAY_MS, 90 * DAY_MS
# A source that rewords a thing more often is held to the last ones; an exact repeat is known by its key.
_KEPT = 10


@dataclass(frozen=True)
class Head:
    """What is known of a thing. first: event time of its first revision. alerted: people were told of it.
    erased: its author took it back. version: grows with each write; 0 before the first."""

    record_id: str
    ledger: Ledger
    source: str
    seen: tuple[Seen, ...] = ()
    first: Ms | None = None
    alerted: bool = False
    erased: bool = False
    version: int = 0
    ttl_s: int = 0

    def after(self, came: Seen, *, alerted: bool, now: Ms) -> "Head":
        seen = tuple(sorted((*self.seen, came), key=lambda one: one.known_at))[-_KEPT:]
        return replace(
            self,
            seen=seen,
            first=came.event_time if self.first is None else self.first,
            alerted=self.alerted or alerted,
            version=self.version + 1,
            ttl_s=head_ttl_s(now),
        )

    @property
    def places(self) -> list[Ms]:
        """Event times under which its revisions stand."""
        found = {one.event_time for one in self.seen}
        return sorted(found if self.first is None else found | {self.first})


def head_before(record: Record) -> Head:
    """The head of a thing that nobody has told of yet."""
    return Head(record.record_id, record.of_ledger, record.source)


def head_pk(record_id: str) -> str:
    return f"THING#{record_id}"


def head_ttl_s(now: Ms) -> int:
    return (now + _HEAD_MS) // SECOND_MS


def head_item(head: Head) -> Item:
    return {
        "pk": head_pk(head.record_id),
        "sk": HEAD,
        "ledger": head.ledger.value,
        "source": head.source,
        "seen": [[one.known_at, one.digest, one.event_time] for one in head.seen],
        "first": head.first,
        "alerted": head.alerted,
        "erased": head.erased,
        "version": head.version,
        "ttl": head.ttl_s,
    }


def head_of(item: Item) -> Head:
    return Head(
        record_id=str(item["pk"]).partition("#")[2],
        ledger=Ledger(item["ledger"]),
        source=str(item["source"]),
        seen=tuple(Seen(int(known), str(digest), int(event)) for known, digest, event in item["seen"]),
        first=integer(item, "first"),
        alerted=bool(item["alerted"]),
        erased=bool(item["erased"]),
        version=integer(item, "version"),
        ttl_s=integer(item, "ttl"),
    )


def seen_of(record: Record) -> Seen:
    return Seen(record.known_at, digest_of(record), record.event_time)


def day_of(instant: Ms) -> str:
    return to_iso(instant)[:10]


def record_pk(ledger: Ledger, source: str, asset: str, day: str) -> str:
    return f"{ledger.value}#{source}#{asset}#{day}"


def record_sk(record: Record) -> str:
    return f"{thing_prefix(record.event_time, record.record_id)}#{revision_id(record)}"


def thing_prefix(event_time: Ms, record_id: str) -> str:
    return f"{event_time:013d}#{record_id}"


def record_items(record: Record, now: Ms, sk: str | None = None) -> Iterator[Item]:
    """The record under `*` and under each of its assets; sk: where words were taken out of it."""
    lasts_until = max(record.event_time + HOT_MS, now + _LATE_MS)
    payload = format_record(record)
    for asset in (EVERY_ASSET, *dict.fromkeys(record.assets)):
        yield {
            "pk": record_pk(record.of_ledger, record.source, asset, day_of(record.event_time)),
            "sk": sk or record_sk(record),
            "record": payload,
            "known_at": record.known_at,
            "ttl": lasts_until // SECOND_MS,
        }


def record_of(item: Item) -> Record:
    return parse_record(str(item["record"]))
