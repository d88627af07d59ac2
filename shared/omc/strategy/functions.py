"""The functions of the language and what each takes: those of its own and every indicator of the catalog.

Light: importable without numpy, for who only checks a spec.
"""

from enum import StrEnum
from typing import NamedTuple

from omc.market.indicators.catalog import CATALOG, ArgKind, Indicator, Reads
from omc.strategy.tree import Kind

MAX_LENGTH = 5000
MAX_MINUTES = 1440


class Arg(StrEnum):
    """SERIES: a number per bar. CONDITION: true or false per bar. LENGTH: whole bars, 1 to 5000, the same
    for every bar. FACTOR: a number above 0, the same for every bar. MINUTES: whole minutes of a day."""

    SERIES = "a number"
    CONDITION = "a condition"
    LENGTH = "a length"
    FACTOR = "a factor"
    MINUTES = "minutes"


class Signature(NamedTuple):
    """args in order; the last may be left out where `defaults` has a text for them, and with `more` the last
    may be repeated. outputs: the columns an indicator has, the first being the bare call's."""

    usage: str
    args: tuple[Arg, ...]
    result: Kind = Kind.NUMBER
    defaults: tuple[str, ...] = ()
    more: bool = False
    outputs: tuple[str, ...] = ()
    indicator: Indicator | None = None

    def arg(self, index: int) -> Arg:
        return self.args[min(index, len(self.args) - 1)]

    def accepts(self, count: int) -> bool:
        return count >= len(self.args) - len(self.defaults) and (self.more or count <= len(self.args))

    def left_out(self, count: int) -> tuple[str, ...]:
        """The texts of the arguments behind the first `count`."""
        return (
            self.defaults[len(self.defaults) - (len(self.args) - count) :] if count < len(self.args) else ()
        )


_WINDOW = (Arg.SERIES, Arg.LENGTH)
_BAND = (Arg.SERIES, Arg.LENGTH, Arg.FACTOR)
_TWO = (Arg.SERIES, Arg.SERIES)
_SAYS = Kind.CONDITION
_BAND_DEFAULTS = ("2",)

_OPERATORS = {
    "crosses_above": Signature("crosses_above(close, sma(close, 20))", _TWO, _SAYS),
    "crosses_below": Signature("crosses_below(close, sma(close, 20))", _TWO, _SAYS),
    "gt": Signature("gt(close, open)", _TWO, _SAYS),
    "gte": Signature("gte(close, open)", _TWO, _SAYS),
    "lt": Signature("lt(close, open)", _TWO, _SAYS),
    "lte": Signature("lte(close, open)", _TWO, _SAYS),
    "all": Signature("all(close > open, volume > 0)", (Arg.CONDITION, Arg.CONDITION), _SAYS, more=True),
    "any": Signature("any(close > open, volume > 0)", (Arg.CONDITION, Arg.CONDITION), _SAYS, more=True),
    "between": Signature("between(rsi(close, 14), 40, 60)", (*_TWO, Arg.SERIES), _SAYS),
    "for_bars": Signature("for_bars(close > open, 3)", (Arg.CONDITION, Arg.LENGTH), _SAYS),
}
_ARITHMETIC = {
    "abs": Signature("abs(close - open)", (Arg.SERIES,)),
    "sign": Signature("sign(close - open)", (Arg.SERIES,)),
    "sqrt": Signature("sqrt(volume)", (Arg.SERIES,)),
    "log": Signature("log(close / close[1])", (Arg.SERIES,)),
    "min": Signature("min(open, close)", _TWO, more=True),
    "max": Signature("max(open, close)", _TWO, more=True),
    "choose": Signature("choose(close > open, high, low)", (Arg.CONDITION, *_TWO)),
}
_WINDOWS = {
    "highest": Signature("highest(high, 20)", _WINDOW),
    "lowest": Signature("lowest(low, 20)", _WINDOW),
    "change": Signature("change(close, 5)", _WINDOW, defaults=("1",)),
    "sum": Signature("sum(volume, 20)", _WINDOW),
    "stdev": Signature("stdev(close, 20)", _WINDOW),
    "zscore": Signature("zscore(close, 20)", _WINDOW),
    "percentile": Signature("percentile(close, 100)", _WINDOW),
    "count": Signature("count(close > open, 10)", (Arg.CONDITION, Arg.LENGTH)),
    "bars_since": Signature("bars_since(close > open)", (Arg.CONDITION,)),
    "value_when": Signature("value_when(close > open, high)", (Arg.CONDITION, Arg.SERIES)),
    "bollinger_upper": Signature("bollinger_upper(close, 20, 2)", _BAND, defaults=_BAND_DEFAULTS),
    "bollinger_middle": Signature("bollinger_middle(close, 20, 2)", _BAND, defaults=_BAND_DEFAULTS),
    "bollinger_lower": Signature("bollinger_lower(close, 20, 2)", _BAND, defaults=_BAND_DEFAULTS),
}
# Functions of the clock: of the day, and of the spec's session, by the clock of its zone (UTC without one).
OF_THE_DAY = {
    "day_high": Signature("day_high()", ()),
    "day_low": Signature("day_low()", ()),
    "day_open": Signature("day_open()", ()),
    "prior_day_high": Signature("prior_day_high()", ()),
    "prior_day_low": Signature("prior_day_low()", ()),
    "prior_day_close": Signature("prior_day_close()", ()),
    "session_high": Signature("session_high()", ()),
    "session_low": Signature("session_low()", ()),
    "session_vwap": Signature("session_vwap()", ()),
    "opening_range_high": Signature("opening_range_high(30)", (Arg.MINUTES,)),
    "opening_range_low": Signature("opening_range_low(30)", (Arg.MINUTES,)),
    "minutes_since_open": Signature("minutes_since_open()", ()),
    "hour_of_day": Signature("hour_of_day()", ()),
    "day_of_week": Signature("day_of_week()", ()),
}


def _of(indicator: Indicator) -> Signature:
    series = indicator.reads is Reads.SERIES
    kinds = {ArgKind.LENGTH: Arg.LENGTH, ArgKind.FACTOR: Arg.FACTOR}
    args = tuple(kinds[arg.kind] for arg in indicator.args)
    defaults = tuple(f"{arg.default:f}" for arg in indicator.args)
    return Signature(
        indicator.usage,
        (Arg.SERIES, *args) if series else args,
        defaults=("close", *defaults) if series else defaults,
        outputs=indicator.outputs,
        indicator=indicator,
    )


INDICATORS: dict[str, Signature] = {name: _of(entry) for name, entry in CATALOG.items()}
OWN: dict[str, Signature] = _OPERATORS | _ARITHMETIC | _WINDOWS | OF_THE_DAY
FUNCTIONS: dict[str, Signature] = INDICATORS | OWN
LEDGERS = ("glass", "human", "catalyst")
