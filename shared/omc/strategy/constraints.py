"""Conditions on parameters alone, such as `$fast < $slow`."""

import operator
from collections.abc import Callable
from decimal import Decimal

from omc.strategy import tree
from omc.strategy.bind import constant
from omc.strategy.tree import Node

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def holds(node: Node) -> bool | None:
    """Whether a bound condition over numbers holds; None when it reads bars or has no value."""
    try:
        return _holds(node)
    except ArithmeticError:
        return None


def _holds(node: Node) -> bool:
    match node:
        case tree.Compare():
            return _COMPARE[node.sign](constant(node.left, {}), constant(node.right, {}))
        case tree.Not():
            return not _holds(node.operand)
        case tree.Logic():
            verdicts = [_holds(operand) for operand in node.operands]
            return all(verdicts) if node.word == "and" else any(verdicts)
    raise ArithmeticError(f"reads bars: {node}")
