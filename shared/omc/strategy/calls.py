"""Calls of functions, of a user's own indicators and of ledgers' features, and outputs by name."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from omc.kernel.errors import InvalidInput
from omc.strategy import tree
from omc.strategy.custom import Custom, expanded
from omc.strategy.faults import Source, suggestion
from omc.strategy.functions import FUNCTIONS, LEDGERS, Arg, Signature
from omc.strategy.syntax import Syntax
from omc.strategy.tree import COLUMNS, Kind, Node, is_constant, kind_of

_CROSSES = ("crosses_above", "crosses_below")
_COMPARING = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_JOINING = {"all": "and", "any": "or"}


class Scope(NamedTuple):
    """The names an expression may use besides columns and functions; indicators: the user's own."""

    params: frozenset[str]
    features: Mapping[str, Kind]
    indicators: Mapping[str, Custom] = MappingProxyType({})


def _default(text: str, span: tuple[int, int]) -> Node:
    return tree.Column(text, span=span) if text in COLUMNS else tree.Const(Decimal(text), span=span)


def wrong_kind(source: Source, node: Node, expected: Kind, place: str) -> InvalidInput:
    example = "close > sma(close, 20)" if expected is Kind.CONDITION else "sma(close, 20)"
    message = f"{place} takes a {expected.value} such as {example}, not a {kind_of(node).value}"
    return source.wrong(message, *node.span)


class Calls(Syntax, ABC):
    """What is called, with what; `build` of the class below reads the arguments."""

    def __init__(self, source: Source, scope: Scope) -> None:
        super().__init__(source)
        self.scope = scope

    @abstractmethod
    def build(self, part: ast.expr, depth: int) -> Node:
        """The tree of any part of an expression."""

    def call(self, part: ast.Call, depth: int) -> Node:
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
            return self.condition(part, place, depth)
        node = self.number(part, place, depth)
        if arg is not Arg.SERIES and function in FUNCTIONS and not is_constant(node):
            raise self.wrong(f"{place} is a number or a $param, the same for every bar", part)
        return node

    def member(self, part: ast.Attribute, depth: int) -> Node:
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

    def number(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.NUMBER, place, depth)

    def condition(self, part: ast.expr, place: str, depth: int) -> Node:
        return self._of_kind(part, Kind.CONDITION, place, depth)

    def _of_kind(self, part: ast.expr, kind: Kind, place: str, depth: int) -> Node:
        node = self.build(part, depth + 1)
        if kind_of(node) is not kind:
            raise wrong_kind(self.source, node, kind, place)
        return node
