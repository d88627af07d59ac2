"""Alerts and what they told, on the wire."""

from typing import Annotated, Any

from pydantic import Field

from omc.contracts.http.common import Instant, Wire
from omc.kernel.instants import Ms
from omc.ledgers.alerting import Alert, Channel, Condition, Notice
from omc.ledgers.taxonomy import EventType, Priority

Coin = Annotated[str, Field(pattern=r"^[A-Z0-9.$-]{1,20}$", description="Symbol, upper case")]
_MOST_COINS = 30


class AlertIn(Wire):
    """What to tell of, and how."""

    types: list[EventType] = Field(
        default_factory=list, max_length=len(EventType), description="Types of events; none: any"
    )
    coins: list[Coin] = Field(
        default_factory=list, max_length=_MOST_COINS, description="Coins an event must name one of; none: any"
    )
    least_priority: Priority = Field(default=Priority.NORMAL, description="This or more urgent")
    channels: list[Channel] = Field(
        default_factory=lambda: [Channel.IN_APP],
        min_length=1,
        max_length=len(Channel),
        description="How to tell; in_app: in the list of notifications and on open pages",
    )

    @property
    def condition(self) -> Condition:
        return Condition(frozenset(self.types), frozenset(self.coins), self.least_priority)


class AlertChange(Wire):
    """What is left out stays as it is."""

    types: list[EventType] | None = Field(default=None, max_length=len(EventType), description="None: any")
    coins: list[Coin] | None = Field(default=None, max_length=_MOST_COINS, description="None: any")
    least_priority: Priority | None = Field(default=None, description="This or more urgent")
    channels: list[Channel] | None = Field(
        default=None, min_length=1, max_length=len(Channel), description="How to tell"
    )
    active: bool | None = Field(default=None, description="False: it stands but tells nothing")

    def condition(self, before: Condition) -> Condition:
        return Condition(
            before.types if self.types is None else frozenset(self.types),
            before.coins if self.coins is None else frozenset(self.coins),
            self.least_priority or before.least,
        )


class AlertOut(Wire):
    """One of the caller's alerts."""

    alert_id: str = Field(description="Names it")
    types: list[EventType] = Field(description="Types of events; empty: any")
    coins: list[str] = Field(description="Coins; empty: any")
    least_priority: Priority = Field(description="This or more urgent")
    channels: list[Channel] = Field(description="How it tells")
    active: bool = Field(description="False: it stands but tells nothing")
    created_at: Instant = Field(description="When it was made")

    @classmethod
    def of(cls, alert: Alert) -> "AlertOut":
        return cls(
            alert_id=alert.alert_id,
            types=sorted(alert.condition.types),
            coins=sorted(alert.condition.coins),
            least_priority=alert.condition.least,
            channels=list(alert.channels),
            active=alert.active,
            created_at=alert.created_at,
        )


class NotificationOut(Wire):
    """An event one of the caller's alerts fired on."""

    notification_id: str = Field(description="Names it")
    alert_id: str = Field(description="Which alert; it may be removed since")
    record_id: str = Field(description="Which event, as /v1/ledgers/catalyst/{record_id} shows it")
    type: EventType = Field(description="What it is")
    title: str = Field(description="In one line")
    priority: Priority = Field(description="How fast one should hear of it")
    assets: list[str] = Field(description="Coins it is about, perhaps none")
    known_at: Instant = Field(description="When we knew of the event")
    told_at: Instant = Field(description="When this was told")
    read: bool = Field(description="Whether it was marked as read")
    synthetic: bool = Field(description="True: made up for a demonstration")

    @classmethod
    def of(cls, notice: Notice) -> "NotificationOut":
        return cls(
            notification_id=notice.notice_id,
            alert_id=notice.alert_id,
            record_id=notice.record_id,
            type=notice.type,
            title=notice.title,
            priority=notice.priority,
            assets=list(notice.assets),
            known_at=notice.known_at,
            told_at=notice.at,
            read=notice.read,
            synthetic=notice.synthetic,
        )


def notice_push(notice: Notice) -> dict[str, Any]:
    """What an open page hears: the same that the list of notifications says."""
    return NotificationOut.of(notice).model_dump(mode="json")


def alert_from(asked: AlertIn, alert_id: str, owner_id: str, now: Ms) -> Alert:
    return Alert(alert_id, owner_id, asked.condition, tuple(dict.fromkeys(asked.channels)), now, now)
