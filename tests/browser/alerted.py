"""Alerts of the fake house: one stands, two were told; what the page makes, switches and removes changes."""

from typing import Any

from playwright.sync_api import Request

from omc.contracts.http.alerts import AlertChange, AlertIn, AlertOut, NotificationOut, alert_from
from omc.kernel.instants import MINUTE_MS
from omc.ledgers.alerting import notice_of
from tests.browser.told import NOW, happened

_OWNER = "ada"


def notifications() -> list[dict[str, Any]]:
    """Of the two newest events; the older is read."""
    alert = alert_from(AlertIn(), "alt-1", _OWNER, NOW)
    found = []
    for number, event in enumerate(happened()[:2]):
        notice = notice_of(alert, event, event.known_at + MINUTE_MS)
        found.append({**NotificationOut.of(notice).model_dump(mode="json"), "read": number == 1})
    return found


class Alerts:
    def __init__(self) -> None:
        asked = AlertIn.model_validate({"types": ["hack", "delisting"], "least_priority": "high"})
        self.standing = [_out(asked, "alt-1")]
        self.told = notifications()

    def answers(self) -> dict[str, Any]:
        return {
            "GET /v1/alerts": lambda _: (200, {"items": self.standing, "next_cursor": None}),
            "POST /v1/alerts": self._make,
            "GET /v1/notifications": lambda _: (200, {"items": self.told, "next_cursor": None}),
            **{f"PATCH /v1/alerts/alt-{number}": self._change for number in (1, 2)},
            **{f"DELETE /v1/alerts/alt-{number}": self._remove for number in (1, 2)},
            **{f"/v1/notifications/{one['notification_id']}/read": self._read for one in self.told},
        }

    def _make(self, request: Request) -> tuple[int, Any]:
        made = _out(AlertIn.model_validate(request.post_data_json), "alt-2")
        self.standing = [made, *self.standing]
        return 201, made

    def _change(self, request: Request) -> tuple[int, Any]:
        change = AlertChange.model_validate(request.post_data_json)
        changed = {**self._named(request), "active": change.active}
        self.standing = [changed if one["alert_id"] == changed["alert_id"] else one for one in self.standing]
        return 200, changed

    def _remove(self, request: Request) -> tuple[int, Any]:
        gone = self._named(request)
        self.standing = [one for one in self.standing if one is not gone]
        return 200, gone

    def _named(self, request: Request) -> dict[str, Any]:
        (found,) = [one for one in self.standing if one["alert_id"] == request.url.rpartition("/")[2]]
        return found

    def _read(self, request: Request) -> tuple[int, Any]:
        notification_id = request.url.split("/")[-2]
        self.told = [
            {**one, "read": one["read"] or one["notification_id"] == notification_id} for one in self.told
        ]
        return 200, self.told[0]


def _out(asked: AlertIn, alert_id: str) -> dict[str, Any]:
    return AlertOut.of(alert_from(asked, alert_id, _OWNER, NOW)).model_dump(mode="json")
