"""Events as API Gateway sends them to HTTP functions (payload 2.0), and their answers read back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

ADA = "ada-sub"
BEN = "ben-sub"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers, JSON body (None when empty)."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Context:
    """The part of the Lambda context that our code may rely on."""

    function_name = "test"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:test"
    aws_request_id = "lambda-request"


def http_event(
    method: str,
    path: str,
    *,
    body: Any = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    sub: str | None = ADA,
    groups: Sequence[str] = ("trader",),
) -> dict[str, Any]:
    """An HTTP API event; `body` is sent as JSON unless it is a str; `sub=None` is a request without token."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "203.0.113.7", "protocol": "HTTP/1.1"},
            "requestId": "gateway-request",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(query)
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    if sub is not None:
        claims = {"sub": sub, "cognito:groups": f"[{' '.join(groups)}]", "email": f"{sub}@example.com"}
        event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


def read(answer: Mapping[str, Any]) -> Answer:
    """What a client would see of a function's answer."""
    headers = {name.lower(): value for name, value in answer.get("headers", {}).items()}
    text = answer.get("body")
    return Answer(answer["statusCode"], headers, json.loads(text) if text else None)
