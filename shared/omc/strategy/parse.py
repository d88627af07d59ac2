"""Text of an expression -> typed tree, through Python's parser and an allow-list.

Whatever the text, the answer is a tree or InvalidInput with a place; nothing of it is ever executed.
"""

import ast
from collections.abc import Callable
from decimal import Decimal

from omc.market.frames import FRAMES
from omc.strategy import tree
from omc.strategy.calls import Calls, Scope, wrong_kind
from omc.strategy.custom import MAX_STEPS
from omc.strategy.faults import Source
from omc.strategy.functions import FUNCTIONS, LEDGERS
from omc.strategy.grammar import check_order
from omc.strategy.lexing import readable, tokens
from omc.strategy.tree import COLUMNS, Kind, Node, is_constant, kind_of

__all__ = ["Scope", "parse"]

MAX_DEPTH = 60
MAX_CONSTANT = Decimal(10) ** 15

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


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
    if scope.indicators and sum(1 for _ in tree.walk(node)) > MAX_STEPS:
        raise source.wrong(
            f"with your own indicators put in place this has more than {MAX_STEPS} steps", 0, 0
        )
    if expected is not None and kind_of(node) is not expected:
        raise wrong_kind(source, node, expected, "this place")
    return node


class _Builder(Calls):
    """Values, operators and indices; calls are read by the class above it."""

    def build(self, part: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.wrong(f"at most {MAX_DEPTH} steps inside each other", part)
        for kind, builder in self._builders().items():
            if isinstance(part, kind):
                return builder(part, depth)
        what = "one expression" if isinstance(part, ast.Tuple) else "a part of the language"
        raise self.wrong(f"this is not {what}", part)

    def _builders(self) -> dict[type[ast.expr], Callable[..., Node]]:
        """What may be read, and by which rule."""
        return {
            ast.Constant: lambda part, _: self._constant(part),
            ast.Name: lambda part, _: self._name(part),
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.BoolOp: self._logic,
            ast.Compare: self._comparison,
            ast.Call: self.call,
            ast.Subscript: self._index,
            ast.Attribute: self.member,
        }

    def _constant(self, part: ast.Constant) -> Node:
        if isinstance(part.value, bool) or not isinstance(part.value, int | float):
            raise self.wrong("only numbers may stand here", part)
        value = Decimal(repr(part.value))
        if not value.is_finite() or abs(value) > MAX_CONSTANT:
            raise self.wrong(f"numbers go up to {MAX_CONSTANT:.0e}", part)
        return tree.Const(value, span=self.span(part))

    def _name(self, part: ast.Name) -> Node:
        name, span = part.id, self.span(part)
        if self.is_time(part):
            raise self.wrong("a span of time stands behind @ or in a ledger's feature only", part)
        if name.startswith("_"):
            self.known(name[1:], self.scope.params, "parameter", part)
            return tree.Param(name[1:], span=span)
        if name in COLUMNS:
            return tree.Column(name, span=span)
        if name in self.scope.features:
            return tree.Feature(name, self.scope.features[name], span=span)
        if name in FUNCTIONS:
            raise self.wrong(f"{name} needs its arguments, such as {FUNCTIONS[name].usage}", part)
        if name in self.scope.indicators:
            raise self.wrong(f"{name} is called with its arguments: {self._usage(name)}", part)
        if name in LEDGERS:
            raise self.wrong(f"{name} needs a feature and an asset, such as {name}.score(BTC)", part)
        self.known(name, (*self.scope.features, *COLUMNS), "name", part)
        raise TypeError(f"expected an unknown name, got {name}")

    def _unary(self, part: ast.UnaryOp, depth: int) -> Node:
        if isinstance(part.op, ast.Not):
            return tree.Not(self.condition(part.operand, "not", depth), span=self.span(part))
        return tree.Negate(self.number(part.operand, "'-'", depth), span=self.span(part))

    def _arithmetic(self, part: ast.BinOp, depth: int) -> Node:
        sign = _ARITHMETIC.get(type(part.op))
        if sign is None:
            raise self.wrong("of the operators only + - * / are part of the language", part)
        left, right = (
            self.number(part.left, f"{sign!r}", depth),
            self.number(part.right, f"{sign!r}", depth),
        )
        return tree.Arithmetic(sign, left, right, span=self.span(part))

    def _logic(self, part: ast.BoolOp, depth: int) -> Node:
        word = "and" if isinstance(part.op, ast.And) else "or"
        operands = tuple(self.condition(value, word, depth) for value in part.values)
        return tree.Logic(word, operands, span=self.span(part))

    def _comparison(self, part: ast.Compare, depth: int) -> Node:
        sides = [self.number(side, "a comparison", depth) for side in (part.left, *part.comparators)]
        links: list[Node] = []
        for operator, left, right in zip(part.ops, sides[:-1], sides[1:], strict=True):
            span = (left.span[0], right.span[1])
            if isinstance(operator, ast.In | ast.Is):
                if len(sides) > 2:
                    raise self.wrong("a cross cannot stand in a chain; join with and", part)
                return tree.Cross(isinstance(operator, ast.In), left, right, span=span)
            links.append(tree.Compare(_COMPARISON[type(operator)], left, right, span=span))
        return links[0] if len(links) == 1 else tree.Logic("and", tuple(links), span=self.span(part))

    def _index(self, part: ast.Subscript, depth: int) -> Node:
        return self._at(part, depth) if self.is_time(part.slice) else self._shift(part, depth)

    def _at(self, part: ast.Subscript, depth: int) -> Node:
        start = self.span(part.slice)[0]
        end = self.span(part)[1]
        name = self.source.text[start:end]
        if name not in FRAMES:
            known = ", ".join(FRAMES)
            raise self.source.wrong(f"unknown timeframe {name!r}; there are {known}", start, end)
        return tree.At(self.build(part.value, depth + 1), name, span=self.span(part))

    def _shift(self, part: ast.Subscript, depth: int) -> Node:
        bars = self.number(part.slice, "[ ]", depth)
        if not is_constant(bars):
            raise self.wrong("[ ] takes a number of bars or a $param, such as close[1]", part.slice)
        return tree.Shift(self.build(part.value, depth + 1), bars, span=self.span(part))
