"""The roots of every error, grouped by the reaction each requires.

OmcError
├── InvalidInput      the caller's words are wrong: say what was expected and what came (HTTP 400, 422)
├── NotFound          no such thing, or not yours: the two are never told apart (404)
├── Forbidden         known caller, missing right (403)
├── Conflict          the world moved on: read again, then decide (409)
├── Halted            trading is stopped by a person or a limit (423)
├── Transient         try again later, safely (503); `retry_after_s` when known
├── NeedsPerson       no machine may decide this
└── Bug               an invariant is broken: never caught, always reported
"""

from collections.abc import Sequence
from typing import NamedTuple


class FieldError(NamedTuple):
    """One wrong field: where, what was expected, what came.

    line, column: the place of `token` in a text such as an expression, from 1.
    """

    path: str
    message: str
    token: str | None = None
    line: int | None = None
    column: int | None = None


class OmcError(Exception):
    """Base of all errors of the house; `code` is stable and meant for machines."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InvalidInput(OmcError):
    code = "invalid_input"

    def __init__(self, message: str, *, fields: Sequence[FieldError] = (), code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = tuple(fields)


class NotFound(OmcError):
    code = "not_found"


class Forbidden(OmcError):
    code = "forbidden"


class Conflict(OmcError):
    code = "conflict"


class Halted(OmcError):
    code = "kill_active"


class Transient(OmcError):
    code = "try_again"

    def __init__(self, message: str, *, retry_after_s: float | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class NeedsPerson(OmcError):
    code = "needs_person"


class Bug(OmcError):
    code = "bug"
