"""Alerts: what a person asked to be told of, and the notice once it has happened.

An alert fires on an event that is news and became known while the alert stood; on each event once, however
often the event is told and however its wording changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from omc.kernel.ids import derived_id
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import EventType, Priority

# An old event met for the first time is no news.
NEWS_FOR_MS = DAY_MS
MOST_ALERTS = 50
_RANK = {Priority.NORMAL: 0, Priority.HIGH: 1, Priority.CRITICAL: 2}


class Channel(StrEnum):
    """How a person is told. IN_APP: kept for them, and pushed to their open pages."""

    IN_APP = "in_app"


@dataclass(frozen=True)
class Condition:
    """types, coins: empty means any. least: of the event's priority."""

    types: frozenset[EventType] = frozenset()
    coins: frozenset[str] = frozenset()
    least: Priority = Priority.NORMAL

    def takes(self, event: CatalystEvent) -> bool:
        return (
            (not self.types or event.type in self.types)
            and (not self.coins or not self.coins.isdisjoint(event.assets))
            and _RANK[event.priority] >= _RANK[self.least]
        )


@dataclass(frozen=True)
class Alert:
    """One person's alert. since: it stands from then on. version: grows with each change, from 1."""

    alert_id: str
    owner_id: str
    condition: Condition
    channels: tuple[Channel, ...]
    created_at: Ms
    since: Ms
    active: bool = True
    version: int = 1

    def fires_on(self, event: CatalystEvent) -> bool:
        return self.active and self.since <= event.known_at and self.condition.takes(event)


@dataclass(frozen=True)
class Notice:
    """What an alert's owner is told. at: when; names its place in the owner's list together with its id."""

    notice_id: str
    alert_id: str
    owner_id: str
    record_id: str
    type: EventType
    title: str
    priority: Priority
    assets: tuple[str, ...]
    known_at: Ms
    at: Ms
    synthetic: bool
    read: bool = False


@dataclass(frozen=True)
class NoticePage:
    """Newest first. after: the last notice_id, to read on; None on the last page."""

    notices: Sequence[Notice]
    after: str | None = None


class AlertBook(Protocol):
    """Alerts of their owners. NotFound for what is not there or somebody else's."""

    def create(self, alert: Alert) -> Alert:
        """The same alert_id again gives what was made first; Conflict past MOST_ALERTS of one owner."""
        ...

    def get(self, owner_id: str, alert_id: str) -> Alert: ...

    def of_owner(self, owner_id: str) -> Sequence[Alert]: ...

    def replace(self, alert: Alert) -> Alert:
        """Conflict unless `alert.version` is the last."""
        ...

    def remove(self, owner_id: str, alert_id: str) -> None: ...

    def watching(self, event_type: EventType) -> Sequence[Alert]:
        """Everybody's active alerts that may fire on events of this type."""
        ...

    def tell(self, alert: Alert, notice: Notice) -> bool:
        """Keeps and pushes the notice unless this alert has told of this event before (False); Conflict when
        the alert is not what it was."""
        ...


class NoticeBook(Protocol):
    """What owners were told, for 90 days. NotFound for what is not there or somebody else's."""

    def notices(self, owner_id: str, after: str | None, limit: int) -> NoticePage: ...

    def mark_read(self, owner_id: str, notice_id: str) -> Notice: ...


def is_news(record: Record) -> bool:
    """Whether people should hear of it now; an event only."""
    return isinstance(record, CatalystEvent) and record.first_seen_latency_ms <= NEWS_FOR_MS


def notice_of(alert: Alert, event: CatalystEvent, at: Ms) -> Notice:
    """One id an alert and event, behind the time so that ids sort as notices do."""
    return Notice(
        notice_id=f"{at:013d}-{derived_id('ntc', alert.alert_id, event.record_id)}",
        alert_id=alert.alert_id,
        owner_id=alert.owner_id,
        record_id=event.record_id,
        type=event.type,
        title=event.title,
        priority=event.priority,
        assets=event.assets,
        known_at=event.known_at,
        at=at,
        synthetic=event.synthetic,
    )
