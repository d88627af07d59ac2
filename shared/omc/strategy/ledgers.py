"""What an expression may ask of a ledger: windows and ways to sum them up. Needs no numpy."""

import re

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms

HOWS = ("mean", "sum", "count", "last", "min", "max")
LONGEST: Ms = 366 * DAY_MS
_UNITS: dict[str, Ms] = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": 7 * DAY_MS}
_WINDOW = re.compile(r"[1-9][0-9]{0,6}[mhdw]")


def window_ms(text: str) -> Ms:
    """
    >>> window_ms("24h") == window_ms("1d")
    True
    """
    return int(text[:-1]) * _UNITS[text[-1]]


def is_window(text: str) -> bool:
    """Whether the text is a span of time that is not too long."""
    return _WINDOW.fullmatch(text) is not None and window_ms(text) <= LONGEST
