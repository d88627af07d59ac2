"""A bound tree over a run of bars: one column per node, each element from bars up to its own only.

A number that is undefined (window not full, division by zero) is NaN. A condition over an undefined number
neither holds nor fails: `not (a > b)` is as silent about it as `a > b`. No rule fires by accident.

Formulas, longer bars and ledgers are imported where a tree asks for them: a search over averages needs none.
"""

from collections.abc import Callable, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.frames import FRAMES, Frame
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray
from omc.strategy import tree
from omc.strategy.meaning import Meanings
from omc.strategy.shifting import bool_before, shifted
from omc.strategy.tree import Node
from omc.strategy.warmup import length_of

if TYPE_CHECKING:
    from omc.market.higher import HigherBars

Columns: TypeAlias = MutableMapping[Hashable, Any]

_COMPARE: dict[str, Callable[[FloatArray, FloatArray], BoolArray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
}  # fmt: skip
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ARITHMETIC: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
}  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """One spec's trees over one run of bars of `frame`.

    Overflow and division by zero are part of the meaning: callers silence numpy's warnings about them.
    columns: results of calls, longer frames and ledgers by what they mean, whatever the features are named;
    hand in one mapping for many parameter sets over the same bars, tick and ledgers, and each is computed
    once per distinct set of arguments. Entries may be dropped from it at any time.
    """

    bars: BarArrays
    tick: Decimal
    features: Mapping[str, Node]
    columns: Columns = field(default_factory=dict)
    frame: Frame = field(kw_only=True)
    ledgers: LedgerBook = field(default_factory=lambda: NO_LEDGERS)
    _scope: tuple[str, ...] = ()
    _meanings: Meanings = field(default_factory=Meanings)
    _seen: dict[Hashable, Any] = field(default_factory=dict)

    def of(self, features: Mapping[str, Node]) -> "Evaluation":
        """Another spec's trees over the same bars."""
        return replace(self, features=features, _meanings=Meanings(), _seen={})

    def number(self, node: Node) -> FloatArray:
        """float64[n] of a numeric node, NaN where undefined."""
        match node:
            case tree.Const():
                return np.full(len(self.bars), float(node.value))
            case tree.Column():
                column: FloatArray = getattr(self.bars, node.name)
                return column
            case tree.Feature():
                return self._feature(node)
            case tree.Negate():
                return -self.number(node.operand)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Shift():
                return shifted(self.number(node.operand), length_of(node.bars))
            case tree.Call():
                return self._shared(node, lambda: self._call(node))
            case tree.At():
                return self._shared(node, lambda: self._spread(node))
            case tree.Ledger():
                return self._shared(node, lambda: self._known(node))
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
                return bool_before(self.holds(node.operand, wanted), length_of(node.bars))
            case tree.Feature():
                return self._condition(node, wanted)
            case tree.Call():
                return self._asks(node, wanted)
            case tree.At():
                above, run = self.above(node.frame)
                return above.spread_flags(run.holds(node.operand, wanted))
        raise TypeError(f"expected a condition, got {node}")

    @property
    def closes(self) -> IntArray:
        """int64[n]: when each bar was over and known, ms UTC."""
        return self.bars.ts + self.frame.ms

    def shared(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, kept for all parameter sets over these bars."""
        place = (*self._scope, key)
        found = self.columns.get(place)
        if found is None:
            found = self.columns[place] = make()
        return found

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, kept for this evaluation."""
        if key not in self._seen:
            self._seen[key] = make()
        return self._seen[key]

    def above(self, frame: str) -> "tuple[HigherBars, Evaluation]":
        """The bars of a longer frame, and these trees over them."""
        from omc.market.higher import higher_bars

        higher = self.shared(("bars", frame), lambda: higher_bars(self.bars, self.frame.ms, FRAMES[frame]))
        run = self.once(("above", frame), lambda: self._lifted(higher.bars, frame))
        return higher, run

    def _lifted(self, bars: BarArrays, frame: str) -> "Evaluation":
        scope = (*self._scope, frame)
        return replace(self, bars=bars, frame=FRAMES[frame], _scope=scope, _seen={})

    def _call(self, node: tree.Call) -> FloatArray:
        from omc.strategy.formulas import NUMBERS

        return NUMBERS[node.name](self, node)

    def _asks(self, node: tree.Call, wanted: bool) -> BoolArray:
        from omc.strategy.formulas import CONDITIONS

        return CONDITIONS[node.name](self, node, wanted)

    def _known(self, node: tree.Ledger) -> FloatArray:
        from omc.strategy.known import known_at_close

        return known_at_close(node, self.ledgers, self.closes)

    def _feature(self, node: tree.Feature) -> FloatArray:
        found: FloatArray = self.once(node.name, lambda: self.number(self.features[node.name]))
        return found

    def _condition(self, node: tree.Feature, wanted: bool) -> BoolArray:
        key, tree_of_it = (node.name, wanted), self.features[node.name]
        found: BoolArray = self.once(key, lambda: self.holds(tree_of_it, wanted))
        return found

    def _spread(self, node: tree.At) -> FloatArray:
        above, run = self.above(node.frame)
        return above.spread(run.number(node.operand))

    def _shared(self, node: Node, make: Callable[[], FloatArray]) -> FloatArray:
        found: FloatArray = self.shared(self._meanings.of(node, self.features), make)
        return found

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
        return ~crossed & known & bool_before(known, 1)

    def _logic(self, node: tree.Logic, wanted: bool) -> BoolArray:
        parts = [self.holds(operand, wanted) for operand in node.operands]
        every = (node.word == "and") == wanted
        result: BoolArray = np.logical_and.reduce(parts) if every else np.logical_or.reduce(parts)
        return result
