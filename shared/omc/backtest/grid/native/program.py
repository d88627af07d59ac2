"""Rules as a program for the kernel: words here are the numbers of the operations that make them.

The rules of all parameter sets are read once; equal operations are one, so sets share what they have in
common.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from omc.backtest.grid.signals.rules import Asked, Rules
from omc.backtest.grid.signals.variants import Variants
from omc.market.model import IntArray
from omc.strategy import tree
from omc.strategy.tree import PRICES, Node

AVERAGE, ARRAY, CONSTANT = range(3)
(
    ORDER, ABOVE, BELOW, NOT_BELOW, NOT_ABOVE, EQUAL, DIFFERENT, CROSSES_ABOVE, CROSSES_BELOW, AND, OR, LATER,
    ALL, ANY, HELD,
) = range(15)  # fmt: skip
_SIGNS = {
    ">": ABOVE, "<": BELOW, ">=": NOT_BELOW, "<=": NOT_ABOVE, "==": EQUAL, "!=": DIFFERENT,
}  # fmt: skip
_BACK = {"later": LATER, "all": ALL, "any": ANY}


@dataclass(frozen=True)
class Operand:
    """A column: the average of a price over `window` bars, a constant, or what `node` says on the bars."""

    index: int
    kind: int
    node: Node
    features: Mapping[str, Node]
    source: int = 0
    window: int = 0
    value: float = 0.0


@dataclass
class Program:
    """ops: (code, a, b, length), operands first; columns and asked conditions as they are to be made."""

    columns: list[Operand] = field(default_factory=list)
    ops: list[tuple[int, int, int, int]] = field(default_factory=list)
    held: list[tuple[Node, Mapping[str, Node], bool]] = field(default_factory=list)
    _index: dict[Hashable, int] = field(default_factory=dict)
    _columns: dict[Hashable, Operand] = field(default_factory=dict)

    def op(self, code: int, a: int, b: int = -1, length: int = 0) -> int:
        """The operation's number, the same whenever it is asked for."""
        one = (code, a, b, length)
        found = self._index.get(one)
        if found is None:
            found = self._index[one] = len(self.ops)
            self.ops.append(one)
        return found

    def ask(self, key: Hashable, node: Node, features: Mapping[str, Node], wanted: bool) -> int:
        """A condition that is asked of the language."""
        found = self._index.get(key)
        if found is None:
            self.held.append((node, features, wanted))
            found = self._index[key] = self.op(HELD, len(self.held) - 1)
        return found

    def column(self, key: Hashable, node: Node, features: Mapping[str, Node]) -> Operand:
        """The column of a bound numeric node."""
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = _operand(len(self.columns), node, features)
            self.columns.append(found)
        return found


class Orders(NamedTuple):
    """Comparisons of pairs of columns, by the numbers of their operations."""

    program: Program
    ids: Sequence[int]

    def sign(self, sign: str) -> IntArray:
        """The comparison of that sign."""
        return np.array([self.program.op(_SIGNS[sign], one) for one in self.ids])


@dataclass
class SymbolicRules(Rules):
    """Rules whose words are int64[k]: operations of `program`."""

    program: Program

    def _column(self, key: Hashable, node: Node, features: Mapping[str, Node]) -> Any:
        return self.program.column(key, node, features)

    def _compared(self, left: Sequence[Any], right: Sequence[Any], pairs: IntArray) -> Any:
        of = [(left[a].index, right[b].index) for a, b in pairs.tolist()]
        return Orders(self.program, [self.program.op(ORDER, a, b) for a, b in of])

    def _crossed(self, order: Any, above: bool) -> Any:
        code = CROSSES_ABOVE if above else CROSSES_BELOW
        return np.array([self.program.op(code, one) for one in order.ids])

    def _joined(self, way: str, one: Any, other: Any) -> Any:
        code = AND if way == "and" else OR
        pairs = zip(one.tolist(), other.tolist(), strict=True)
        return np.array([self.program.op(code, a, b) for a, b in pairs])

    def _back(self, way: str, words: Any, length: int) -> Any:
        return np.array([self.program.op(_BACK[way], one, -1, length) for one in words.tolist()])

    def _answered(self, asked: Sequence[Asked], wanted: bool) -> Any:
        return np.array(
            [
                self.program.ask((node, variant, wanted), node, features, wanted)
                for node, features, variant in asked
            ]
        )


def program_of(variants: Variants, paths: Sequence[str]) -> tuple[Program, dict[str, IntArray]]:
    """The program of all parameter sets, and int64[m] for each rule: the operation each set has."""
    program = Program()
    rules = SymbolicRules(variants, np.arange(len(variants.params)), program)
    held = {path: rules.rule(path) for path in paths}
    return program, {path: one.words[one.of].astype(np.int64) for path, one in held.items()}


def _operand(index: int, node: Node, features: Mapping[str, Node]) -> Operand:
    meant = tree.named(node, features)
    match meant:
        case tree.Const():
            return Operand(index, CONSTANT, node, features, value=float(meant.value))
        case tree.Call(name="sma", args=(tree.Column(name=name), tree.Const(value=window))) if name in PRICES:
            return Operand(index, AVERAGE, node, features, PRICES.index(name), int(window))
    return Operand(index, ARRAY, node, features)
