"""Sockets are authorised by ticket, run like any function, and can be pushed to."""

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from local.aws.endpoints import socket_management_url, socket_url
from tests.contract.local_aws.cloud import Cloud, eventually

pytestmark = pytest.mark.integration


def _url(cloud: Cloud, ticket: str) -> str:
    return f"{socket_url(cloud.aws.endpoint_url, cloud['SocketApi'], 'live')}?ticket={ticket}"


def test_a_bad_ticket_is_refused(cloud: Cloud) -> None:
    with pytest.raises(InvalidStatus) as refusal, connect(_url(cloud, "bad"), proxy=None):
        pass
    assert refusal.value.response.status_code == 403


def test_the_authorizers_context_reaches_the_handler_as_text(cloud: Cloud) -> None:
    with connect(_url(cloud, "good"), proxy=None):
        context = cloud.notes("socket$connect")[-1]
    assert context["authorizer"] == {"owner_id": "u1", "level": "3", "principalId": "u1"}
    assert eventually(lambda: cloud.notes("socket$disconnect"))


def test_a_handler_pushes_to_its_connection_and_leaves_a_log(cloud: Cloud) -> None:
    via = socket_management_url(cloud.aws.endpoint_url, cloud["SocketApi"], "live")
    with connect(_url(cloud, "good"), proxy=None) as client:
        client.send(json.dumps({"action": "push", "via": via}))
        assert json.loads(client.recv(timeout=10)) == {"pushed": True}
    assert "socket push" in cloud.log_lines("socket")


def test_a_failing_route_tells_the_client_no_more_than_aws_does(cloud: Cloud) -> None:
    with connect(_url(cloud, "good"), proxy=None) as client:
        client.send(json.dumps({"action": "boom"}))
        assert json.loads(client.recv(timeout=10))["message"] == "Internal server error"
