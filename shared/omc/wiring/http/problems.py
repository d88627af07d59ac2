"""Errors as answers: the house's error tree and failed validation, in one shape, without internals."""

from collections.abc import Mapping, Sequence
from typing import Any

from omc.contracts.http.problem import Problem, ProblemField
from omc.kernel.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Halted,
    InvalidInput,
    NeedsPerson,
    NotFound,
    OmcError,
    Transient,
)
from omc.wiring.http.callers import Unauthenticated

_BY_CODE = {
    "idempotency_key_reused": 422,
    "invalid_run": 422,
    "invalid_spec": 422,
    "rate_limited": 429,
    "rejected_by_gates": 422,
    "several_symbols": 422,
}
_BY_KIND: tuple[tuple[type[OmcError], int], ...] = (
    (InvalidInput, 400),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (NeedsPerson, 409),
    (Halted, 423),
    (Transient, 503),
)
_SHOWN_CHARS = 80
INTERNAL = 500


def status_of(error: OmcError) -> int:
    """The HTTP status of an error; what is nobody's fault but ours is a 500."""
    by_code = _BY_CODE.get(error.code)
    if by_code is not None:
        return by_code
    return next((status for kind, status in _BY_KIND if isinstance(error, kind)), INTERNAL)


def problem_of(error: OmcError, request_id: str) -> Problem:
    """The answer's body; the words of a Bug stay in the log."""
    if status_of(error) == INTERNAL:
        return internal(request_id)
    fields = error.fields if isinstance(error, InvalidInput) else ()
    return Problem(
        code=error.code,
        message=error.message,
        fields=[ProblemField.of(field) for field in fields],
        request_id=request_id,
        retry_after=error.retry_after_s if isinstance(error, Transient) else None,
    )


def internal(request_id: str) -> Problem:
    """What a caller may know of our own fault: that it was ours, and how to name it to us."""
    return Problem(
        code="internal", message="something failed on our side; it is logged", request_id=request_id
    )


def invalid_request(errors: Sequence[Mapping[str, Any]]) -> InvalidInput:
    """A failed validation of the request, each wrong field with what was expected and what came."""
    fields = tuple(_field(error) for error in errors)
    names = ", ".join(field.path for field in fields)
    return InvalidInput(f"expected a valid request, got wrong fields: {names}", fields=fields)


def _field(error: Mapping[str, Any]) -> FieldError:
    path = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return FieldError(path, "expected a value, got nothing")
    if error["type"] == "json_invalid":
        return FieldError("body", f"expected JSON, got text that breaks at character {error['loc'][-1]}")
    expected = (
        str(error.get("msg", error["type"]))
        .removeprefix("Value error, ")
        .replace("Input should be ", "expected ")
    )
    return FieldError(path, f"{expected}, got {_shown(error.get('input'))}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
