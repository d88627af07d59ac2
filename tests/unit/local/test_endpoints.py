"""Addresses of the laptop's APIs."""

import pytest

from local.aws.endpoints import http_api_url, socket_management_url, socket_url


@pytest.mark.parametrize("path", ["v1/health", "/v1/health"])
def test_an_api_path_may_or_may_not_begin_with_a_slash(path: str) -> None:
    assert (
        http_api_url("http://127.0.0.1:1", "a", path)
        == "http://127.0.0.1:1/_aws/execute-api/a/$default/v1/health"
    )


def test_a_secure_endpoint_has_secure_sockets() -> None:
    assert socket_url("https://aws.local", "w", "live") == "wss://aws.local/_aws/execute-api/w/live"


def test_clients_and_functions_speak_of_the_same_stage() -> None:
    client, function = (url("http://h:1/", "w", "live") for url in (socket_url, socket_management_url))
    assert client.partition("://")[2] == function.partition("://")[2]
