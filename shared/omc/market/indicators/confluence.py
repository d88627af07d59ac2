"""Many readings as one score: weighted, signed, so that indicators that disagree cancel. Light: no numpy.

score = |sum of weight x strength x direction| / sum of weights, 0 to 100; its sign is the side. An indicator
that is missing or below its least strength leaves both sums, so that the others' weights are scaled up: a
market in which one speaks and seven are silent scores what that one says. How many spoke is told beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from omc.kernel.errors import InvalidInput
from omc.market.indicators.catalog import CATALOG
from omc.market.indicators.readings.model import Reading, Signal


@dataclass(frozen=True)
class Weight:
    """weight: share of the score, 0 and up. least: strength from which the indicator is counted."""

    weight: float
    least: float


DEFAULT_WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "rsi": Weight(0.19, 10),
        "macd": Weight(0.23, 15),
        "stochastic": Weight(0.13, 10),
        "bollinger": Weight(0.13, 12),
        "atr": Weight(0.06, 8),
        "ma_cross": Weight(0.13, 20),
        "volume_spike": Weight(0.07, 10),
        "channel": Weight(0.06, 10),
    }
)
STRONG, ENOUGH = 70.0, 40.0


class Recommendation(StrEnum):
    STRONG_BUY = "STRONG_BUY"
    BUY = "BUY"
    WAIT = "WAIT"
    SELL = "SELL"
    STRONG_SELL = "STRONG_SELL"


@dataclass(frozen=True)
class Contribution:
    """points: what the indicator adds to the signed score. counted: whether it is in the sums at all.

    threshold: the rule it was judged by, in the catalog's words.
    """

    name: str
    signal: Signal
    strength: float
    weight: float
    points: float
    counted: bool
    values: Mapping[str, float | None]
    threshold: str
    sentence: str


@dataclass(frozen=True)
class Confluence:
    """missing: weighted indicators without a reading, in the order of the weights.

    counted: how many readings the score is made of; contributions has those left out, too.
    """

    score: float
    side: Signal
    recommendation: Recommendation
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]

    @property
    def counted(self) -> int:
        return sum(part.counted for part in self.contributions)


def confluence(
    readings: Mapping[str, Reading], weights: Mapping[str, Weight] = DEFAULT_WEIGHTS
) -> Confluence:
    """The score of `readings` by name; those that are not weighted are not read.

    InvalidInput for a weight or a least strength out of bounds, or a reading without a reason.
    """
    _check(weights)
    present = {name: readings[name] for name in weights if name in readings and readings[name].known}
    whole = sum(weights[name].weight for name, found in present.items() if _counts(found, weights[name]))
    contributions = tuple(_contribution(name, found, weights[name], whole) for name, found in present.items())
    # Rounding noise decides no threshold: 40 is 40 whatever the weights sum to.
    signed = round(sum(part.points for part in contributions), 9)
    side = Signal.of((signed > 0) - (signed < 0))
    missing = tuple(name for name in weights if name not in present)
    return Confluence(abs(signed), side, recommended(signed), contributions, missing)


def recommended(signed_score: float) -> Recommendation:
    """STRONG from 70 on, BUY or SELL from 40 on, else WAIT."""
    if abs(signed_score) < ENOUGH:
        return Recommendation.WAIT
    if abs(signed_score) < STRONG:
        return Recommendation.BUY if signed_score > 0 else Recommendation.SELL
    return Recommendation.STRONG_BUY if signed_score > 0 else Recommendation.STRONG_SELL


def _contribution(name: str, found: Reading, weight: Weight, whole: float) -> Contribution:
    if not found.reason.strip():
        raise InvalidInput(f"the reading of {name} has no reason")
    counted = _counts(found, weight)
    points = weight.weight * found.strength * found.signal.direction / whole if counted and whole else 0.0
    return Contribution(
        name, found.signal, found.strength, weight.weight, points, counted, found.values,
        CATALOG[name].says if name in CATALOG else "", _sentence(found, weight, points, counted),
    )  # fmt: skip


def _counts(found: Reading, weight: Weight) -> bool:
    return found.strength >= weight.least


def _sentence(found: Reading, weight: Weight, points: float, counted: bool) -> str:
    neutral = found.signal is Signal.NEUTRAL
    if counted:
        said = "takes no side" if neutral else f"{found.signal} at strength {found.strength:.1f}"
        return f"{found.reason}; {said}, adds {points:+.2f} points."
    if neutral:
        return f"{found.reason}; takes no side and is not counted."
    said = f"{found.signal} at strength {found.strength:.1f} is below {weight.least:g}"
    return f"{found.reason}; {said} and not counted."


def _check(weights: Mapping[str, Weight]) -> None:
    for name, weight in weights.items():
        if not (0 <= weight.weight < float("inf") and 0 <= weight.least <= 100):
            raise InvalidInput(
                f"{name} needs a weight from 0 up and a least strength from 0 to 100, "
                f"got {weight.weight} and {weight.least}"
            )
