"""The present instant, asked for at the edges only."""

import time

from omc.kernel.instants import Ms


class SystemClock:
    """The machine's UTC clock in milliseconds."""

    def now(self) -> Ms:
        return time.time_ns() // 1_000_000
