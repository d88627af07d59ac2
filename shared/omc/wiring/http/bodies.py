"""Request bodies, read defensively: whatever is sent, the worst answer is a 400."""

import json
import re
from typing import Any

from omc.kernel.errors import FieldError, InvalidInput

MAX_CHARS = 1_000_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str) -> Any:
    """The value of a JSON text; JSONDecodeError where it is none, InvalidInput where it is unusable."""
    if len(text) > MAX_CHARS:
        raise _unusable(f"expected at most {MAX_CHARS} characters, got {len(text)}")
    try:
        value = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError:
        raise
    except RecursionError:
        raise _unusable("expected JSON of moderate depth, got thousands of levels") from None
    except ValueError:
        raise _unusable("expected numbers of moderate length, got one of thousands of digits") from None
    if "\\u" in text and _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise _unusable("expected Unicode text, got half of a surrogate pair")
    return value


def _no_number(name: str) -> Any:
    raise _unusable(f"expected JSON numbers, got {name}")


def _unusable(message: str) -> InvalidInput:
    return InvalidInput(message, fields=[FieldError("body", message)])
