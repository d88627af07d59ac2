"""What leaves an outbox, and what is delivered again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.events.relay import handler as relay_handler
from omc.adapters.dynamodb.client import marshal
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.events.relay import Relay, batch_of
from omc.contracts.events import parse_event
from omc.kernel.events import Event
from omc.wiring import events


class Bus:
    """Keeps what it was given; `refuses` says which event ids it turns down."""

    def __init__(self) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        self.refuses: set[str] = set()
        self.down = False

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        if self.down:
            raise ClientError({"Error": {"Code": "InternalException"}}, "PutEvents")
        self.calls.append(Entries)
        ids = [json.loads(entry["Detail"])["event_id"] for entry in Entries]
        return {"Entries": [{"ErrorCode": "Throttled"} if one in self.refuses else {} for one in ids]}


class Queue:
    def __init__(self) -> None:
        self.messages: list[dict[str, str]] = []
        self.refuses: set[str] = set()

    def send_message(self, **message: str) -> None:
        if message["MessageDeduplicationId"] in self.refuses:
            raise ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessage")
        self.messages.append(message)


def event(number: int, kind: str = "candle.closed", **data: str) -> Event:
    return Event(f"evt-{number}", kind, number, number, data)


def stream(*entries: Event, change: str = "INSERT") -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventName": change,
                "dynamodb": {
                    "SequenceNumber": f"s{entry.event_id}",
                    "NewImage": outbox_put("t", entry)["Put"]["Item"],
                },
            }
            for entry in entries
        ]
    }


def relay(bus: Bus, queue: Queue) -> Relay:
    return Relay(bus, "omc-test", queue, "https://queue")  # type: ignore[arg-type]


def test_events_go_to_the_bus_ten_at_a_time_named_by_their_type() -> None:
    bus = Bus()
    assert relay(bus, Queue()).publish(batch_of(stream(*map(event, range(23))))) == []
    assert [len(call) for call in bus.calls] == [10, 10, 3]
    entry = bus.calls[0][0]
    assert (entry["Source"], entry["DetailType"], entry["EventBusName"]) == (
        "omc",
        "candle.closed",
        "omc-test",
    )
    assert parse_event(json.loads(entry["Detail"])) == event(0)


def test_only_what_the_bus_turned_down_is_delivered_again() -> None:
    bus = Bus()
    bus.refuses = {"evt-3", "evt-12"}
    assert relay(bus, Queue()).publish(batch_of(stream(*map(event, range(15))))) == ["sevt-3", "sevt-12"]


def test_a_bus_that_is_down_loses_nothing() -> None:
    bus = Bus()
    bus.down = True
    assert relay(bus, Queue()).publish(batch_of(stream(event(1), event(2)))) == ["sevt-1", "sevt-2"]


def test_an_order_intent_goes_to_the_queue_of_its_account_and_not_to_the_bus() -> None:
    bus, queue = Bus(), Queue()
    intent = event(1, "order.intent", account_id="acc-1")
    relay(bus, queue).publish(batch_of(stream(intent)))
    assert bus.calls == []
    message = queue.messages[0]
    assert (message["MessageGroupId"], message["MessageDeduplicationId"]) == ("acc-1", "evt-1")
    assert parse_event(message["MessageBody"]) == intent


def test_no_intent_overtakes_one_that_did_not_go_out() -> None:
    queue = Queue()
    queue.refuses = {"evt-2"}
    intents = [event(number, "order.intent", account_id="acc-1") for number in (1, 2, 3)]
    assert relay(Bus(), queue).publish(batch_of(stream(*intents))) == ["sevt-2"]
    assert [message["MessageDeduplicationId"] for message in queue.messages] == ["evt-1"]


def test_other_items_changes_and_removals_are_passed_over() -> None:
    bar = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": marshal({"pk": "BAR#x"})}}
    removed = {"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "2"}}
    assert batch_of({"Records": [bar, removed, *stream(event(1), change="MODIFY")["Records"]]}) == []


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Callable[[Relay], None]:
    return lambda built: monkeypatch.setattr(events, "relay", lambda: built)


def test_the_handler_reports_positions_as_batch_item_failures(wired: Callable[[Relay], None]) -> None:
    bus = Bus()
    bus.refuses = {"evt-2"}
    wired(relay(bus, Queue()))
    answer = relay_handler.handler(stream(event(1), event(2)), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "sevt-2"}]}


def test_the_sample_event_is_relayed(wired: Callable[[Relay], None]) -> None:
    wired(relay(Bus(), Queue()))
    sample = json.loads(Path(relay_handler.__file__).with_name("event.json").read_text())
    assert relay_handler.handler(sample, None) == {"batchItemFailures": []}
