"""What clients say over their socket, and what they hear."""

from typing import Any

import pytest

from functions.socket.message.handler import handler as message
from functions.socket.publish.handler import handler as publish
from omc.adapters.dynamodb.push import push_item
from omc.adapters.socket.desk import MAX_CHANNELS
from omc.wiring import socket, speech
from tests.fakes.gateway import ADA
from tests.fakes.sockets import FakeSender
from tests.unit.socket.events import message_event, stream_event


def _say(sender: FakeSender, connection_id: str, body: Any) -> Any:
    assert message(message_event(connection_id, body), None) == {"statusCode": 200}
    return sender.sent[connection_id][-1]


def test_a_ping_is_answered(sender: FakeSender) -> None:
    answer = _say(sender, "c-ada", {"action": "ping"})
    assert answer["type"] == "pong"
    assert set(answer) == {"type", "channel", "data", "timestamp", "seq"}


@pytest.mark.parametrize("channel", ["floor", "candles:sample:BTC/USDT:1d"])
def test_a_signed_in_person_may_listen_to_their_floor_and_to_candles(
    sender: FakeSender, channel: str
) -> None:
    answer = _say(sender, "c-ada", {"action": "subscribe", "channel": channel})
    assert (answer["type"], answer["channel"]) == ("subscribed", channel)


def test_a_subscriber_learns_the_last_number_given(sender: FakeSender) -> None:
    publish(stream_event(push_item(ADA, "floor", "signal", {}, "p-1")), None)
    answer = _say(sender, "c-ada", {"action": "subscribe", "channel": "floor"})
    assert (answer["data"], answer["seq"]) == ({"last_seq": 1}, None)


def test_only_the_owner_of_a_run_may_follow_it(sender: FakeSender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "owns", lambda *asked: asked == (ADA, "backtest", "run-1"))
    request = {"action": "subscribe", "channel": "backtest:run-1"}
    assert _say(sender, "c-ada", request)["type"] == "subscribed"
    refused = _say(sender, "c-ben", request)
    assert (refused["type"], refused["data"]["code"]) == ("error", "not_found")


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("", "expected"),
        ("{", "expected"),
        ([], "expected"),
        ({"action": "shout"}, "wrong: action"),
        ({"action": "ping", "x": 1}, "wrong: x"),
        ({"action": "subscribe"}, "expected a channel"),
        ({"action": "subscribe", "channel": "secrets"}, "got 'secrets'"),
        ({"action": "subscribe", "channel": "floor:ben-sub"}, "got 'floor:ben-sub'"),
        ({"action": "subscribe", "channel": "candles:nonsense"}, "got 'nonsense'"),
        ({"action": "subscribe", "channel": "candles:sample:BTC/USDT:7y"}, "7y"),
        ({"action": "ping", "channel": "x" * 5000}, "4096"),
    ],
)
def test_nonsense_is_answered_with_what_was_expected(sender: FakeSender, body: Any, hint: str) -> None:
    answer = _say(sender, "c-ada", body)
    assert (answer["type"], answer["data"]["code"]) == ("error", "invalid_input")
    assert hint in answer["data"]["message"]


def test_a_socket_listens_to_a_bounded_number_of_channels(sender: FakeSender) -> None:
    for number in range(MAX_CHANNELS):
        socket.sockets().subscribe("c-ada", f"*#candles:sample:C{number}/USDT:1d", now=0)
    one_more = {"action": "subscribe", "channel": "floor"}
    known = {"action": "subscribe", "channel": "candles:sample:C0/USDT:1d"}
    assert "at most 50" in _say(sender, "c-ada", one_more)["data"]["message"]
    assert _say(sender, "c-ada", known)["type"] == "subscribed"


def test_an_unknown_connection_cannot_subscribe(sender: FakeSender) -> None:
    answer = _say(sender, "c-stranger", {"action": "subscribe", "channel": "floor"})
    assert answer["data"]["code"] == "not_found"


def test_a_connection_that_ended_before_its_answer_is_forgotten(sender: FakeSender) -> None:
    sender.ended.add("c-ada")
    message(message_event("c-ada", {"action": "ping"}), None)
    assert socket.sockets().listener("c-ada") is None


def test_who_unsubscribes_hears_no_more(sender: FakeSender) -> None:
    _say(sender, "c-ada", {"action": "subscribe", "channel": "floor"})
    _say(sender, "c-ada", {"action": "unsubscribe", "channel": "floor"})
    publish(stream_event(push_item(ADA, "floor", "signal", {}, "p-1")), None)
    assert sender.sent["c-ada"][-1]["type"] == "unsubscribed"
