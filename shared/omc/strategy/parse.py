"""Text of an expression -> typed tree, through Python's parser and an allow-list.

Whatever the text, the answer is a tree or InvalidInput with a place; nothing of it is ever executed.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from omc.kernel.errors import InvalidInput
from omc.market.frames import FRAMES
from omc.strategy import tree
from omc.strategy.custom import MAX_STEPS, Custom, expanded
from omc.strategy.faults import Source, suggestion
from omc.strategy.functions import FUNCTIONS, LEDGERS, Arg, Signature
from omc.strategy.grammar import check_order
from omc.strategy.lexing import readable, tokens
from omc.strategy.syntax import Syntax
from omc.strategy.tree import COLUMNS, Kind, Node, is_constant, kind_of

MAX_DEPTH = 60
MAX_CONSTANT = Decimal(10) ** 15

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_CROSSES = ("crosses_above", "crosses_below")
_COMPARING = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_JOINING = {"all": "and", "any": "or"}


@dataclass(frozen=True)
class Scope:
    """The names an expression may use besides columns and functions; indicators: the user's own."""

    params: frozenset[str]
    features: Mapping[str, Kind]
    indicators: Mapping[str, Custom] = field(default_factory=dict)


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
        raise _wrong_kind(source, node, expected, "this place")
    return node


def _default(text: str, span: tuple[int, int]) -> Node:
    return tree.Column(text, span=span) if text in COLUMNS else tree.Const(Decimal(text), span=span)


def _wrong_kind(source: Source, node: Node, expected: Kind, place: str) -> InvalidInput:
    example = "close > sma(close, 20)" if expected is Kind.CONDITION else "sma(close, 20)"
    message = f"{place} takes a {expected.value} such as {example}, not a {kind_of(node).value}"
    return source.wrong(message, *node.span)


