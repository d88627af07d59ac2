"""POSTs that happen once: the middleware `idempotent` keeps the first answer to an Idempotency-Key.

What fails is not kept: the key is free again, the client repeats with the same key and body. A process
that dies midway leaves its key locked for half a minute, and the repeat carries the work out again; so
routes derive the ids of what they create from `idempotency_key(app)`, which makes even that repeat
create the same thing.
"""

import hashlib
import json
import re
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import BaseRouter
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from omc.adapters.dynamodb.idempotency import Answer, AnswerStore, Request
from omc.kernel.errors import FieldError, InvalidInput
from omc.wiring.aws import dynamodb, setting
from omc.wiring.clock import SystemClock
from omc.wiring.http.callers import signed_in

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
# An item holds 400 KB.
LONGEST_KEPT = 300_000
_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,64}")


def idempotency_key(app: BaseRouter) -> str:
    """The request's Idempotency-Key; InvalidInput when it is missing or malformed."""
    key = app.current_event.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        expected = f"expected 8 to 64 letters, digits or any of _ . : -, got {len(key)} characters"
        raise InvalidInput(
            "expected the header Idempotency-Key on this request",
            fields=[FieldError(f"header.{HEADER}", expected)],
            code="idempotency_key_missing",
        )
    return str(key)


def idempotent(app: Any, next_middleware: NextMiddleware) -> Response[Any]:
    """Route middleware: same key and body, same answer; same key and another body, 422."""
    return _once(app, next_middleware, None)


def repeatable(app: Any, next_middleware: NextMiddleware) -> Response[Any]:
    """`idempotent` for routes that change nothing: the key may be left out, and an answer that is too long to
    keep is worked out again for who repeats."""
    if HEADER not in app.current_event.headers:
        return next_middleware(app)
    return _once(app, next_middleware, LONGEST_KEPT)


def _once(app: Any, next_middleware: NextMiddleware, longest: int | None) -> Response[Any]:
    request, now = _request(app), SystemClock().now()
    store = AnswerStore(dynamodb(), setting("OMC_ACCOUNT_TABLE"))
    kept = store.claim(request, now)
    if kept is not None:
        return Response(kept.status, "application/json", kept.body, headers={REPLAYED: "true"})
    done = False
    try:
        response: Response[Any] = next_middleware(app)
        response.body = _text(response.body)
        if longest is not None and len(response.body.encode()) > longest:
            return response
        store.answer(request, now, Answer(response.status_code, response.body))
        done = True
        return response
    finally:
        if not done:
            store.release(request, now)


def _request(app: BaseRouter) -> Request:
    event = app.current_event
    route = f"{event.http_method} {app.context['_route'].openapi_path}"
    asked = [
        event.http_method,
        event.path,
        event.query_string_parameters or {},
        event.json_body if event.body else None,
    ]
    fingerprint = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return Request(signed_in(app).owner_id, route, idempotency_key(app), fingerprint)


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
