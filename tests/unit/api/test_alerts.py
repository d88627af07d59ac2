"""Alerts: made, changed and removed by their owner, told by events of the bus, each event once."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import boto3
import pytest

from functions.api.account.handler import app
from functions.events.alert.handler import handler as alert
from functions.socket.message.handler import handler as message
from functions.socket.publish.handler import handler as publish
from omc.adapters.dynamodb.alerts import AlertTable
from omc.adapters.dynamodb.client import marshal, query
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.events import format_event
from omc.contracts.ledger_events import recorded
from omc.kernel.errors import Conflict
from omc.kernel.instants import DAY_MS, HOUR_MS
from omc.ledgers.alerting import MOST_ALERTS, Alert, Condition, Notice
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import EventType, Ledger, Priority
from omc.ledgers.telling import tell_of
from omc.wiring import alerts
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON, event, news
from tests.fakes.gateway import ADA, BEN, Answer, Context, http_event, read
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.sockets import FakeSender
from tests.unit.socket.conftest import sender  # noqa: F401
from tests.unit.socket.events import message_event, stream_event

KNOWN = NOON + HOUR_MS


@pytest.fixture(autouse=True)
def house(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    quick_transactions(monkeypatch)
    monkeypatch.setattr(alerts, "clock", FixedClock(NOON))


def ask(
    method: str, path: str, body: Any = None, sub: str = ADA, key: str = "key-00001", **query: str
) -> Answer:
    headers = {"idempotency-key": key}
    event_ = http_event(
        method, f"/v1/{path}", body=body, headers=headers, query=query, sub=sub, groups=("viewer",)
    )
    return read(app.resolve(event_, Context()))


def make(sub: str = ADA, key: str = "key-00001", **body: Any) -> str:
    answer = ask("POST", "alerts", body, sub, key)
    assert answer.status == 201, answer.body
    return str(answer.body["alert_id"])


def keep(*records: Record) -> dict[str, Any]:
    """Stores the records; what the bus delivers for them."""
    client = boto3.client("dynamodb")
    transactor = Transactor(client, lambda pause: None, lambda: 0.5)
    written = DynamoRecordWriter(client, "ledger", FixedClock(KNOWN), transactor).write(records)
    stored = [(one, False) for one in written.new] + [(one, True) for one in written.revised]
    return {"detail": json.loads(format_event(recorded(Ledger.CATALYST, records[0].source, stored)))}


def told(sub: str = ADA) -> list[str]:
    return [one["title"] for one in ask("GET", "notifications", sub=sub).body["items"]]


def pushes() -> list[dict[str, Any]]:
    found = query(
        boto3.client("dynamodb"),
        TableName="account",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=marshal({":pk": "PUSH#alerts"}),
    )
    return [{**one, "data": json.loads(one["data"])} for one in found]


def test_an_event_is_told_to_whoever_asked_for_it_and_pushed(sender: FakeSender) -> None:  # noqa: F811
    make(types=["listing"], coins=["SOL"], least_priority="high")
    make(BEN, types=["hack"])
    message(message_event("c-ada", {"action": "subscribe", "channel": "alerts"}), None)
    message(message_event("c-ben", {"action": "subscribe", "channel": "alerts"}), None)
    assert alert(keep(event()), None) == {"records": 1, "told": 1}
    assert (told(), told(BEN)) == (["SOL is listed"], [])
    (push,) = pushes()
    assert (push["owner_id"], push["type"], push["data"]) == (
        ADA,
        "alert_triggered",
        ask("GET", "notifications").body["items"][0],
    )
    image = marshal({name: value for name, value in push.items() if name != "data"})
    publish(stream_event({**image, **marshal({"data": json.dumps(push["data"])})}), None)
    heard = {name: [one["type"] for one in sent] for name, sent in sender.sent.items()}
    assert heard == {"c-ada": ["subscribed", "alert_triggered"], "c-ben": ["subscribed"]}


def test_an_event_that_is_told_again_fires_no_alert_again() -> None:
    make()
    delivered = keep(event())
    assert [alert(delivered, None)["told"] for _ in range(3)] == [1, 0, 0]
    assert alert(keep(event(title="SOL is listed today")), None)["told"] == 0
    assert told() == ["SOL is listed"]
    assert len(pushes()) == 1


def test_an_event_that_grows_urgent_fires_when_it_does() -> None:
    make(least_priority="critical")
    assert alert(keep(event(priority=Priority.HIGH, impact=8)), None)["told"] == 0
    assert alert(keep(event(priority=Priority.CRITICAL)), None)["told"] == 1


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_death_in_the_middle_leaves_no_notice_out_and_tells_none_twice(moment: str, number: int) -> None:
    for sub in (ADA, BEN, "cyd-sub"):
        make(sub)
    delivered = keep(event())
    detail = {"records": 1, "told": 3}
    table, calls = alerts.alerts(), 0

    class Dying:
        def __getattr__(self, name: str) -> Any:
            return getattr(table, name)

        def tell(self, alert: Alert, notice: Notice) -> bool:
            nonlocal calls
            calls += 1
            if (calls, moment) == (number, "before"):
                raise Killed
            fired = table.tell(alert, notice)
            if (calls, moment) == (number, "after"):
                raise Killed
            return fired

    with pytest.raises(Killed):
        tell_of([event()], Dying(), KNOWN)
    left = detail["told"] - (number - (moment == "before"))
    assert alert(delivered, None)["told"] == left
    assert [told(sub) for sub in (ADA, BEN, "cyd-sub")] == [["SOL is listed"]] * 3
    assert len(pushes()) == 3


def test_an_alert_that_is_removed_or_changed_while_it_is_told_counts_as_it_is_then() -> None:
    table, alert_id = alerts.alerts(), make()

    class Racing(AlertTable):
        def __init__(self, meanwhile: Callable[[], object]) -> None:
            self.meanwhile = meanwhile

        def watching(self, event_type: EventType) -> Sequence[Alert]:
            found = table.watching(event_type)
            self.meanwhile()
            return found

        def __getattribute__(self, name: str) -> Any:
            own = name in ("watching", "meanwhile")
            return object.__getattribute__(self, name) if own else getattr(table, name)

    def narrow() -> Answer:
        return ask("PATCH", f"alerts/{alert_id}", {"coins": ["BTC"]}, key="key-narrow")

    assert tell_of([event()], Racing(narrow), KNOWN) == 0
    both = event("e2", assets=("BTC", "SOL"))
    assert (
        tell_of(
            [both], Racing(lambda: ask("PATCH", f"alerts/{alert_id}", {"coins": ["SOL"]}, key="k" * 8)), KNOWN
        )
        == 1
    )
    assert tell_of([event("e3")], Racing(lambda: ask("DELETE", f"alerts/{alert_id}")), KNOWN) == 0


@pytest.mark.parametrize(
    ("condition", "fires"),
    [
        (Condition(), True),
        (Condition(types=frozenset({EventType.LISTING, EventType.HACK})), True),
        (Condition(types=frozenset({EventType.HACK})), False),
        (Condition(coins=frozenset({"SOL", "BTC"})), True),
        (Condition(coins=frozenset({"BTC"})), False),
        (Condition(least=Priority.HIGH), True),
        (Condition(least=Priority.CRITICAL), False),
    ],
)
def test_a_condition_holds_for_type_coin_and_priority(condition: Condition, fires: bool) -> None:
    assert condition.takes(event(priority=Priority.HIGH, impact=8)) is fires


@pytest.mark.parametrize(
    "record",
    [
        event(event_time=NOON - 3 * DAY_MS),
        event(event_time=NOON - HOUR_MS, known_at=NOON - 1),
        news(),
    ],
    ids=["an old event met late", "known before the alert stood", "no event"],
)
def test_what_is_no_news_to_an_alert_fires_none(record: Record) -> None:
    make()
    assert tell_of([record], alerts.alerts(), KNOWN) == 0


def test_an_alert_switched_off_is_silent_and_stands_again_from_when_it_is_switched_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alert_id = make(types=["listing", "hack"])
    off = ask("PATCH", f"alerts/{alert_id}", {"active": False}, key="key-off-1")
    assert (off.status, off.body["active"], off.body["types"]) == (200, False, ["hack", "listing"])
    assert tell_of([event()], alerts.alerts(), KNOWN) == 0
    monkeypatch.setattr(alerts, "clock", FixedClock(KNOWN + 1))
    ask("PATCH", f"alerts/{alert_id}", {"active": True, "types": []}, key="key-on-01")
    assert tell_of([event()], alerts.alerts(), KNOWN) == 0
    assert tell_of([event("e2", known_at=KNOWN + 1)], alerts.alerts(), KNOWN) == 1


def test_alerts_are_their_owners_alone_as_are_notifications() -> None:
    alert_id = make()
    tell_of([event()], alerts.alerts(), KNOWN)
    (notice,) = ask("GET", "notifications").body["items"]
    for method, path, body in (
        ("GET", f"alerts/{alert_id}", None),
        ("PATCH", f"alerts/{alert_id}", {"active": False}),
        ("DELETE", f"alerts/{alert_id}", None),
        ("POST", f"notifications/{notice['notification_id']}/read", None),
    ):
        assert ask(method, path, body, BEN).status == 404
    assert ask("GET", "alerts", sub=BEN).body["items"] == []
    assert ask("GET", f"alerts/{alert_id}").body["active"] is True
    assert (notice["read"], notice["alert_id"]) == (False, alert_id)
    read_ = ask("POST", f"notifications/{notice['notification_id']}/read")
    assert (read_.status, read_.body["read"]) == (200, True)
    assert ask("GET", "notifications").body["items"] == [{**notice, "read": True}]


def test_a_removed_alert_is_gone_and_what_it_told_stays() -> None:
    alert_id = make()
    tell_of([event()], alerts.alerts(), KNOWN)
    assert ask("DELETE", f"alerts/{alert_id}").body["alert_id"] == alert_id
    assert ask("GET", "alerts").body["items"] == []
    assert ask("DELETE", f"alerts/{alert_id}", key="key-again").status == 404
    assert alerts.alerts().watching(EventType.LISTING) == []
    assert told() == ["SOL is listed"]


def test_notifications_come_newest_first_page_by_page() -> None:
    make()
    for number in range(5):
        tell_of([event(f"e{number}", f"Event {number}")], alerts.alerts(), KNOWN + number)
    first = ask("GET", "notifications", limit="3").body
    second = ask("GET", "notifications", limit="3", cursor=first["next_cursor"]).body
    assert [one["title"] for one in first["items"] + second["items"]] == [
        f"Event {n}" for n in range(4, -1, -1)
    ]
    assert second["next_cursor"] is None
    assert ask("GET", "notifications", sub=BEN, cursor=first["next_cursor"]).status == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"types": ["rumour"]}, "body.types.0"),
        ({"coins": ["sol"]}, "body.coins.0"),
        ({"least_priority": "loud"}, "body.least_priority"),
        ({"channels": []}, "body.channels"),
        ({"channels": ["pigeon"]}, "body.channels.0"),
        ({"coin": "SOL"}, "body.coin"),
    ],
)
def test_a_wrong_alert_is_told_what_was_expected(body: Any, field: str) -> None:
    answer = ask("POST", "alerts", body)
    assert answer.status == 400
    assert [one["path"] for one in answer.body["fields"]] == [field]
    assert "got" in answer.body["fields"][0]["message"]


def test_a_person_has_a_bounded_number_of_alerts_and_a_repeated_wish_makes_one() -> None:
    table = alerts.alerts()
    for number in range(MOST_ALERTS - 1):
        table.create(Alert(f"alt-{number}", ADA, Condition(), (), NOON, NOON))
    assert make() == make()
    assert len(table.of_owner(ADA)) == MOST_ALERTS
    refused = ask("POST", "alerts", {}, key="one-too-many")
    assert (refused.status, refused.body["code"]) == (409, "alerts_full")
    with pytest.raises(Conflict):
        table.create(Alert("alt-x", ADA, Condition(), (), NOON, NOON))


def test_a_notice_shows_the_event_it_is_about() -> None:
    make()
    tell_of([event(synthetic=True)], alerts.alerts(), KNOWN + 5)
    (notice,) = ask("GET", "notifications").body["items"]
    known = event()
    assert isinstance(known, CatalystEvent)
    assert notice["record_id"] == known.record_id
    assert (notice["type"], notice["priority"], notice["assets"], notice["synthetic"]) == (
        "listing",
        "critical",
        ["SOL"],
        True,
    )
