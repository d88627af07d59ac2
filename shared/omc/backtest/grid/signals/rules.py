"""The rules of many parameter sets, from the trees of `Variants`.

A condition is computed once per distinct combination of what it reads; every set then has an index into
the results. What "computed" means is for those to say who hold words: of bits, or of a program.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from omc.backtest.grid.signals.variants import Variants
from omc.market.model import IntArray
from omc.strategy import tree
from omc.strategy.tree import Node
from omc.strategy.warmup import length_of

_ONLY = np.zeros(1, dtype=np.int64)
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


class Held(NamedTuple):
    """k words of whatever kind, and of: int64[rows], which of them each parameter set has."""

    words: Any
    of: IntArray


class _Part(NamedTuple):
    """A node as each parameter set has it: nodes, of[rows] into them."""

    nodes: Sequence[Node]
    of: IntArray


# A condition, the features it may name, and which variants of them: what tells it from others.
Asked = tuple[Node, Mapping[str, Node], tuple[int, ...]]


@dataclass
class Rules(ABC):
    """Rules of the parameter sets `rows` (int64, indices into the variants' sets)."""

    variants: Variants
    rows: IntArray
    _orders: dict[tuple[object, ...], tuple[Any, IntArray]] = field(default_factory=dict, kw_only=True)

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
        return Held(self._crossed(order, ways.pop()), of)

    def _logic(self, part: _Part, wanted: bool) -> Held:
        shapes = {(node.word, len(node.operands)) for node in part.nodes if isinstance(node, tree.Logic)}
        if len(shapes) > 1:
            return self._asked(part, wanted)
        word, count = shapes.pop()
        way = "and" if (word == "and") == wanted else "or"
        result = self._holds(self._operand(part, 0), wanted)
        for index in range(1, count):
            other = self._holds(self._operand(part, index), wanted)
            pairs, of = _pairs(result.of, other.of)
            words = self._joined(way, result.words[pairs[:, 0]], other.words[pairs[:, 1]])
            result = Held(words, of)
        return result

    def _operand(self, part: _Part, index: int) -> _Part:
        nodes = [node.operands[index] for node in part.nodes if isinstance(node, tree.Logic)]
        return _merge(nodes, part.of)

    def _shift(self, part: _Part, wanted: bool) -> Held:
        lengths = [length_of(node.bars) for node in part.nodes if isinstance(node, tree.Shift)]
        return self._each(self._holds(_child(part, "operand"), wanted), lengths, part.of, "later")

    def _for_bars(self, part: _Part, wanted: bool) -> Held:
        calls = [node for node in part.nodes if isinstance(node, tree.Call)]
        inner = self._holds(_merge([call.args[0] for call in calls], part.of), wanted)
        lengths = [length_of(call.args[1]) for call in calls]
        return self._each(inner, lengths, part.of, "all" if wanted else "any")

    def _each(self, held: Held, lengths: list[int], of: IntArray, way: str) -> Held:
        """What `way` of looking back says of every distinct (words, length)."""
        pairs, index = _pairs(held.of, np.array(lengths)[of])
        words = np.empty((len(pairs), *held.words.shape[1:]), dtype=held.words.dtype)
        for length in np.unique(pairs[:, 1]).tolist():
            rows = np.flatnonzero(pairs[:, 1] == length)
            words[rows] = self._back(way, held.words[pairs[rows, 0]], length)
        return Held(words, index)

    def _order(self, part: _Part) -> tuple[Any, IntArray]:
        left, left_of = self._numbers(_child(part, "left"))
        right, right_of = self._numbers(_child(part, "right"))
        pairs, of = _pairs(left_of, right_of)
        key = (*(id(column) for column in (*left, *right)), pairs.tobytes())
        if key not in self._orders:
            self._orders[key] = (self._compared(left, right, pairs), of)
        return self._orders[key]

    def _numbers(self, part: _Part) -> tuple[list[Any], IntArray]:
        """The distinct columns of a numeric part, and which each parameter set has."""
        read, keys = self._read_by(part)
        columns = []
        for key, row in read:
            node = part.nodes[key[0]]
            features = self.variants.compiled(row).program.features if len(key) > 1 else {}
            columns.append(self._column((node, *key[1:]), node, features))
        return columns, keys

    def _read_by(self, part: _Part) -> tuple[list[tuple[tuple[int, ...], int]], IntArray]:
        """[(key, a parameter set that has it)], and which key each set has; a key is the node's index and
        the variant of every feature it names."""
        names = sorted(
            {n.name for node in part.nodes for n in tree.walk(node) if isinstance(n, tree.Feature)}
        )
        of = [self.variants.by(self.variants.reach_of(f"features.{name}")).of[self.rows] for name in names]
        keys, first, index = _distinct([part.of, *of])
        rows = zip(keys, self.rows[first].tolist(), strict=True)
        read = [(key, self.variants.stand(tuple(names), key[1:], row)) for key, row in rows]
        return read, index

    def _asked(self, part: _Part, wanted: bool) -> Held:
        read, of = self._read_by(part)
        asked = [
            (part.nodes[key[0]], self.variants.compiled(row).program.features, key[1:]) for key, row in read
        ]
        return Held(self._answered(asked, wanted), of)

    @abstractmethod
    def _column(self, key: Hashable, node: Node, features: Mapping[str, Node]) -> Any:
        """The column of a bound numeric node."""

    @abstractmethod
    def _compared(self, left: Sequence[Any], right: Sequence[Any], pairs: IntArray) -> Any:
        """left[pairs[k, 0]] held against right[pairs[k, 1]], for each k; `sign` of it gives words."""

    @abstractmethod
    def _crossed(self, order: Any, above: bool) -> Any:
        """Where the left columns of a comparison cross the right ones."""

    @abstractmethod
    def _joined(self, way: str, one: Any, other: Any) -> Any:
        """Where both hold (and), or one of them (or)."""

    @abstractmethod
    def _back(self, way: str, words: Any, length: int) -> Any:
        """`length` bars later, or where all or any of the last `length` bars are set."""

    @abstractmethod
    def _answered(self, asked: Sequence[Asked], wanted: bool) -> Any:
        """Conditions that have no form of their own, asked of the language."""


def _child(part: _Part, name: str) -> _Part:
    return _merge([getattr(node, name) for node in part.nodes], part.of)


def _merge(nodes: Sequence[Node], of: IntArray) -> _Part:
    """Equal nodes as one."""
    if len(nodes) == 1:
        return _Part(nodes, of)
    index: dict[Node, int] = {}
    merged = np.array([index.setdefault(node, len(index)) for node in nodes])
    return _Part(list(index), merged[of])


def _distinct(columns: Sequence[IntArray]) -> tuple[list[tuple[int, ...]], IntArray, IntArray]:
    """The distinct rows of `columns`, the first place of each, and which each row is."""
    if len(columns[0]) == 1:  # one run alone is mostly made of such questions
        return [tuple(int(column[0]) for column in columns)], _ONLY, _ONLY
    distinct, first, index = np.unique(
        np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return list(map(tuple, distinct.tolist())), first, index.reshape(-1)


def _pairs(left: IntArray, right: IntArray) -> tuple[IntArray, IntArray]:
    """The distinct (left, right) as int64[k, 2], and which each row has."""
    if len(left) == 1:
        return np.array([[left[0], right[0]]]), _ONLY
    span = int(right.max()) + 1
    distinct, of = np.unique(left * span + right, return_inverse=True)
    return np.stack([distinct // span, distinct % span], axis=1), of.reshape(-1)
