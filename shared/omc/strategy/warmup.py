"""How many bars a tree needs before it has its full window: told from its structure, not from values."""

from collections.abc import Mapping

from omc.strategy import tree
from omc.strategy.tree import Node


def length_of(node: Node) -> int:
    """The whole number of a bound length."""
    if not isinstance(node, tree.Const):
        raise TypeError(f"expected a bound length, got {node}")
    return int(node.value)


def bars_needed(node: Node, features: Mapping[str, int]) -> int:
    """Bars until the first defined value, that bar included; `features` says it of each feature.

    1 for the bar itself, n for sma and ema, n + 1 for rsi and atr, one more for a cross, k more for [k].
    """
    match node:
        case tree.Feature():
            return features[node.name]
        case tree.Shift():
            return bars_needed(node.operand, features) + length_of(node.bars)
        case tree.Cross():
            return _most(node, features) + 1
        case tree.Call():
            return _call(node, features)
        case _:
            return _most(node, features)


def _call(call: tree.Call, features: Mapping[str, int]) -> int:
    if call.name == "atr":
        return length_of(call.args[0]) + 1
    if call.name in ("abs", "min", "max", "between"):
        return _most(call, features)
    extra = 0 if call.name == "rsi" else -1
    return bars_needed(call.args[0], features) + length_of(call.args[1]) + extra


def _most(node: Node, features: Mapping[str, int]) -> int:
    return max((bars_needed(child, features) for child in tree.children(node)), default=1)
