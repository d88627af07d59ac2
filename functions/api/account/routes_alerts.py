"""Alerts: what a person asked to be told of, and what they were told. Everybody's own."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from omc.contracts.http.alerts import AlertChange, AlertIn, AlertOut, NotificationOut
from omc.contracts.http.common import Page
from omc.kernel.ids import derived_id
from omc.wiring import alerts
from omc.wiring.http import Limit, caller, decode_cursor, encode_cursor, idempotency_key, idempotent

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]


@router.get("/v1/alerts")
def list_alerts() -> Page[AlertOut]:
    """List the caller's alerts, the last made first."""
    return Page(items=list(alerts.listed(caller(router).owner_id)))


@router.post("/v1/alerts", status_code=201, middlewares=[idempotent])
def create_alert(body: AlertIn) -> AlertOut:
    """Ask to be told of events by type, coin and least priority.

    Each event that becomes known from now on is told once.
    """
    owner_id = caller(router).owner_id
    return alerts.made(owner_id, derived_id("alt", owner_id, idempotency_key(router)), body)


@router.get("/v1/alerts/<alert_id>")
def get_alert(alert_id: str) -> AlertOut:
    """Show one of the caller's alerts."""
    return alerts.one(caller(router).owner_id, alert_id)


@router.patch("/v1/alerts/<alert_id>", middlewares=[idempotent])
def change_alert(alert_id: str, body: AlertChange) -> AlertOut:
    """Change what an alert tells of, or switch it off and on."""
    return alerts.changed(caller(router).owner_id, alert_id, body)


@router.delete("/v1/alerts/<alert_id>", middlewares=[idempotent])
def remove_alert(alert_id: str) -> AlertOut:
    """Remove an alert; what it told stays in the list of notifications."""
    return alerts.removed(caller(router).owner_id, alert_id)


@router.get("/v1/notifications")
def list_notifications(cursor: str | None = None, limit: Limit = 50) -> Page[NotificationOut]:
    """List what the caller was told in the last 90 days, newest first."""
    person = caller(router)
    position = decode_cursor(person, "notifications", cursor)
    page = alerts.told(person.owner_id, position["after"] if position else None, limit)
    after = None if page.after is None else {"after": page.after}
    return Page(
        items=[NotificationOut.of(one) for one in page.notices],
        next_cursor=encode_cursor(person, "notifications", after),
    )


@router.post("/v1/notifications/<notification_id>/read", middlewares=[idempotent])
def read_notification(notification_id: str) -> NotificationOut:
    """Mark one as read."""
    return alerts.read(caller(router).owner_id, notification_id)
