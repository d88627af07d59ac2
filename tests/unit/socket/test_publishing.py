"""Push records reach those they are for: numbered, complete, once."""

from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.socket.message.handler import handler as message
from functions.socket.publish.handler import handler as publish
from omc.adapters.dynamodb.client import Attributes, marshal
from omc.adapters.dynamodb.feed import Feed
from omc.adapters.dynamodb.push import push_item
from omc.kernel.errors import Transient
from omc.wiring import socket
from tests.fakes.gateway import ADA, BEN
from tests.fakes.sockets import FakeSender
from tests.unit.socket.events import message_event, stream_event

ALL_DONE: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def heard(sender: FakeSender) -> FakeSender:
    """Both listen to their floors, Ada also to candles."""
    for connection, channel in (
        ("c-ada", "floor"),
        ("c-ben", "floor"),
        ("c-ada", "candles:sample:BTC/USDT:1d"),
    ):
        message(message_event(connection, {"action": "subscribe", "channel": channel}), None)
    sender.sent.clear()
    return sender


def _order(push_id: str, owner: str = ADA, **data: Any) -> Attributes:
    return push_item(owner, "floor", "order_update", data, push_id)


def _seqs(sender: FakeSender, connection: str = "c-ada") -> list[int]:
    return [sent["seq"] for sent in sender.sent[connection]]


def test_a_push_reaches_its_owner_and_nobody_else(heard: FakeSender) -> None:
    assert publish(stream_event(_order("p-1", price=Decimal("0.10"))), None) == ALL_DONE
    (sent,) = heard.sent["c-ada"]
    assert (sent["type"], sent["channel"], sent["data"]) == ("order_update", "floor", {"price": "0.10"})
    assert sent["timestamp"].endswith("Z")
    assert heard.sent["c-ben"] == []


def test_candles_reach_whoever_listens(heard: FakeSender) -> None:
    publish(stream_event(push_item("*", "candles:sample:BTC/USDT:1d", "candle", {}, "b-1")), None)
    assert [sent["type"] for sent in heard.sent["c-ada"]] == ["candle"]
    assert heard.sent["c-ben"] == []


def test_each_owner_counts_from_one_without_gaps(heard: FakeSender) -> None:
    publish(stream_event(_order("p-1"), _order("p-2", BEN), _order("p-3")), None)
    publish(stream_event(_order("p-4")), None)
    assert _seqs(heard) == [1, 2, 3]
    assert _seqs(heard, "c-ben") == [1]


def test_a_record_delivered_again_keeps_its_number(heard: FakeSender) -> None:
    batch = stream_event(_order("p-1"), _order("p-2"))
    publish(batch, None)
    publish(batch, None)
    publish(stream_event(_order("p-3")), None)
    assert _seqs(heard) == [1, 2, 1, 2, 3]
    assert [entry.seq for entry in socket.feed_reader().since(ADA, "floor", 0, 10)] == [1, 2, 3]


def test_what_is_no_new_push_is_passed_over(heard: FakeSender) -> None:
    fact = marshal({"pk": "ORDER#1", "sk": "STATE"})
    assert publish(stream_event(fact), None) == ALL_DONE
    assert publish(stream_event(_order("p-1"), name="MODIFY"), None) == ALL_DONE
    assert publish(stream_event(_order("p-1"), name="REMOVE"), None) == ALL_DONE
    assert heard.sent["c-ada"] == []


def test_a_push_nobody_can_read_does_not_block_the_next(
    heard: FakeSender, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable = marshal({"pk": "PUSH#floor", "sk": "p-1", "data": "{"})
    assert publish(stream_event(unreadable, _order("p-2")), None) == ALL_DONE
    assert _seqs(heard) == [1]
    assert "unreadable push" in caplog.text


def test_of_profit_and_loss_only_the_latest_of_a_batch_is_sent_and_of_orders_every_one(
    heard: FakeSender,
) -> None:
    pnl = [push_item(ADA, "floor", "pnl_update", {"n": n}, f"pnl-{n}") for n in range(3)]
    publish(stream_event(pnl[0], _order("p-1"), pnl[1], _order("p-2"), pnl[2]), None)
    assert [sent["type"] for sent in heard.sent["c-ada"]] == ["order_update", "order_update", "pnl_update"]
    assert heard.sent["c-ada"][-1]["data"] == {"n": 2}
    assert _seqs(heard) == [1, 2, 3]


def test_a_message_too_long_for_a_frame_goes_out_as_a_link(heard: FakeSender) -> None:
    publish(stream_event(_order("p-1"), _order("p-2", note="x" * 40_000)), None)
    assert heard.sent["c-ada"][-1]["data"] == {"link": "/v1/floor/sync?since=1"}
    (full,) = socket.feed_reader().since(ADA, "floor", 1, 10)
    assert len(full.data["note"]) == 40_000


def test_a_connection_that_ended_is_forgotten_and_holds_up_nobody(heard: FakeSender) -> None:
    message(message_event("c-ada", {"action": "ping"}), None)
    socket.sockets().connect("c-ada-2", socket.Listener(ADA), 0)
    socket.sockets().subscribe("c-ada-2", f"{ADA}#floor", socket.clock.now())
    heard.ended.add("c-ada")
    assert publish(stream_event(_order("p-1")), None) == ALL_DONE
    assert _seqs(heard, "c-ada-2") == [1]
    assert socket.sockets().listener("c-ada") is None
    assert socket.sockets().subscribers(f"{ADA}#floor") == ["c-ada-2"]


def test_a_connection_in_trouble_misses_a_message_and_can_read_it_later(heard: FakeSender) -> None:
    heard.broken["c-ada"] = ClientError({"Error": {"Code": "LimitExceeded"}}, "PostToConnection")
    assert publish(stream_event(_order("p-1")), None) == ALL_DONE
    assert [entry.seq for entry in socket.feed_reader().since(ADA, "floor", 0, 10)] == [1]


def test_from_the_first_failure_on_the_stream_delivers_again(
    heard: FakeSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Feed.number

    def failing(feed: Feed, push: Any) -> int:
        if push.push_id == "p-2":
            raise Transient("busy")
        return number(feed, push)

    batch = stream_event(_order("p-1"), _order("p-2"), _order("p-3"))
    with monkeypatch.context() as patch:
        patch.setattr(Feed, "number", failing)
        assert publish(batch, None) == {"batchItemFailures": [{"itemIdentifier": "102"}]}
    rest = {"Records": batch["Records"][1:]}
    assert publish(rest, None) == ALL_DONE
    assert _seqs(heard) == [1, 2, 3]


def test_the_feed_is_read_in_order_and_in_pieces(heard: FakeSender) -> None:
    publish(stream_event(*[_order(f"p-{n}", n=n) for n in range(12)]), None)
    reader = socket.feed_reader()
    assert [entry.seq for entry in reader.since(ADA, "floor", 8, 10)] == [9, 10, 11, 12]
    assert [entry.seq for entry in reader.since(ADA, "floor", 0, 2)] == [1, 2]
    assert (reader.head(ADA, "floor"), reader.head(BEN, "floor")) == (12, 0)
