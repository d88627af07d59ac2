"""The functions of the language and what each takes."""

from dataclasses import dataclass
from enum import StrEnum

from omc.strategy.tree import Kind

MAX_LENGTH = 5000


class Arg(StrEnum):
    """SERIES: a number per bar. CONDITION: true or false per bar. LENGTH: whole bars, 1 to 5000, the same
    for every bar. FACTOR: a number above 0, the same for every bar."""

    SERIES = "a number"
    CONDITION = "a condition"
    LENGTH = "a length"
    FACTOR = "a factor"


@dataclass(frozen=True)
class Signature:
    """args in order; `optional` of the last may be left out, and with `more` the last may be repeated."""

    usage: str
    args: tuple[Arg, ...]
    result: Kind = Kind.NUMBER
    optional: int = 0
    more: bool = False

    def arg(self, index: int) -> Arg:
        return self.args[min(index, len(self.args) - 1)]

    def accepts(self, count: int) -> bool:
        return count >= len(self.args) - self.optional and (self.more or count <= len(self.args))


_WINDOW = (Arg.SERIES, Arg.LENGTH)
_BAND = (Arg.SERIES, Arg.LENGTH, Arg.FACTOR)
_TWO = (Arg.SERIES, Arg.SERIES)
_SAYS = Kind.CONDITION

FUNCTIONS: dict[str, Signature] = {
    "sma": Signature("sma(close, 20)", _WINDOW),
    "ema": Signature("ema(close, 20)", _WINDOW),
    "rsi": Signature("rsi(close, 14)", _WINDOW),
    "atr": Signature("atr(14)", (Arg.LENGTH,)),
    "bollinger_upper": Signature("bollinger_upper(close, 20, 2)", _BAND, optional=1),
    "bollinger_middle": Signature("bollinger_middle(close, 20, 2)", _BAND, optional=1),
    "bollinger_lower": Signature("bollinger_lower(close, 20, 2)", _BAND, optional=1),
    "highest": Signature("highest(high, 20)", _WINDOW),
    "lowest": Signature("lowest(low, 20)", _WINDOW),
    "abs": Signature("abs(close - open)", (Arg.SERIES,)),
    "min": Signature("min(open, close)", _TWO, more=True),
    "max": Signature("max(open, close)", _TWO, more=True),
    "between": Signature("between(rsi(close, 14), 40, 60)", (*_TWO, Arg.SERIES), _SAYS),
    "for_bars": Signature("for_bars(close > open, 3)", (Arg.CONDITION, Arg.LENGTH), _SAYS),
    "crosses_above": Signature("crosses_above(close, sma(close, 20))", _TWO, _SAYS),
    "crosses_below": Signature("crosses_below(close, sma(close, 20))", _TWO, _SAYS),
}
