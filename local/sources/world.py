"""Made-up numbers that are the same whenever they are asked for: a function of a name and a time."""

import hashlib
import math

from omc.kernel.instants import DAY_MS, Ms

_WHOLE = 2**64


def chance(*name: object) -> float:
    """A number in [0, 1) that belongs to this name.

    >>> chance("a", 1) == chance("a", 1) != chance("a", 2)
    True
    """
    digest = hashlib.sha256("\x1f".join(map(str, name)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / _WHOLE


def drifting(name: str, at: Ms, start: float, share: float) -> float:
    """A positive number that wanders by about `share` of itself: slow waves of lengths of its own."""
    total = 0.0
    for wave in range(1, 5):
        length = DAY_MS * (0.5 + 30 * chance(name, "length", wave) / wave)
        total += math.sin(2 * math.pi * (at / length + chance(name, "phase", wave))) / wave
    return start * math.exp(share * total)
