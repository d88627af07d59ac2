"""The bar lengths we know, and how a series is cut into partitions of bounded size."""

from enum import StrEnum

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms


class Timeframe(StrEnum):
    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1h"
    H4 = "4h"
    D1 = "1d"

    @property
    def ms(self) -> Ms:
        return _LENGTHS[self]

    def close_of(self, open_time: Ms) -> Ms:
        """When the bar that opened at `open_time` is over and may be known."""
        return open_time + self.ms

    def floor(self, instant: Ms) -> Ms:
        """Open time of the bar that holds `instant`; bars are aligned to the epoch."""
        return instant - instant % self.ms


_LENGTHS: dict[Timeframe, Ms] = {
    Timeframe.M1: MINUTE_MS,
    Timeframe.M5: 5 * MINUTE_MS,
    Timeframe.M15: 15 * MINUTE_MS,
    Timeframe.H1: HOUR_MS,
    Timeframe.H4: 4 * HOUR_MS,
    Timeframe.D1: DAY_MS,
}
