"""Trees back into text, and their numbers as a person reads them."""

import math
from decimal import Decimal

from omc.strategy import tree
from omc.strategy.functions import FUNCTIONS, OF_THE_DAY
from omc.strategy.tree import PRICES, Node, kind_of

# Of a price these make a price; the others are prices whatever they are made of.
_OF_PRICES = (
    "sma", "ema", "wma", "highest", "lowest", "abs", "min", "max", "change", "sum", "stdev",
    "bollinger_upper", "bollinger_middle", "bollinger_lower",
)  # fmt: skip
_PRICES_THEMSELVES = (
    "atr",
    "session_vwap",
    "vwap",
    "poc",
    "psar",
    *(name for name in OF_THE_DAY if name.endswith(("high", "low", "day_open", "close"))),
)
_PRICED_OUTPUTS = ("upper", "lower", "middle", "high", "low", "support", "resistance", "level")


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
        case tree.Logic():
            return f" {node.word} ".join(_inner(operand) for operand in node.operands)
        case tree.Cross():
            return f"{_inner(node.left)} {cross_word(node)} {_inner(node.right)}"
        case tree.Arithmetic() | tree.Compare():
            return f"{_inner(node.left)} {node.sign} {_inner(node.right)}"
    return _value_text(node)


def _value_text(node: Node) -> str:
    """Of what stands for one value wherever it is put."""
    match node:
        case tree.Shift():
            return f"{_inner(node.operand)}[{text_of(node.bars)}]"
        case tree.At():
            return f"{_inner(node.operand)} @ {node.frame}"
        case tree.Call():
            output = f".{node.output}" if node.output else ""
            return f"{node.name}({', '.join(text_of(arg) for arg in _told(node))}){output}"
        case tree.Ledger():
            window = "" if node.window is None else f", {node.window}, {node.how}"
            return f"{node.feature}({node.asset}{window})"
    raise TypeError(f"expected a node, got {node}")


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


def _told(call: tree.Call) -> tuple[Node, ...]:
    """The arguments that its usage has, and those behind them that are not at their defaults."""
    signature = FUNCTIONS[call.name]
    if not signature.defaults:
        return call.args
    count = len(call.args)
    usual = signature.usage.count(",") + 1
    while count > usual and call.args[count - 1] == tree.Const(Decimal(signature.left_out(count - 1)[0])):
        count -= 1
    return call.args[:count]


def _inner(node: Node) -> str:
    single = tree.Const | tree.Param | tree.Column | tree.Feature | tree.Call | tree.Shift | tree.Ledger
    return text_of(node) if isinstance(node, single) else f"({text_of(node)})"


def _is_price(node: Node) -> bool:
    match node:
        case tree.Column():
            return node.name in PRICES
        case tree.Call():
            return _is_price_call(node)
        case tree.Negate() | tree.Shift() | tree.At():
            return _is_price(node.operand)
        case tree.Arithmetic():
            return node.sign in "+-" and _is_price(node.left)
        case _:
            return False


def _is_price_call(call: tree.Call) -> bool:
    if call.name in ("choose", "value_when"):
        return _is_price(call.args[1])
    if call.name in _OF_PRICES:
        return _is_price(call.args[0])
    output = call.output or (FUNCTIONS[call.name].outputs or ("",))[0]
    return (call.name in _PRICES_THEMSELVES and not call.output) or output in _PRICED_OUTPUTS


def condition_name(node: Node) -> str:
    """What to call a condition that is not a comparison."""
    return node.name if isinstance(node, tree.Feature) else f"{kind_of(node)} {text_of(node)}"
