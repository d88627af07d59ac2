"""The rules of many parameter sets as words, from the trees of `Variants`.

A condition is computed once per distinct combination of what it reads; every set then has an index into
the results. What has no packed form is asked of `Evaluation`, node by node, and packed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from omc.backtest.grid.signals.columns import ColumnStore, Numbers
from omc.backtest.grid.signals.compare import Order, order_of
from omc.backtest.grid.signals.variants import Variants
from omc.backtest.grid.signals.words import WordArray, all_of_last, any_of_last, later, pack, width
from omc.market.model import IntArray
from omc.strategy import tree
from omc.strategy.tree import Node
from omc.strategy.warmup import length_of

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Held:
    """words[k, w], and of: int64[rows], which of them each parameter set has."""

    words: WordArray
    of: IntArray


@dataclass(frozen=True)
class _Part:
    """A node as each parameter set has it: nodes, of[rows] into them."""

    nodes: Sequence[Node]
    of: IntArray


@dataclass
class Rules:
    """Rules of the parameter sets `rows` (int64, indices into the variants' sets)."""

    variants: Variants
    store: ColumnStore
    rows: IntArray
    _orders: dict[tuple[object, ...], tuple[Order, IntArray]] = field(default_factory=dict)

    def rule(self, path: str) -> Held:
        """Where the rule at `path` holds, its warm-up not yet counted."""
        with np.errstate(all="ignore"):
            return self._holds(self._at(path), wanted=True)

    def _at(self, path: str) -> _Part:
        variant = self.variants.by(self.variants.named_in(path))
        return _merge([self.variants.node(path, row) for row in variant.stands], variant.of[self.rows])

    def _holds(self, part: _Part, wanted: bool) -> Held:
        kinds = {type(node) for node in part.nodes}
        if len(kinds) == 1:
            match part.nodes[0]:
                case tree.Compare():
                    return self._compare(part, wanted)
                case tree.Cross() if wanted:
                    return self._cross(part)
                case tree.Logic():
                    return self._logic(part, wanted)
                case tree.Not():
                    return self._holds(_child(part, "operand"), not wanted)
                case tree.Shift():
                    return self._shift(part, wanted)
                case tree.Feature() if len(part.nodes) == 1:
                    return self._holds(self._at(f"features.{part.nodes[0].name}"), wanted)
                case tree.Call(name="for_bars"):
                    return self._for_bars(part, wanted)
        return self._asked(part, wanted)

    def _compare(self, part: _Part, wanted: bool) -> Held:
        signs = {node.sign for node in part.nodes if isinstance(node, tree.Compare)}
        if len(signs) > 1:
            return self._asked(part, wanted)
        sign = signs.pop()
        order, of = self._order(part)
        return Held(order.sign(sign if wanted else _OPPOSITE[sign]), of)

    def _cross(self, part: _Part) -> Held:
        ways = {node.above for node in part.nodes if isinstance(node, tree.Cross)}
        if len(ways) > 1:
            return self._asked(part, wanted=True)
        order, of = self._order(part)
        now, before = (">", "<=") if ways.pop() else ("<", ">=")
        words = later(order.sign(before), 1, len(self.store))
        words &= order.sign(now)
        return Held(words, of)

    def _logic(self, part: _Part, wanted: bool) -> Held:
        shapes = {(node.word, len(node.operands)) for node in part.nodes if isinstance(node, tree.Logic)}
        if len(shapes) > 1:
            return self._asked(part, wanted)
        word, count = shapes.pop()
        operation = np.bitwise_and if (word == "and") == wanted else np.bitwise_or
        result = self._holds(self._operand(part, 0), wanted)
        for index in range(1, count):
            other = self._holds(self._operand(part, index), wanted)
            pairs, of = _pairs(result.of, other.of)
            words = operation(result.words[pairs[:, 0]], other.words[pairs[:, 1]])
            result = Held(words, of)
        return result

    def _operand(self, part: _Part, index: int) -> _Part:
        nodes = [node.operands[index] for node in part.nodes if isinstance(node, tree.Logic)]
        return _merge(nodes, part.of)

    def _shift(self, part: _Part, wanted: bool) -> Held:
        lengths = [length_of(node.bars) for node in part.nodes if isinstance(node, tree.Shift)]
        return self._each(self._holds(_child(part, "operand"), wanted), lengths, part.of, later)

    def _for_bars(self, part: _Part, wanted: bool) -> Held:
        calls = [node for node in part.nodes if isinstance(node, tree.Call)]
        inner = self._holds(_merge([call.args[0] for call in calls], part.of), wanted)
        lengths = [length_of(call.args[1]) for call in calls]
        return self._each(inner, lengths, part.of, all_of_last if wanted else any_of_last)

    def _each(self, held: Held, lengths: list[int], of: IntArray, change) -> Held:  # type: ignore[no-untyped-def]
        """`change(words, length, bars)` of every distinct (words, length)."""
        pairs, index = _pairs(held.of, np.array(lengths)[of])
        words = np.empty((len(pairs), width(len(self.store))), dtype=np.uint64)
        for length in np.unique(pairs[:, 1]).tolist():
            rows = np.flatnonzero(pairs[:, 1] == length)
            words[rows] = change(held.words[pairs[rows, 0]], length, len(self.store))
        return Held(words, index)

    def _order(self, part: _Part) -> tuple[Order, IntArray]:
        left, left_of = self._numbers(_child(part, "left"))
        right, right_of = self._numbers(_child(part, "right"))
        pairs, of = _pairs(left_of, right_of)
        key = (*(id(column) for column in (*left, *right)), pairs.tobytes())
        if key not in self._orders:
            self._orders[key] = (order_of(left, right, pairs, len(self.store)), of)
        return self._orders[key]

    def _numbers(self, part: _Part) -> tuple[list[Numbers], IntArray]:
        """The distinct columns of a numeric part, and which each parameter set has."""
        read, keys = self._read_by(part)
        columns = []
        for key, row in read:
            node = part.nodes[key[0]]
            features = self.variants.compiled(row).program.features if len(key) > 1 else {}
            columns.append(self.store.numbers((node, *key[1:]), node, features))
        return columns, keys

    def _read_by(self, part: _Part) -> tuple[list[tuple[tuple[int, ...], int]], IntArray]:
        """[(key, a parameter set that has it)], and which key each set has; a key is the node's index and
        the variant of every feature it names."""
        names = sorted(
            {n.name for node in part.nodes for n in tree.walk(node) if isinstance(n, tree.Feature)}
        )
        of = [self.variants.by(self.variants.reach_of(f"features.{name}")).of[self.rows] for name in names]
        table = np.stack([part.of, *of], axis=1)
        distinct, first, index = np.unique(table, axis=0, return_index=True, return_inverse=True)
        rows = zip(map(tuple, distinct.tolist()), self.rows[first].tolist(), strict=True)
        read = [(key, self.variants.stand(tuple(names), key[1:], row)) for key, row in rows]
        return read, index.reshape(-1)

    def _asked(self, part: _Part, wanted: bool) -> Held:
        read, of = self._read_by(part)
        held = []
        for key, row in read:
            features = self.variants.compiled(row).program.features
            held.append(self.store.evaluation(features).holds(part.nodes[key[0]], wanted))
        return Held(pack(np.array(held)), of)


def _child(part: _Part, name: str) -> _Part:
    return _merge([getattr(node, name) for node in part.nodes], part.of)


def _merge(nodes: Sequence[Node], of: IntArray) -> _Part:
    """Equal nodes as one."""
    if len(nodes) == 1:
        return _Part(nodes, of)
    index: dict[Node, int] = {}
    merged = np.array([index.setdefault(node, len(index)) for node in nodes])
    return _Part(list(index), merged[of])


def _pairs(left: IntArray, right: IntArray) -> tuple[IntArray, IntArray]:
    """The distinct (left, right) as int64[k, 2], and which each row has."""
    span = int(right.max()) + 1
    distinct, of = np.unique(left * span + right, return_inverse=True)
    return np.stack([distinct // span, distinct % span], axis=1), of.reshape(-1)
