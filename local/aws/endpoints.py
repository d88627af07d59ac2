"""Where the emulator serves what AWS serves under its own host names. Pure."""

from urllib.parse import urlsplit, urlunsplit

_EXECUTE = "/_aws/execute-api"


def http_api_url(endpoint_url: str, api_id: str, path: str = "") -> str:
    """Address of an HTTP API's default stage.

    >>> http_api_url("http://127.0.0.1:4566/", "a1", "/v1/health")
    'http://127.0.0.1:4566/_aws/execute-api/a1/$default/v1/health'
    """
    return f"{endpoint_url.rstrip('/')}{_EXECUTE}/{api_id}/$default{_rooted(path)}"


def socket_url(endpoint_url: str, api_id: str, stage: str) -> str:
    """Address a client opens its socket at; the ticket goes into the query string.

    >>> socket_url("http://127.0.0.1:4566", "w1", "live")
    'ws://127.0.0.1:4566/_aws/execute-api/w1/live'
    """
    parts = urlsplit(endpoint_url.rstrip("/"))
    scheme = "wss" if parts.scheme == "https" else "ws"
    return urlunsplit((scheme, parts.netloc, f"{_EXECUTE}/{api_id}/{stage}", "", ""))


def socket_management_url(endpoint_url: str, api_id: str, stage: str) -> str:
    """`endpoint_url` of an `apigatewaymanagementapi` client, which posts to connections.

    >>> socket_management_url("http://127.0.0.1:4566", "w1", "live")
    'http://127.0.0.1:4566/_aws/execute-api/w1/live'
    """
    return f"{endpoint_url.rstrip('/')}{_EXECUTE}/{api_id}/{stage}"


def _rooted(path: str) -> str:
    return f"/{path.lstrip('/')}" if path else ""
