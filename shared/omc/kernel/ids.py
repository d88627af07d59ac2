"""Identifiers that are functions of what they identify, so that doing a thing twice names it once."""

import hashlib

_LENGTH = 32


def derived_id(kind: str, *parts: str | int) -> str:
    """`kind-` and 32 hex digits of SHA-256 over the parts; equal parts give equal ids.

    >>> derived_id("evt", "candle.closed", 1) == derived_id("evt", "candle.closed", 1)
    True
    """
    # The unit separator cannot occur in a part, so ("a", "bc") and ("ab", "c") differ.
    joined = "\x1f".join(str(part) for part in parts)
    return f"{kind}-{hashlib.sha256(joined.encode()).hexdigest()[:_LENGTH]}"
