"""What every sender does, the remembering one and the gateway's."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from omc.adapters.socket.sender import GatewaySender, Gone, Sender
from tests.fakes.sockets import FakeSender

MESSAGE = b'{"type":"pong"}'


def _gateway(outcome: str) -> Sender:
    client: Any = boto3.client(
        "apigatewaymanagementapi",
        endpoint_url="http://127.0.0.1:1",
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    stub = Stubber(client)
    if outcome == "open":
        stub.add_response("post_to_connection", {}, {"ConnectionId": "c-1", "Data": MESSAGE})
    else:
        stub.add_client_error("post_to_connection", "GoneException", http_status_code=410)
    stub.activate()
    return GatewaySender(client)


def _fake(outcome: str) -> Sender:
    fake = FakeSender()
    if outcome == "ended":
        fake.ended.add("c-1")
    return fake


@pytest.mark.parametrize("make", [_fake, _gateway])
def test_an_open_connection_takes_a_message(make: Any) -> None:
    make("open").send("c-1", MESSAGE)


@pytest.mark.parametrize("make", [_fake, _gateway])
def test_an_ended_connection_says_so(make: Any) -> None:
    with pytest.raises(Gone):
        make("ended").send("c-1", MESSAGE)
