"""A tree with its parameters filled in and its lengths checked: ready to evaluate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from omc.kernel.money import EXACT
from omc.strategy import tree
from omc.strategy.faults import Source
from omc.strategy.functions import FUNCTIONS, MAX_LENGTH, Arg
from omc.strategy.tree import Node


def bind(node: Node, source: Source, params: Mapping[str, Decimal]) -> Node:
    """`node` with `$param` replaced by its value; lengths become whole numbers or InvalidInput."""
    return _Binder(source, params).bind(node)


def constant(node: Node, params: Mapping[str, Decimal]) -> Decimal:
    """Value of a constant expression; ArithmeticError when it has none."""
    match node:
        case tree.Const():
            return node.value
        case tree.Param():
            return params[node.name]
        case tree.Negate():
            return -constant(node.operand, params)
        case tree.Arithmetic():
            return _apply(node.sign, constant(node.left, params), constant(node.right, params))
    raise ArithmeticError(f"not a constant: {node}")


def _apply(sign: str, left: Decimal, right: Decimal) -> Decimal:
    operations = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": EXACT.divide}
    return operations[sign](left, right)


@dataclass(frozen=True)
class _Binder:
    source: Source
    params: Mapping[str, Decimal]

    def bind(self, node: Node) -> Node:
        match node:
            case tree.Param():
                return tree.Const(self.params[node.name], span=node.span)
            case tree.Negate() | tree.Not():
                return replace(node, operand=self.bind(node.operand))
            case tree.Arithmetic() | tree.Compare() | tree.Cross():
                return replace(node, left=self.bind(node.left), right=self.bind(node.right))
            case tree.Logic():
                return replace(node, operands=tuple(self.bind(part) for part in node.operands))
            case tree.Shift():
                return replace(node, operand=self.bind(node.operand), bars=self._length(node.bars))
            case tree.Call():
                return replace(node, args=self._args(node))
            case _:
                return node

    def _args(self, call: tree.Call) -> tuple[Node, ...]:
        binders = {Arg.LENGTH: self._length, Arg.FACTOR: self._factor}
        signature = FUNCTIONS[call.name]
        return tuple(binders.get(signature.arg(index), self.bind)(arg) for index, arg in enumerate(call.args))

    def _length(self, node: Node) -> Node:
        value = self._constant(node)
        if value != value.to_integral_value() or not 1 <= value <= MAX_LENGTH:
            raise self.source.wrong(
                f"a length is a whole number of bars from 1 to {MAX_LENGTH}, got {value:f}", *node.span
            )
        return tree.Const(Decimal(int(value)), span=node.span)

    def _factor(self, node: Node) -> Node:
        value = self._constant(node)
        if not 0 < value <= 100:
            raise self.source.wrong(f"a factor is above 0 and at most 100, got {value:f}", *node.span)
        return tree.Const(value, span=node.span)

    def _constant(self, node: Node) -> Decimal:
        try:
            value = constant(node, self.params)
        except (DivisionByZero, InvalidOperation, Overflow):
            raise self.source.wrong("this has no value", *node.span) from None
        if abs(value) > 10**30:
            raise self.source.wrong("this is too large", *node.span)
        return value