@dataclass(frozen=True)
class _Builder(Syntax):
    scope: Scope

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
            ast.Call: self._call,
            ast.Subscript: self._index,
            ast.Attribute: self._member,
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
            return tree.Not(self._condition(part.operand, "not", depth), span=self.span(part))
        return tree.Negate(self._number(part.operand, "'-'", depth), span=self.span(part))

    def _arithmetic(self, part: ast.BinOp, depth: int) -> Node:
        sign = _ARITHMETIC.get(type(part.op))
        if sign is None:
            raise self.wrong("of the operators only + - * / are part of the language", part)
        left, right = (
            self._number(part.left, f"{sign!r}", depth),
            self._number(part.right, f"{sign!r}", depth),
        )
        return tree.Arithmetic(sign, left, right, span=self.span(part))

    def _logic(self, part: ast.BoolOp, depth: int) -> Node:
        word = "and" if isinstance(part.op, ast.And) else "or"
        operands = tuple(self._condition(value, word, depth) for value in part.values)
        return tree.Logic(word, operands, span=self.span(part))

    def _comparison(self, part: ast.Compare, depth: int) -> Node:
        sides = [self._number(side, "a comparison", depth) for side in (part.left, *part.comparators)]
        links: list[Node] = []
        for operator, left, right in zip(part.ops, sides[:-1], sides[1:], strict=True):
            span = (left.span[0], right.span[1])
            if isinstance(operator, ast.In | ast.Is):
                if len(sides) > 2:
                    raise self.wrong("a cross cannot stand in a chain; join with and", part)
                return tree.Cross(isinstance(operator, ast.In), left, right, span=span)
            links.append(tree.Compare(_COMPARISON[type(operator)], left, right, span=span))
        return links[0] if len(links) == 1 else tree.Logic("and", tuple(links), span=self.span(part))

    def _call(self, part: ast.Call, depth: int) -> Node:
        if isinstance(part.func, ast.Attribute):
            return self.ledger(part, part.func)
        if not isinstance(part.func, ast.Name) or part.keywords:
            raise self.wrong("only functions of the language may be called", part)
        name = part.func.id
        if name in self.scope.indicators:
            return self._own(part, name, depth)
        if name in self.scope.features and name not in FUNCTIONS:
            raise self.wrong(f"{name} is a feature: it takes no arguments", part)
        self.known(name, (*FUNCTIONS, *self.scope.indicators), "function", part.func)
        signature = FUNCTIONS[name]
        args = self._args(name, signature, part, depth)
        span = self.span(part)
        if name in _CROSSES:
            return tree.Cross(name == "crosses_above", *args, span=span)
        if name in _COMPARING:
            return tree.Compare(_COMPARING[name], *args, span=span)
        if name in _JOINING:
            return tree.Logic(_JOINING[name], args, span=span)
        return tree.Call(name, args, signature.result, span=span)

    def _args(self, name: str, signature: Signature, part: ast.Call, depth: int) -> tuple[Node, ...]:
        """As written, with what was left out at its default."""
        if not signature.accepts(len(part.args)):
            got = f"got {len(part.args)} argument{'s' if len(part.args) != 1 else ''}"
            raise self.wrong(f"{name} is written {signature.usage}, {got}", part)
        span, left_out = self.span(part), signature.left_out(len(part.args))
        first: tuple[Node, ...] = ()
        if part.args and left_out and signature.defaults[0] == "close":
            # rsi(14): an indicator of a constant says nothing; what was left out is the series.
            first = (
                (tree.Column("close", span=span),) if is_constant(self.build(part.args[0], depth + 1)) else ()
            )
        given = first + tuple(
            self._arg(name, place, signature.arg(place), arg, depth)
            for place, arg in enumerate(part.args, start=len(first))
        )
        return given + tuple(_default(text, span) for text in left_out[len(first) :])

    def _own(self, part: ast.Call, name: str, depth: int) -> Node:
        custom = self.scope.indicators[name]
        if len(part.args) != len(custom.args) or part.keywords:
            got = f"got {len(part.args)} argument{'s' if len(part.args) != 1 else ''}"
            raise self.wrong(f"{name} is written {self._usage(name)}, {got}", part)
        args = [self._arg(name, i, Arg.SERIES, arg, depth) for i, arg in enumerate(part.args)]
        return expanded(self.source, name, custom, args, self.span(part))

    def _usage(self, name: str) -> str:
        return f"{name}({', '.join(self.scope.indicators[name].args)})"

    def _arg(self, function: str, index: int, arg: Arg, part: ast.expr, depth: int) -> Node:
        place = f"argument {index + 1} of {function}"
        if arg is Arg.CONDITION:
            return self._condition(part, place, depth)
        node = self._number(part, place, depth)
        if arg is not Arg.SERIES and function in FUNCTIONS and not is_constant(node):
            raise self.wrong(f"{place} is a number or a $param, the same for every bar", part)
        return node

    def _member(self, part: ast.Attribute, depth: int) -> Node:
        """An output of an indicator by its name, such as macd(close).histogram."""
        owner = part.value
        if isinstance(owner, ast.Name) and owner.id in LEDGERS:
            example = f"{owner.id}.{part.attr}(BTC)"
            raise self.wrong(f"a ledger's feature needs its asset, such as {example}", part)
        if isinstance(owner, ast.Name):
            raise self.wrong(
                f"unknown ledger {owner.id!r}{suggestion(owner.id, LEDGERS)}; outputs stand behind the "
                "indicator itself, such as macd(close).histogram",
                part,
            )
        node = self.build(owner, depth + 1)
        outputs = FUNCTIONS[node.name].outputs if isinstance(node, tree.Call) else ()
        if not isinstance(node, tree.Call) or node.output or not outputs:
            raise self.wrong("only indicators have outputs, such as macd(close).histogram", part)
        if part.attr not in outputs:
            found = f"{node.name} has no output {part.attr!r}{suggestion(part.attr, outputs)}"
            raise self.source.wrong(found, self.span(part)[1] - len(part.attr), self.span(part)[1])
        return replace(node, output="" if part.attr == outputs[0] else part.attr, span=self.span(part))

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
        bars = self._number(part.slice, "[ ]", depth)
        if not is_constant(bars):
            raise self.wrong("[ ] takes a number of bars or a $param, such as close[1]", part.slice)
        return tree.Shift(self.build(part.value, depth + 1), bars, span=self.span(part))

    def _number(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.NUMBER, place, depth)

    def _condition(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.CONDITION, place, depth)

    def _of_kind(self, part: ast.expr, kind: Kind, place: str, depth: int) -> Node:
        node = self.build(part, depth + 1)
        if kind_of(node) is not kind:
            raise _wrong_kind(self.source, node, kind, place)
        return node
