"""Why: one sentence with the numbers in it. Light: no numpy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """direction as judged; values by output, NaN where undefined; closing and opening price of the bar."""

    direction: int
    values: Mapping[str, float]
    args: tuple[int | float, ...]
    open: float
    close: float

    def __getitem__(self, output: str) -> float:
        return self.values[output]


Wording = Callable[[Moment], str]


def unknown(title: str) -> str:
    return f"{title} is not known: too few bars, or a value it needs is missing"


def apart(value: float, limit: float) -> str:
    """`value` with as few decimals as leave it on its side of `limit`: 29.97 is not 30.0."""
    for decimals in (1, 2, 4):
        text = f"{value:.{decimals}f}"
        if (float(text) < limit) == (value < limit) and (float(text) > limit) == (value > limit):
            return text
    return repr(value)


def price(value: float) -> str:
    return f"{value:.8g}"


def levels(label: str, low: float, high: float, output: str = "value") -> Wording:
    def say(moment: Moment) -> str:
        value = moment[output]
        if value < low:
            return f"{label} {apart(value, low)} is under {low:g}"
        if value > high:
            return f"{label} {apart(value, high)} is over {high:g}"
        return f"{label} {value:.1f} is between {low:g} and {high:g}"

    return say


def side(label: str) -> Wording:
    def say(moment: Moment) -> str:
        level = moment["value"]
        percent = 100 * abs(moment.close - level) / level
        where = {1: "above", -1: "below"}.get(moment.direction)
        name = label.format(*moment.args)
        if where is None:
            return f"The close {price(moment.close)} is at the {name}"
        return f"The close {price(moment.close)} is {percent:.2f} % {where} the {name} of {price(level)}"

    return say


def cross(kind: str) -> Wording:
    def say(moment: Moment) -> str:
        fast, slow = moment.args[:2]
        first, second = price(moment["fast"]), price(moment["slow"])
        if moment.direction:
            verb = "crossed above" if moment.direction > 0 else "crossed below"
            return f"{kind}({fast}) {first} {verb} {kind}({slow}) {second}"
        where = "above" if moment["spread"] > 0 else "below" if moment["spread"] < 0 else "at"
        return f"{kind}({fast}) {first} stays {where} {kind}({slow}) {second}: no cross at this bar"

    return say


def sided(bought: str, sold: str, neither: str) -> Wording:
    """Three sentences with {names} of outputs, of `close` and `open`, as prices."""

    def say(moment: Moment) -> str:
        text = {1: bought, -1: sold, 0: neither}[moment.direction]
        told = {name: price(value) for name, value in moment.values.items()}
        return text.format(close=price(moment.close), open=price(moment.open), **told)

    return say
