"""One reading, and the sides it can take. Light: no numpy."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Signal(StrEnum):
    BUY = "BUY"
    SELL = "SELL"
    NEUTRAL = "NEUTRAL"

    @property
    def direction(self) -> int:
        return {"BUY": 1, "SELL": -1, "NEUTRAL": 0}[self.value]

    @classmethod
    def of(cls, direction: int) -> "Signal":
        return {1: cls.BUY, -1: cls.SELL, 0: cls.NEUTRAL}[direction]


@dataclass(frozen=True)
class Reading:
    """What one indicator said when a bar had closed.

    values: by output, None where undefined. strength: 0 to 100; 0 when NEUTRAL, except of `atr`, which
    tells how unusual the market's range is and never takes a side. known: False when the first output is
    undefined: such a reading is missing, not NEUTRAL.
    """

    name: str
    values: Mapping[str, float | None]
    signal: Signal
    strength: float
    reason: str
    known: bool = True
