"""A clock that stands until it is moved."""

from omc.kernel.instants import Ms


class FixedClock:
    def __init__(self, now: Ms = 0) -> None:
        self.instant = now

    def now(self) -> Ms:
        return self.instant
