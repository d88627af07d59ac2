"""A minute's work: one pass, and more at short intervals while there is something to look after closely."""

from collections.abc import Callable

from omc.floor.ports import Sleep
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.ports import Clock

MINUTE_BUDGET_MS = 50 * SECOND_MS
INTERVAL_MS = 5 * SECOND_MS


def passes(
    once: Callable[[], object],
    closely: Callable[[], bool],
    clock: Clock,
    sleep: Sleep,
    budget_ms: Ms = MINUTE_BUDGET_MS,
    every_ms: Ms = INTERVAL_MS,
) -> int:
    """How many passes were made; never begins one that the minute has no room for."""
    until, made = clock.now() + budget_ms, 0
    while True:
        once()
        made += 1
        if not closely() or clock.now() + every_ms > until:
            return made
        sleep(every_ms)
