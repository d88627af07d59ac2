"""Sockets on the deployed stack: ticket, door, subscription, push, end."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from local.people import Person
from local.stack import Stack
from omc.adapters.dynamodb.push import push_item

pytestmark = pytest.mark.integration
WITHIN_S = 10


def _ask(stack: Stack, who: Person | None, method: str, path: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {who.token}"} if who else {}
    with httpx.Client(base_url=stack.api_url, trust_env=False, timeout=30) as client:
        return client.request(method, path, headers=headers)


def _address(stack: Stack, who: Person) -> str:
    ticket = _ask(stack, who, "POST", "/v1/ws-ticket").json()
    return f"{ticket['url']}?ticket={ticket['ticket']}"


@contextmanager
def _socket(address: str) -> Iterator[ClientConnection]:
    with connect(address, proxy=None, open_timeout=WITHIN_S) as socket:
        yield socket


def _say(socket: ClientConnection, **message: str) -> Any:
    socket.send(json.dumps(message))
    return json.loads(socket.recv(WITHIN_S))


def _owner(stack: Stack, who: Person) -> str:
    return str(_ask(stack, who, "GET", "/v1/me").json()["owner_id"])


def _push(stack: Stack, owner: str, push_id: str, **data: str) -> None:
    stack.aws.client("dynamodb").put_item(
        TableName=stack.outputs["FloorTable"],
        Item=push_item(owner, "floor", "order_update", data, push_id),
    )


def test_health_answers_anyone_and_me_only_the_signed_in(stack: Stack, ada: Person) -> None:
    assert _ask(stack, None, "GET", "/v1/health").json()["status"] == "ok"
    assert _ask(stack, None, "GET", "/v1/me").status_code == 401
    assert _ask(stack, ada, "GET", "/v1/me").json()["roles"] == ["trader"]


def test_a_push_reaches_its_owners_socket_in_order_and_no_other(
    stack: Stack, ada: Person, ben: Person
) -> None:
    with _socket(_address(stack, ada)) as hers, _socket(_address(stack, ben)) as his:
        before = _say(hers, action="subscribe", channel="floor")["data"]["last_seq"]
        assert _say(his, action="subscribe", channel="floor")["type"] == "subscribed"
        owner = _owner(stack, ada)
        for number in range(3):
            _push(stack, owner, f"push-{number}", order_id=f"o-{number}")
        heard = [json.loads(hers.recv(WITHIN_S)) for _ in range(3)]
        assert [message["data"]["order_id"] for message in heard] == ["o-0", "o-1", "o-2"]
        assert [message["seq"] for message in heard] == [before + 1, before + 2, before + 3]
        assert _say(his, action="ping")["type"] == "pong", "nothing of hers came before"


def test_a_used_ticket_opens_nothing(stack: Stack, ada: Person) -> None:
    address = _address(stack, ada)
    with _socket(address):
        pass
    with pytest.raises(InvalidStatus), _socket(address):
        pass


def test_an_ended_socket_is_forgotten(stack: Stack, ada: Person) -> None:
    dynamodb = stack.aws.client("dynamodb")
    with _socket(_address(stack, ada)) as socket:
        _say(socket, action="subscribe", channel="floor")
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        items = dynamodb.scan(TableName=stack.outputs["SocketsTable"])["Items"]
        left = [item for item in items if item["pk"]["S"].startswith(("CONNECTION#", "CHANNEL#"))]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError(f"expected no connection to be left, got {left}")
