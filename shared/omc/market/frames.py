"""The lengths of higher bars, those a series may be read in besides its own. Needs no numpy."""

from typing import NamedTuple

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms
from omc.market.timeframes import Timeframe

# The epoch was a Thursday; weeks begin on Mondays.
_FIRST_MONDAY: Ms = 4 * DAY_MS


class Frame(NamedTuple):
    """Bars of `ms`, counted from `phase` after the epoch, UTC."""

    name: str
    ms: Ms
    phase: Ms = 0

    def divides_into(self, longer: "Frame") -> bool:
        """Whether every bar of `longer` is made of whole bars of this one."""
        return longer.ms % self.ms == 0 and (longer.phase - self.phase) % self.ms == 0


FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        Frame("1m", MINUTE_MS),
        Frame("5m", 5 * MINUTE_MS),
        Frame("15m", 15 * MINUTE_MS),
        Frame("30m", 30 * MINUTE_MS),
        Frame("1h", HOUR_MS),
        Frame("2h", 2 * HOUR_MS),
        Frame("4h", 4 * HOUR_MS),
        Frame("6h", 6 * HOUR_MS),
        Frame("8h", 8 * HOUR_MS),
        Frame("12h", 12 * HOUR_MS),
        Frame("1d", DAY_MS),
        Frame("1w", 7 * DAY_MS, _FIRST_MONDAY),
    )
}


def frame_of(timeframe: Timeframe) -> Frame:
    return FRAMES[timeframe.value]


def longer_than(base: Frame) -> list[str]:
    """The names of the frames that bars of `base` can be read in, shortest first."""
    return [frame.name for frame in FRAMES.values() if base.divides_into(frame)]
