"""The resolver every HTTP context is built on: validation, problems, headers, one log line per request."""

import re
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)

from omc.contracts.http.problem import Problem
from omc.kernel.errors import InvalidInput, NotFound, OmcError
from omc.wiring.http.bodies import read_json
from omc.wiring.http.callers import caller_of
from omc.wiring.http.problems import INTERNAL, internal, invalid_request, problem_of, status_of

_PROBLEM = "application/problem+json"
_CORRELATION = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
}


class NotModified(Exception):
    """The client's copy is current (304)."""


class Api(APIGatewayHttpResolver):
    """A Powertools HTTP resolver with the house's errors, headers and log line."""

    def __init__(self, name: str) -> None:
        super().__init__(
            enable_validation=True,
            response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
            json_body_deserializer=read_json,
        )
        self.name = name
        self.log = Logger(service=f"api-{name}")
        self.etag: str | None = None
        self._failure: str | None = None
        self._handle_errors()

    def resolve(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """The answer to one HTTP API event; an unknown exception is logged and answered with a 500."""
        started, self.etag, self._failure = time.monotonic(), None, None
        request_id = request_id_of(event)
        try:
            answer = super().resolve(event, context)
        except Exception:
            # The entry point: whatever it was, the caller gets an answer.
            self.log.exception("unexpected failure", extra={"request_id": request_id})
            self._failure = "internal"
            answer = _answer(_problem(internal(request_id), INTERNAL))
        answer["headers"] = {**answer.get("headers", {}), **self._headers(event, answer["statusCode"])}
        self._note(event, answer["statusCode"], round((time.monotonic() - started) * 1000))
        return answer

    def _headers(self, event: Mapping[str, Any], status: int) -> dict[str, str]:
        ids = {"x-request-id": request_id_of(event), "x-correlation-id": correlation_id_of(event)}
        validators = (
            {"etag": self.etag, "cache-control": "private, no-cache"} if self.etag and status < 400 else {}
        )
        return {**_HEADERS, **ids, **validators}

    def _handle_errors(self) -> None:
        handlers: dict[type[Exception], Callable[[Any], Response[str]]] = {
            OmcError: self._refused,
            RequestValidationError: lambda error: self._refused(invalid_request(error.errors())),
            RequestUnsupportedContentType: lambda _: self._refused(
                InvalidInput("expected a body of type application/json, got another type")
            ),
            NotFoundError: lambda _: self._refused(NotFound("no such route")),
            ResponseValidationError: self._broken,
            # An empty body and not none: the emulator cannot send what is null.
            NotModified: lambda _: Response(HTTPStatus.NOT_MODIFIED, None, ""),
        }
        for kind, handle in handlers.items():
            self.exception_handler(kind)(handle)

    def _refused(self, error: OmcError) -> Response[str]:
        request_id = request_id_of(self.current_event.raw_event)
        status, self._failure = status_of(error), error.code
        if status == INTERNAL:
            self.log.exception("broken invariant", extra={"request_id": request_id})
        return _problem(problem_of(error, request_id), status)

    def _broken(self, error: ResponseValidationError) -> Response[str]:
        # Our own answer breaks our own contract; its values stay out of the log.
        request_id = request_id_of(self.current_event.raw_event)
        wrong = [{"loc": e["loc"], "type": e["type"]} for e in error.errors()]
        self.log.error("answer breaks its contract", extra={"request_id": request_id, "fields": wrong})
        self._failure = "internal"
        return _problem(internal(request_id), INTERNAL)

    def _note(self, event: Mapping[str, Any], status: int, duration_ms: int) -> None:
        """Route, outcome and owner; never bodies, queries, tokens or other headers."""
        http = event.get("requestContext", {}).get("http", {})
        facts = {
            "method": http.get("method"),
            "path": event.get("rawPath"),
            "status": status,
            "code": self._failure,
            "duration_ms": duration_ms,
            "owner_id": _owner(event),
            "request_id": request_id_of(event),
            "correlation_id": correlation_id_of(event),
        }
        self.log.info("request", extra=facts)


def build_resolver(name: str) -> Api:
    """The resolver of one context, such as "floor"; its name is the tag of its routes."""
    return Api(name)


def request_id_of(event: Mapping[str, Any]) -> str:
    """The gateway's id of the request."""
    return str(event.get("requestContext", {}).get("requestId") or "unknown")


def correlation_id_of(event: Mapping[str, Any]) -> str:
    """The client's X-Correlation-Id if it is well formed, else the request's id."""
    given = (event.get("headers") or {}).get("x-correlation-id", "")
    return given if _CORRELATION.fullmatch(given) else request_id_of(event)


def correlation_id(app: BaseRouter) -> str:
    """The correlation id to write into events and audit records."""
    return correlation_id_of(app.current_event.raw_event)


def revalidate(app: Api, tag: str) -> None:
    """Mark the answer with an ETag; raises NotModified when the client's If-None-Match names it."""
    app.etag = f'"{tag}"'
    if app.etag in (app.current_event.headers.get("if-none-match") or ""):
        raise NotModified


def _owner(event: Mapping[str, Any]) -> str | None:
    try:
        return caller_of(event).owner_id
    except OmcError:
        return None


def _problem(problem: Problem, status: int) -> Response[str]:
    headers: dict[str, str | list[str]] = {}
    if problem.retry_after is not None:
        headers["retry-after"] = str(max(1, round(problem.retry_after)))
    return Response(status, _PROBLEM, problem.model_dump_json(), headers=headers)


def _answer(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        "headers": {"Content-Type": _PROBLEM},
        "body": response.body,
        "isBase64Encoded": False,
    }
