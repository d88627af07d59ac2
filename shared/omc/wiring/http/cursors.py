"""Cursors: where the next page begins, opaque to the client and bound to one owner and one list.

A cursor carries sort keys only; the partition comes from the caller's token, so a cursor taken from or
made up by anybody reads nothing that its bearer may not read.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping

from omc.kernel.errors import FieldError, InvalidInput
from omc.wiring.http.callers import Caller

_MARK_CHARS = 12


def encode_cursor(person: Caller, listing: str, position: Mapping[str, str] | None) -> str | None:
    """The cursor after `position` in the list named; None when the list has ended."""
    if position is None:
        return None
    body = json.dumps(dict(position), sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(f"{_mark(person, listing, body)}{body}".encode()).decode().rstrip("=")


def decode_cursor(person: Caller, listing: str, cursor: str | None) -> dict[str, str] | None:
    """Inverse of `encode_cursor`; InvalidInput for a cursor of another owner or list."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise _unknown() from None
    mark, body = text[:_MARK_CHARS], text[_MARK_CHARS:]
    if mark != _mark(person, listing, body):
        raise _unknown()
    position: dict[str, str] = json.loads(body)
    return position


def _mark(person: Caller, listing: str, body: str) -> str:
    return hashlib.sha256(f"{person.owner_id}\x1f{listing}\x1f{body}".encode()).hexdigest()[:_MARK_CHARS]


def _unknown() -> InvalidInput:
    expected = "expected a next_cursor of this list, got another text"
    return InvalidInput(expected, fields=[FieldError("query.cursor", expected)], code="cursor_unknown")
