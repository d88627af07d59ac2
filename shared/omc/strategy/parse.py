"""Text of an expression -> typed tree, through Python's parser and an allow-list.

Whatever the text, the answer is a tree or InvalidInput with a place; nothing of it is ever executed.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.errors import InvalidInput
from omc.strategy import tree
from omc.strategy.faults import Source, suggestion
from omc.strategy.functions import FUNCTIONS, Arg
from omc.strategy.grammar import check_order
from omc.strategy.lexing import readable, tokens
from omc.strategy.tree import COLUMNS, Kind, Node, is_constant, kind_of

MAX_DEPTH = 60
MAX_CONSTANT = Decimal(10) ** 15

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """The names an expression may use besides columns and functions."""

    params: frozenset[str]
    features: Mapping[str, Kind]


def parse(source: Source, scope: Scope, expected: Kind | None = None) -> Node:
    """The typed tree of the expression; `expected` is the kind its place in the spec asks for."""
    words = tokens(source)
    check_order(source, words)
    try:
        parsed = ast.parse(readable(source, words), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        offset = max((getattr(error, "offset", None) or 2) - 2, 0)
        word = next((word for word in words if word.end > offset), words[-1])
        raise source.wrong(f"cannot be read at {word.text!r}", word.start, word.end) from None
    node = _Builder(source, scope).build(parsed.body, 0)
    if expected is not None and kind_of(node) is not expected:
        raise _wrong_kind(source, node, expected, "this place")
    return node


def _wrong_kind(source: Source, node: Node, expected: Kind, place: str) -> InvalidInput:
    example = "close > sma(close, 20)" if expected is Kind.CONDITION else "sma(close, 20)"
    message = f"{place} takes a {expected.value} such as {example}, not a {kind_of(node).value}"
    return source.wrong(message, *node.span)


@dataclass(frozen=True)
class _Builder:
    source: Source
    scope: Scope

    def build(self, part: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._wrong(f"at most {MAX_DEPTH} steps inside each other", part)
        match part:
            case ast.Constant():
                return self._constant(part)
            case ast.Name():
                return self._name(part)
            case ast.UnaryOp():
                return self._unary(part, depth)
            case ast.BinOp():
                return self._arithmetic(part, depth)
            case ast.BoolOp():
                word = "and" if isinstance(part.op, ast.And) else "or"
                return self._logic(word, part.values, part, depth)
            case ast.Compare():
                return self._comparison(part, depth)
            case ast.Call():
                return self._call(part, depth)
            case ast.Subscript():
                return self._shift(part, depth)
        what = "one expression" if isinstance(part, ast.Tuple) else "a part of the language"
        raise self._wrong(f"this is not {what}", part)

    def _constant(self, part: ast.Constant) -> Node:
        if isinstance(part.value, bool) or not isinstance(part.value, int | float):
            raise self._wrong("only numbers may stand here", part)
        value = Decimal(repr(part.value))
        if not value.is_finite() or abs(value) > MAX_CONSTANT:
            raise self._wrong(f"numbers go up to {MAX_CONSTANT:.0e}", part)
        return tree.Const(value, span=self._span(part))

    def _name(self, part: ast.Name) -> Node:
        name, span = part.id, self._span(part)
        if name.startswith("_"):
            self._known(name[1:], self.scope.params, "parameter", part)
            return tree.Param(name[1:], span=span)
        if name in COLUMNS:
            return tree.Column(name, span=span)
        if name in FUNCTIONS:
            raise self._wrong(f"{name} needs its arguments, such as {FUNCTIONS[name].usage}", part)
        self._known(name, (*self.scope.features, *COLUMNS), "name", part)
        return tree.Feature(name, self.scope.features[name], span=span)

    def _unary(self, part: ast.UnaryOp, depth: int) -> Node:
        if isinstance(part.op, ast.Not):
            return tree.Not(self._condition(part.operand, "not", depth), span=self._span(part))
        return tree.Negate(self._number(part.operand, "'-'", depth), span=self._span(part))

    def _arithmetic(self, part: ast.BinOp, depth: int) -> Node:
        sign = _ARITHMETIC.get(type(part.op))
        if sign is None:
            raise self._wrong("of the operators only + - * / are part of the language", part)
        left, right = (
            self._number(part.left, f"{sign!r}", depth),
            self._number(part.right, f"{sign!r}", depth),
        )
        return tree.Arithmetic(sign, left, right, span=self._span(part))

    def _logic(self, word: str, parts: list[ast.expr], whole: ast.expr, depth: int) -> Node:
        operands = tuple(self._condition(part, word, depth) for part in parts)
        return tree.Logic(word, operands, span=self._span(whole))

    def _comparison(self, part: ast.Compare, depth: int) -> Node:
        sides = [self._number(side, "a comparison", depth) for side in (part.left, *part.comparators)]
        links: list[Node] = []
        for operator, left, right in zip(part.ops, sides[:-1], sides[1:], strict=True):
            span = (left.span[0], right.span[1])
            if isinstance(operator, ast.In | ast.Is):
                if len(sides) > 2:
                    raise self._wrong("a cross cannot stand in a chain; join with and", part)
                return tree.Cross(isinstance(operator, ast.In), left, right, span=span)
            links.append(tree.Compare(_COMPARISON[type(operator)], left, right, span=span))
        return links[0] if len(links) == 1 else tree.Logic("and", tuple(links), span=self._span(part))

    def _call(self, part: ast.Call, depth: int) -> Node:
        if not isinstance(part.func, ast.Name) or part.keywords:
            raise self._wrong("only functions of the language may be called", part)
        name = part.func.id
        self._known(name, FUNCTIONS, "function", part.func)
        signature = FUNCTIONS[name]
        if not signature.accepts(len(part.args)):
            got = f"got {len(part.args)} argument{'s' if len(part.args) != 1 else ''}"
            raise self._wrong(f"{name} is written {signature.usage}, {got}", part)
        args = tuple(self._arg(name, i, signature.arg(i), arg, depth) for i, arg in enumerate(part.args))
        if name.startswith("crosses_"):
            return tree.Cross(name == "crosses_above", *args, span=self._span(part))
        return tree.Call(name, args, signature.result, span=self._span(part))

    def _arg(self, function: str, index: int, arg: Arg, part: ast.expr, depth: int) -> Node:
        place = f"argument {index + 1} of {function}"
        if arg is Arg.CONDITION:
            return self._condition(part, place, depth)
        node = self._number(part, place, depth)
        if arg is not Arg.SERIES and not is_constant(node):
            raise self._wrong(f"{place} is a number or a $param, the same for every bar", part)
        return node

    def _shift(self, part: ast.Subscript, depth: int) -> Node:
        bars = self._number(part.slice, "[ ]", depth)
        if not is_constant(bars):
            raise self._wrong("[ ] takes a number of bars or a $param, such as close[1]", part.slice)
        return tree.Shift(self.build(part.value, depth + 1), bars, span=self._span(part))

    def _number(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.NUMBER, place, depth)

    def _condition(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.CONDITION, place, depth)

    def _of_kind(self, part: ast.expr, kind: Kind, place: str, depth: int) -> Node:
        node = self.build(part, depth + 1)
        if kind_of(node) is not kind:
            raise _wrong_kind(self.source, node, kind, place)
        return node

    def _known(self, name: str, known: Iterable[str], what: str, part: ast.expr) -> None:
        names = tuple(known)
        if name not in names:
            raise self._wrong(f"unknown {what} {name!r}{suggestion(name, names)}", part)

    def _span(self, part: ast.expr) -> tuple[int, int]:
        # One parenthesis was put before the text, one behind it; only a tuple takes them in.
        end = (part.end_col_offset or part.col_offset) - 1
        return max(part.col_offset - 1, 0), min(end, len(self.source.text))

    def _wrong(self, message: str, part: ast.expr) -> InvalidInput:
        return self.source.wrong(message, *self._span(part))
