"""Posting to open connections."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class Gone(Exception):
    """The connection has ended; nothing will ever reach it."""


class Sender(Protocol):
    """Hands bytes to a connection; Gone when it has ended, any other error is the gateway's."""

    def send(self, connection_id: str, message: bytes) -> None: ...


class GatewaySender:
    """Posts through API Gateway's management endpoint."""

    def __init__(self, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client

    def send(self, connection_id: str, message: bytes) -> None:
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=message)
        except self._client.exceptions.GoneException:
            raise Gone(connection_id) from None
