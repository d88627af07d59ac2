"""Builds what a person's alerts are kept in, and makes their moves."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from omc.adapters.dynamodb.alerts import AlertTable
from omc.adapters.dynamodb.notices import NoticeTable
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.http.alerts import AlertChange, AlertIn, AlertOut, NotificationOut, alert_from
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.alerting import NoticePage
from omc.wiring.aws import dynamodb, setting
from omc.wiring.clock import SystemClock

clock = SystemClock()


@cache
def alerts() -> AlertTable:
    """Everybody's alerts; each move names the owner."""
    transactor = Transactor(dynamodb(), _sleep, random.random)
    return AlertTable(dynamodb(), setting("OMC_ACCOUNT_TABLE"), transactor)


@cache
def notices() -> NoticeTable:
    return NoticeTable(dynamodb(), setting("OMC_ACCOUNT_TABLE"))


def made(owner_id: str, alert_id: str, asked: AlertIn) -> AlertOut:
    return AlertOut.of(alerts().create(alert_from(asked, alert_id, owner_id, clock.now())))


def listed(owner_id: str) -> Sequence[AlertOut]:
    return [AlertOut.of(one) for one in alerts().of_owner(owner_id)]


def one(owner_id: str, alert_id: str) -> AlertOut:
    """NotFound for one that is not theirs."""
    return AlertOut.of(alerts().get(owner_id, alert_id))


def changed(owner_id: str, alert_id: str, asked: AlertChange) -> AlertOut:
    """An alert that is switched on again stands from now on."""
    before = alerts().get(owner_id, alert_id)
    active = before.active if asked.active is None else asked.active
    after = replace(
        before,
        condition=asked.condition(before.condition),
        channels=before.channels if asked.channels is None else tuple(dict.fromkeys(asked.channels)),
        active=active,
        since=clock.now() if active and not before.active else before.since,
    )
    return AlertOut.of(before if after == before else alerts().replace(after))


def removed(owner_id: str, alert_id: str) -> AlertOut:
    """As it was; what it told stays."""
    alert = alerts().get(owner_id, alert_id)
    alerts().remove(owner_id, alert_id)
    return AlertOut.of(alert)


def told(owner_id: str, after: str | None, limit: int) -> NoticePage:
    return notices().notices(owner_id, after, limit)


def read(owner_id: str, notification_id: str) -> NotificationOut:
    return NotificationOut.of(notices().mark_read(owner_id, notification_id))


def _sleep(pause: Ms) -> None:
    time.sleep(pause / SECOND_MS)
