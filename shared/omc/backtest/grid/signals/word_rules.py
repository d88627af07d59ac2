"""Rules as bits. What has no packed form is asked of `Evaluation`, node by node, and packed."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.signals.columns import ColumnStore, Numbers
from omc.backtest.grid.signals.compare import Order, order_of
from omc.backtest.grid.signals.rules import Asked, Rules
from omc.backtest.grid.signals.words import WordArray, all_of_last, any_of_last, later, pack
from omc.market.model import IntArray
from omc.strategy.tree import Node


@dataclass
class WordRules(Rules):
    """Words are uint64[k, w]; columns stand in `store`."""

    store: ColumnStore

    def _column(self, key: Hashable, node: Node, features: Mapping[str, Node]) -> Numbers:
        return self.store.numbers(key, node, features)

    def _compared(self, left: Sequence[Numbers], right: Sequence[Numbers], pairs: IntArray) -> Order:
        return order_of(left, right, pairs, len(self.store))

    def _crossed(self, order: Order, above: bool) -> WordArray:
        now, before = (">", "<=") if above else ("<", ">=")
        words = later(order.sign(before), 1, len(self.store))
        words &= order.sign(now)
        return words

    def _joined(self, way: str, one: WordArray, other: WordArray) -> WordArray:
        return one & other if way == "and" else one | other

    def _back(self, way: str, words: WordArray, length: int) -> WordArray:
        """`length` bars later, or where all or any of the last `length` bars are set."""
        ways = {"later": later, "all": all_of_last, "any": any_of_last}
        return ways[way](words, length, len(self.store))

    def _answered(self, asked: Sequence[Asked], wanted: bool) -> WordArray:
        held = [self.store.evaluation(features).holds(node, wanted) for node, features, _ in asked]
        return pack(np.array(held))
