"""A bound tree over a run of bars: one column per node, each element from bars up to its own only.

A number that is undefined (window not full, division by zero) is NaN. A condition over an undefined number
neither holds nor fails: `not (a > b)` is as silent about it as `a > b`. No rule fires by accident.
"""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

import numpy as np

from omc.market.indicators import kernels as indicators
from omc.market.model import BarArrays, BoolArray, FloatArray
from omc.strategy import tree
from omc.strategy.tree import PRICES, Node
from omc.strategy.warmup import length_of

Columns = MutableMapping[Node, FloatArray]

_COMPARE: dict[str, Callable[[FloatArray, FloatArray], BoolArray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
}  # fmt: skip
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ARITHMETIC: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
}  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """One spec's trees over one run of bars.

    Overflow and division by zero are part of the meaning: callers silence numpy's warnings about them.
    columns: price columns in ticks and results of calls that name no feature, by bound node; hand in one
    mapping for many parameter sets over the same bars and tick: each indicator is then computed once per
    distinct length.
    """

    bars: BarArrays
    tick: Decimal
    features: Mapping[str, Node]
    columns: Columns = field(default_factory=dict)
    _seen: dict[str, FloatArray] = field(default_factory=dict)
    _held: dict[tuple[str, bool], BoolArray] = field(default_factory=dict)

    def number(self, node: Node) -> FloatArray:
        """float64[n] of a numeric node, NaN where undefined."""
        match node:
            case tree.Const():
                return np.full(len(self.bars), float(node.value))
            case tree.Column():
                column: FloatArray = getattr(self.bars, node.name)
                return column
            case tree.Feature():
                return self._feature(node.name)
            case tree.Negate():
                return -self.number(node.operand)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Shift():
                return _before(self.number(node.operand), length_of(node.bars))
            case tree.Call():
                return self._call(node)
        raise TypeError(f"expected a numeric node, got {node}")

    def holds(self, node: Node, wanted: bool = True) -> BoolArray:
        """bool[n]: where the condition is true (wanted) or known to be false (not wanted)."""
        match node:
            case tree.Compare():
                return self._compare(node, wanted)
            case tree.Cross():
                return self._cross(node, wanted)
            case tree.Logic():
                return self._logic(node, wanted)
            case tree.Not():
                return self.holds(node.operand, not wanted)
            case tree.Shift():
                return _bool_before(self.holds(node.operand, wanted), length_of(node.bars))
            case tree.Feature():
                return self._condition_feature(node.name, wanted)
            case tree.Call():
                return self._condition_call(node, wanted)
        raise TypeError(f"expected a condition, got {node}")

    def _feature(self, name: str) -> FloatArray:
        if name not in self._seen:
            self._seen[name] = self.number(self.features[name])
        return self._seen[name]

    def _condition_feature(self, name: str, wanted: bool) -> BoolArray:
        key = (name, wanted)
        if key not in self._held:
            self._held[key] = self.holds(self.features[name], wanted)
        return self._held[key]

    def _arithmetic(self, node: tree.Arithmetic) -> FloatArray:
        result = _ARITHMETIC[node.sign](self.number(node.left), self.number(node.right))
        # Infinity would compare; undefined does not.
        return np.where(np.isfinite(result), result, np.nan)

    def _compare(self, node: tree.Compare, wanted: bool) -> BoolArray:
        sign = node.sign if wanted else _OPPOSITE[node.sign]
        left, right = self.number(node.left), self.number(node.right)
        if sign == "!=":
            # NaN differs from everything, but an undefined value is not a difference.
            return (left < right) | (left > right)
        return _COMPARE[sign](left, right)

    def _cross(self, node: tree.Cross, wanted: bool) -> BoolArray:
        left, right = self.number(node.left), self.number(node.right)
        if not node.above:
            left, right = right, left
        crossed = np.zeros(len(left), dtype=np.bool_)
        np.logical_and(left[1:] > right[1:], left[:-1] <= right[:-1], out=crossed[1:])
        if wanted:
            return crossed
        known = np.isfinite(left + right)
        return ~crossed & known & _bool_before(known, 1)

    def _logic(self, node: tree.Logic, wanted: bool) -> BoolArray:
        parts = [self.holds(operand, wanted) for operand in node.operands]
        every = (node.word == "and") == wanted
        result: BoolArray = np.logical_and.reduce(parts) if every else np.logical_or.reduce(parts)
        return result

    def _condition_call(self, call: tree.Call, wanted: bool) -> BoolArray:
        if call.name == "for_bars":
            length = length_of(call.args[1])
            count = indicators.count_true(self.holds(call.args[0], wanted), length)
            return count == length if wanted else count > 0
        value, low, high = (self.number(arg) for arg in call.args)
        if wanted:
            return (low <= value) & (value <= high)
        return (value < low) | (value > high)

    def _call(self, call: tree.Call) -> FloatArray:
        if call in self.columns:
            return self.columns[call]
        result = self._compute(call)
        # A feature's name means another tree in another spec: such results are not shared.
        if not any(isinstance(part, tree.Feature) for part in tree.walk(call)):
            self.columns[call] = result
        return result

    def _compute(self, call: tree.Call) -> FloatArray:
        match call.name:
            case "atr":
                return self._atr(length_of(call.args[0]))
            case "abs":
                return np.abs(self.number(call.args[0]))
            case "min":
                return reduce(np.minimum, [self.number(arg) for arg in call.args])
            case "max":
                return reduce(np.maximum, [self.number(arg) for arg in call.args])
        return self._window(call)

    def _window(self, call: tree.Call) -> FloatArray:
        values, length = self.number(call.args[0]), length_of(call.args[1])
        match call.name:
            case "highest":
                return indicators.highest(values, length)
            case "lowest":
                return indicators.lowest(values, length)
            case "rsi":
                return indicators.rsi(self._ticks(call.args[0], values), length)
        return self._average(call, values, length)

    def _average(self, call: tree.Call, values: FloatArray, length: int) -> FloatArray:
        """Averages and bands; those of a price column are taken over whole ticks, so that ties are exact."""
        is_price = _is_price(call.args[0])
        series = self._ticks(call.args[0], values)
        if call.name == "ema":
            result = indicators.ema(series, length)
        else:
            result = indicators.exact_mean(series, length) if is_price else indicators.mean(series, length)
        if call.name in ("bollinger_upper", "bollinger_lower"):
            width = (
                float(call.args[2].value)
                if len(call.args) > 2 and isinstance(call.args[2], tree.Const)
                else 2.0
            )
            sign = 1.0 if call.name == "bollinger_upper" else -1.0
            result = result + sign * width * indicators.deviation(series, length)
        return indicators.from_ticks(result, self.tick) if is_price else result

    def _ticks(self, node: Node, values: FloatArray) -> FloatArray:
        """A price column in ticks, made once; any other series as it is."""
        if not _is_price(node):
            return values
        if node not in self.columns:
            self.columns[node] = indicators.to_ticks(values, self.tick)
        return self.columns[node]

    def _atr(self, length: int) -> FloatArray:
        columns = (tree.Column("high"), tree.Column("low"), tree.Column("close"))
        high, low, close = (self._ticks(column, self.number(column)) for column in columns)
        return indicators.from_ticks(indicators.atr(high, low, close, length), self.tick)


def _is_price(node: Node) -> bool:
    return isinstance(node, tree.Column) and node.name in PRICES


def _before(values: FloatArray, bars: int) -> FloatArray:
    result = np.full(len(values), np.nan)
    result[bars:] = values[:-bars]
    return result


def _bool_before(values: BoolArray, bars: int) -> BoolArray:
    result = np.zeros(len(values), dtype=np.bool_)
    result[bars:] = values[:-bars]
    return result
