"""What leaves the ledgers: `ledger.recorded` for what was stored together, `catalyst.critical` for an event
that people should hear of at once, `ledger.erased` for words taken back.

No words of a post are in any of them: what its author takes back must not live on in an event.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from omc.contracts.ledger_records import digest_of
from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.ledgers.alerting import is_news
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import Ledger, Priority

LEDGER_RECORDED = "ledger.recorded"
LEDGER_ERASED = "ledger.erased"
CATALYST_CRITICAL = "catalyst.critical"


def recorded(ledger: Ledger, source: str, stored: Sequence[tuple[Record, bool]]) -> Event:
    """Records of one source stored in one transaction; True marks a revision of a known thing.

    The id follows from what was stored: storing it again, after a death, announces it under the same name.
    """
    told = [_told(record, revision) for record, revision in stored]
    return Event(
        event_id=derived_id("evt", LEDGER_RECORDED, *(f"{one['id']}{one['revision_id']}" for one in told)),
        type=LEDGER_RECORDED,
        occurred_at=max(record.event_time for record, _ in stored),
        known_at=max(record.known_at for record, _ in stored),
        data={"ledger": ledger.value, "source": source, "records": told},
    )


def revision_id(record: Record) -> str:
    """Names one revision of a thing: when it was known, and what it said."""
    return f"{record.known_at:013d}-{digest_of(record)}"


def is_critical_news(record: Record) -> bool:
    """Whether people should hear of it now."""
    return isinstance(record, CatalystEvent) and record.priority is Priority.CRITICAL and is_news(record)


def critical(record: CatalystEvent) -> Event:
    """One event a thing, whatever becomes of it later."""
    return Event(
        event_id=derived_id("evt", CATALYST_CRITICAL, record.record_id),
        type=CATALYST_CRITICAL,
        occurred_at=record.event_time,
        known_at=record.known_at,
        data={
            "record_id": record.record_id,
            "source": record.source,
            "type": record.type.value,
            "title": record.title,
            "impact": record.impact,
            "priority": record.priority.value,
            "assets": list(record.assets),
            "url": record.url,
            "reasons": list(record.reasons),
            "synthetic": record.synthetic,
        },
    )


def erased(ledger: Ledger, source: str, record_ids: Iterable[str], at: Ms) -> Event:
    """Words of these things are gone; whoever keeps a copy takes them out too."""
    ids = sorted(record_ids)
    return Event(
        event_id=derived_id("evt", LEDGER_ERASED, at, *ids),
        type=LEDGER_ERASED,
        occurred_at=at,
        known_at=at,
        data={"ledger": ledger.value, "source": source, "record_ids": ids},
    )


def _told(record: Record, revision: bool) -> dict[str, Any]:
    return {
        "id": record.record_id,
        "revision_id": revision_id(record),
        "kind": record.kind,
        "event_time": record.event_time,
        "known_at": record.known_at,
        "assets": list(record.assets),
        "revision": revision,
        "synthetic": record.synthetic,
    }
