"""What the domain may not reach for by itself: the time and chance, handed in by the caller."""

from typing import Protocol

from omc.kernel.instants import Ms


class Clock(Protocol):
    """Tells the present instant; never fails. Used at the edges only: rules take instants as arguments."""

    def now(self) -> Ms: ...


class Rng(Protocol):
    """A seeded source of uniform numbers in [0, 1)."""

    def random(self) -> float: ...
