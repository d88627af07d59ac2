"""A ticket opens one socket, once."""

import boto3
import pytest

from functions.api.account.handler import app
from functions.socket.authorize.handler import handler as authorize
from functions.socket.connect.handler import handler as connect
from functions.socket.disconnect.handler import handler as disconnect
from omc.adapters.dynamodb.sockets import TICKET_MS, Listener
from omc.wiring import socket
from tests.fakes.gateway import ADA, Context, http_event, read
from tests.unit.socket.events import METHOD_ARN, authorize_event, connect_event, disconnect_event

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def ticket() -> str:
    """A ticket as the API gives it to Ada."""
    answer = read(app.resolve(http_event("POST", "/v1/ws-ticket", groups=("trader", "viewer")), Context()))
    assert answer.status == 201
    assert answer.body["url"] == "wss://w1.execute-api.eu-west-1.amazonaws.com/live"
    return str(answer.body["ticket"])


def _effect(query: dict[str, str] | None) -> str:
    answer = authorize(authorize_event(query), None)
    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Resource"] == METHOD_ARN
    return str(statement["Effect"])


def test_a_ticket_opens_a_socket_in_its_owners_name(ticket: str) -> None:
    answer = authorize(authorize_event({"ticket": ticket}), None)
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
    assert answer["context"] == {"owner_id": ADA, "roles": "trader viewer"}


def test_a_ticket_opens_nothing_the_second_time(ticket: str) -> None:
    assert [_effect({"ticket": ticket}) for _ in range(2)] == ["Allow", "Deny"]


@pytest.mark.parametrize("query", [None, {}, {"ticket": ""}, {"ticket": "made-up"}, {"token": "x"}])
def test_without_a_known_ticket_no_socket_opens(query: dict[str, str] | None) -> None:
    assert _effect(query) == "Deny"


def test_a_ticket_is_worth_nothing_after_a_minute() -> None:
    table = socket.sockets()
    table.keep_ticket("t", Listener(ADA), now=0)
    assert table.take_ticket("t", now=TICKET_MS) is None
    assert table.take_ticket("t", now=TICKET_MS - 1) == Listener(ADA)


def test_the_ticket_itself_is_stored_nowhere(ticket: str) -> None:
    stored = boto3.client("dynamodb").scan(TableName="sockets")["Items"]
    assert len(stored) == 1
    assert ticket not in str(stored)


def test_a_connection_is_known_until_it_ends() -> None:
    connect(connect_event("c-1", ADA, "trader viewer"), None)
    assert socket.sockets().listener("c-1") == Listener(ADA, ("trader", "viewer"))
    disconnect(disconnect_event("c-1"), None)
    assert socket.sockets().listener("c-1") is None


def test_an_ended_connection_leaves_nothing_behind() -> None:
    connect(connect_event("c-1", ADA), None)
    socket.sockets().subscribe("c-1", "ada#floor", now=0)
    disconnect(disconnect_event("c-1"), None)
    disconnect(disconnect_event("c-1"), None)
    assert boto3.client("dynamodb").scan(TableName="sockets")["Items"] == []
