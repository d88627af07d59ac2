"""Trees back into text, and their numbers as a person reads them."""

import math
from decimal import Decimal

from omc.strategy import tree
from omc.strategy.tree import PRICES, Node, kind_of

_PRICE_CALLS = ("sma", "ema", "highest", "lowest", "abs", "min", "max", "atr")


def text_of(node: Node) -> str:
    """The expression of a tree in the language itself.

    >>> text_of(tree.Shift(tree.Column("close"), tree.Const(Decimal(1))))
    'close[1]'
    """
    match node:
        case tree.Const():
            return f"{node.value:f}"
        case tree.Param():
            return f"${node.name}"
        case tree.Column() | tree.Feature():
            return node.name
        case tree.Negate():
            return f"-{_inner(node.operand)}"
        case tree.Not():
            return f"not {_inner(node.operand)}"
        case tree.Shift():
            return f"{_inner(node.operand)}[{text_of(node.bars)}]"
        case tree.Call():
            return f"{node.name}({', '.join(text_of(arg) for arg in node.args)})"
        case tree.Logic():
            return f" {node.word} ".join(_inner(operand) for operand in node.operands)
        case tree.Cross():
            return f"{_inner(node.left)} {cross_word(node)} {_inner(node.right)}"
    return f"{_inner(node.left)} {node.sign} {_inner(node.right)}"


def cross_word(node: tree.Cross) -> str:
    return "crosses_above" if node.above else "crosses_below"


def number_text(value: float, node: Node, tick: Decimal) -> str:
    """`value` of `node`: prices with the tick's decimals, at least two; other numbers with two to four."""
    if not math.isfinite(value):
        return "undefined"
    if _is_price(node):
        exponent = tick.normalize().as_tuple().exponent
        return f"{value:.{max(2, -exponent if isinstance(exponent, int) else 2)}f}"
    if abs(value) >= 1 or value == 0:
        return f"{value:.2f}"
    return f"{value:.4g}"


def _inner(node: Node) -> str:
    single = tree.Const | tree.Param | tree.Column | tree.Feature | tree.Call | tree.Shift
    return text_of(node) if isinstance(node, single) else f"({text_of(node)})"


def _is_price(node: Node) -> bool:
    match node:
        case tree.Column():
            return node.name in PRICES
        case tree.Call():
            prices = node.name in _PRICE_CALLS or node.name.startswith("bollinger_")
            return prices and (node.name == "atr" or _is_price(node.args[0]))
        case tree.Negate() | tree.Shift():
            return _is_price(node.operand)
        case tree.Arithmetic():
            return node.sign in "+-" and _is_price(node.left)
        case _:
            return False


def condition_name(node: Node) -> str:
    """What to call a condition that is not a comparison."""
    return node.name if isinstance(node, tree.Feature) else f"{kind_of(node)} {text_of(node)}"
