"""What a provider's status means. Its own words are never repeated: some quote the key that was wrong."""

import json
import re

from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.meaning import retry_after_s
from omc.kernel.errors import OmcError
from omc.ledgers.errors import RateLimited, SourceRefused

_TIMEOUT, _CONFLICT, _TOO_MANY = 408, 409, 429
# No money is no matter of waiting.
_SPENT = frozenset({"insufficient_quota", "billing_error", "credit_exhausted", "quota_exceeded"})
_CODE = re.compile(r"[a-z][a-z0-9_]{2,39}")


def refusal(answer: Answer) -> OmcError | None:
    """None for an answer, and for failures that mean the same everywhere."""
    status, place = answer.status, answer.place
    if status < 400 or status >= 500 or status == _TIMEOUT:
        return None
    codes = _codes(answer)
    if status in (_TOO_MANY, _CONFLICT) and not _SPENT & set(codes):
        return RateLimited(f"{place} asks for fewer requests ({status})", retry_after_s=retry_after_s(answer))
    said = f": {', '.join(codes)}" if codes else ""
    return SourceRefused(f"expected {place} to answer, it refused with {status}{said}")


def _codes(answer: Answer) -> list[str]:
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return []
    error = document.get("error") if isinstance(document, dict) else None
    if not isinstance(error, dict):
        return []
    told = [error.get(name) for name in ("type", "code")]
    return list(dict.fromkeys(one for one in told if isinstance(one, str) and _CODE.fullmatch(one)))
