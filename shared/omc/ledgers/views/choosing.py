"""Events that a person asked for."""

from dataclasses import dataclass

from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import EventType, Priority


@dataclass(frozen=True)
class Wanted:
    """None: any."""

    type: EventType | None = None
    priority: Priority | None = None

    def takes(self, record: Record) -> bool:
        return (
            isinstance(record, CatalystEvent)
            and self.type in (None, record.type)
            and self.priority in (None, record.priority)
        )
