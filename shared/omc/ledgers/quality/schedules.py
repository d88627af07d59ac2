"""How often a schedule expression fires: what a collector can be expected to have done."""

import re

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms

_RATE = re.compile(r"^rate\((\d+) (minute|hour|day)s?\)$")
_CRON = re.compile(r"^cron\((\S+) (\S+) \S+ \S+ \S+ \S+\)$")
_UNITS = {"minute": MINUTE_MS, "hour": HOUR_MS, "day": DAY_MS}


def interval_of(expression: str) -> Ms:
    """Mean time between two runs, ms; InvalidInput for what is neither a rate nor a cron with plain fields.

    Of a cron the minute and the hour count: numbers, lists, `*` and `*/n`. A day without runs is not told
    from one with them.

    >>> interval_of("rate(5 minutes)"), interval_of("cron(0 2 * * ? *)")
    (300000, 86400000)
    """
    rate = _RATE.match(expression)
    if rate:
        count = int(rate.group(1))
        if count < 1:
            raise InvalidInput(f"expected a rate of 1 or more, got {expression!r}")
        return count * _UNITS[rate.group(2)]
    cron = _CRON.match(expression)
    if cron is None:
        raise InvalidInput(
            f"expected rate(5 minutes) or cron(0 2 * * ? *), got {expression!r}", code="bad_schedule"
        )
    return DAY_MS // (_times(cron.group(1), 60, expression) * _times(cron.group(2), 24, expression))


def _times(field: str, full: int, expression: str) -> int:
    """How many values a field of a cron takes."""
    if field == "*":
        return full
    if re.fullmatch(r"\*/[1-9]\d?", field):
        step = int(field[2:])
        return max(-(-full // step), 1)
    if re.fullmatch(r"\d+/[1-9]\d?", field):
        first, step = (int(part) for part in field.split("/"))
        return max(-(-(full - first) // step), 1)
    total = 0
    for part in field.split(","):
        span = re.fullmatch(r"(\d+)(?:-(\d+))?", part)
        if span is None:
            raise InvalidInput(f"expected numbers in {expression!r}, got {part!r}", code="bad_schedule")
        first = int(span.group(1))
        last = int(span.group(2) or first)
        if not first <= last < full:
            raise InvalidInput(f"expected numbers below {full} in {expression!r}, got {part!r}")
        total += last - first + 1
    return total
