"""What each function of the language computes over the bars of an evaluation."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from omc.market.indicators import kernels
from omc.market.indicators.compute import compute_on
from omc.market.indicators.frame import Frame as PriceFrame
from omc.market.model import BoolArray, FloatArray
from omc.strategy import tree
from omc.strategy.days import DAYS
from omc.strategy.functions import FUNCTIONS, INDICATORS, OF_THE_DAY
from omc.strategy.shifting import shifted
from omc.strategy.tree import PRICES, Node
from omc.strategy.warmup import length_of

if TYPE_CHECKING:
    from omc.strategy.evaluate import Evaluation

Number = Callable[["Evaluation", tree.Call], FloatArray]
Condition = Callable[["Evaluation", tree.Call, bool], BoolArray]

# A window of all its own for every bar: made in blocks of about this many numbers.
_BLOCK = 1 << 20


def _indicator(run: "Evaluation", call: tree.Call) -> FloatArray:
    if call.name == "atr" and not call.output:
        # Stops ask for it everywhere, and for nothing of its average.
        prices = _prices(run)
        return prices.price(prices.atr(length_of(call.args[0])))
    outputs = run.once((call.name, call.args), lambda: _outputs(run, call))
    found: FloatArray = outputs[call.output or FUNCTIONS[call.name].outputs[0]]
    return found


def _outputs(run: "Evaluation", call: tree.Call) -> Mapping[str, FloatArray]:
    entry = FUNCTIONS[call.name].indicator
    count = 0 if entry is None else len(entry.args)
    first = call.args[0] if len(FUNCTIONS[call.name].args) > count else tree.Column("close")
    series = first.name if isinstance(first, tree.Column) else run.number(first)
    numbers = [
        part.value
        for part in call.args[len(FUNCTIONS[call.name].args) - count :]
        if isinstance(part, tree.Const)
    ]
    return compute_on(_prices(run), call.name, numbers, series)


def _prices(run: "Evaluation") -> PriceFrame:
    """The bars with their prices in ticks, made once."""
    frame: PriceFrame = run.shared("prices", lambda: PriceFrame(run.bars, run.tick))
    return frame


def _band(output: str) -> Number:
    """bollinger_upper(close, 20, 2) is bollinger(close, 20, 2).upper."""
    return lambda run, call: run.number(tree.Call("bollinger", call.args, call.kind, output))


def _each(formula: Callable[[FloatArray], FloatArray]) -> Number:
    def computed(run: "Evaluation", call: tree.Call) -> FloatArray:
        result = formula(run.number(call.args[0]))
        return np.where(np.isfinite(result), result, np.nan)

    return computed


def _least(run: "Evaluation", call: tree.Call) -> FloatArray:
    return reduce(np.minimum, [run.number(arg) for arg in call.args])


def _most(run: "Evaluation", call: tree.Call) -> FloatArray:
    return reduce(np.maximum, [run.number(arg) for arg in call.args])


def _choose(run: "Evaluation", call: tree.Call) -> FloatArray:
    asked, when, otherwise = call.args
    result = np.where(run.holds(asked, False), run.number(otherwise), np.nan)
    return np.where(run.holds(asked), run.number(when), result)


def _highest(run: "Evaluation", call: tree.Call) -> FloatArray:
    return kernels.highest(run.number(call.args[0]), length_of(call.args[1]))


def _lowest(run: "Evaluation", call: tree.Call) -> FloatArray:
    return kernels.lowest(run.number(call.args[0]), length_of(call.args[1]))


def _change(run: "Evaluation", call: tree.Call) -> FloatArray:
    """Of a price in ticks: a difference of whole numbers is exact."""
    series = _prices(run).series(_named(run, call.args[0]))
    return series.back(series.values - shifted(series.values, length_of(call.args[1])))


def _sum(run: "Evaluation", call: tree.Call) -> FloatArray:
    length = length_of(call.args[1])
    series = _prices(run).series(_named(run, call.args[0]))
    return series.back(series.average(length) * length)


def _deviation(run: "Evaluation", call: tree.Call) -> FloatArray:
    series = _prices(run).series(_named(run, call.args[0]))
    return series.back(kernels.deviation(series.values, length_of(call.args[1])))


def _zscore(run: "Evaluation", call: tree.Call) -> FloatArray:
    """Distance from the average in deviations; undefined in a flat window."""
    series, length = _prices(run).series(_named(run, call.args[0])), length_of(call.args[1])
    result = (series.values - series.average(length)) / kernels.deviation(series.values, length)
    return np.where(np.isfinite(result), result, np.nan)


def _percentile(run: "Evaluation", call: tree.Call) -> FloatArray:
    """How many of 100 values of the window are at or under the present one."""
    values, length = run.number(call.args[0]), length_of(call.args[1])
    result = np.full(len(values), np.nan)
    if len(values) < length:
        return result
    windows = np.lib.stride_tricks.sliding_window_view(values, length)
    step = max(_BLOCK // length, 1)
    for start in range(0, len(windows), step):
        block = windows[start : start + step]
        ranks = (block <= block[:, -1:]).sum(axis=1) * (100.0 / length)
        known = np.isfinite(block).all(axis=1)
        result[length - 1 + start : length - 1 + start + len(block)] = np.where(known, ranks, np.nan)
    return result


def _count(run: "Evaluation", call: tree.Call) -> FloatArray:
    """How often it held; undefined while the window is not full."""
    length = length_of(call.args[1])
    result = kernels.count_true(run.holds(call.args[0]), length).astype(np.float64)
    result[: length - 1] = np.nan
    return result


def _last_time(run: "Evaluation", condition: Node) -> FloatArray:
    """float64[n]: the bar on which it last held; NaN before the first time."""
    bars = np.where(run.holds(condition), np.arange(len(run.bars)), -1)
    last = np.maximum.accumulate(bars) if len(bars) else bars
    return np.where(last >= 0, last, np.nan)


def _bars_since(run: "Evaluation", call: tree.Call) -> FloatArray:
    return np.arange(len(run.bars)) - _last_time(run, call.args[0])


def _value_when(run: "Evaluation", call: tree.Call) -> FloatArray:
    last = _last_time(run, call.args[0])
    places = np.where(np.isfinite(last), last, -1).astype(np.int64)
    return np.append(run.number(call.args[1]), np.nan)[places]


def _between(run: "Evaluation", call: tree.Call, wanted: bool) -> BoolArray:
    value, low, high = (run.number(arg) for arg in call.args)
    if wanted:
        return (low <= value) & (value <= high)
    return (value < low) | (value > high)


def _for_bars(run: "Evaluation", call: tree.Call, wanted: bool) -> BoolArray:
    length = length_of(call.args[1])
    count = kernels.count_true(run.holds(call.args[0], wanted), length)
    return count == length if wanted else count > 0


def _named(run: "Evaluation", node: Node) -> FloatArray | str:
    """A price column by its name, so that it is taken in ticks."""
    return node.name if isinstance(node, tree.Column) and node.name in PRICES else run.number(node)


CONDITIONS: Mapping[str, Condition] = {"between": _between, "for_bars": _for_bars}
NUMBERS: Mapping[str, Number] = {
    **dict.fromkeys(INDICATORS, _indicator),
    **dict.fromkeys(OF_THE_DAY, lambda run, call: DAYS[call.name](run, call)),
    "bollinger_upper": _band("upper"),
    "bollinger_middle": _band("middle"),
    "bollinger_lower": _band("lower"),
    "abs": _each(np.abs),
    "sign": _each(np.sign),
    "sqrt": _each(np.sqrt),
    "log": _each(np.log),
    "min": _least,
    "max": _most,
    "choose": _choose,
    "highest": _highest,
    "lowest": _lowest,
    "change": _change,
    "sum": _sum,
    "stdev": _deviation,
    "zscore": _zscore,
    "percentile": _percentile,
    "count": _count,
    "bars_since": _bars_since,
    "value_when": _value_when,
}
