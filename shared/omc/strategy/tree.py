"""The typed tree of an expression: what may be evaluated, and nothing else.

Nodes compare by meaning; `span`, the place in the user's text, is left out of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from omc.strategy.model import SessionSpec

PRICES = ("open", "high", "low", "close")
COLUMNS = (*PRICES, "volume")


class Kind(StrEnum):
    NUMBER = "number"
    CONDITION = "condition"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Placed:
    """Every node compares and shows itself alike, so that each kind is made without methods of its own."""

    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Placed) or type(self) is not type(other):
            return NotImplemented
        return self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash(self._meaning())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._names())
        return f"{type(self).__name__}({shown})"

    def _meaning(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self._names())

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        """The fields but for the span."""
        return cls.__match_args__


@dataclass(frozen=True, eq=False, repr=False)
class Const(_Placed):
    value: Decimal


@dataclass(frozen=True, eq=False, repr=False)
class Param(_Placed):
    name: str


@dataclass(frozen=True, eq=False, repr=False)
class Column(_Placed):
    """open, high, low, close or volume of the bar."""

    name: str


@dataclass(frozen=True, eq=False, repr=False)
class Feature(_Placed):
    name: str
    kind: Kind


@dataclass(frozen=True, eq=False, repr=False)
class Negate(_Placed):
    operand: "Node"


@dataclass(frozen=True, eq=False, repr=False)
class Arithmetic(_Placed):
    """sign: + - * /"""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False, repr=False)
class Call(_Placed):
    """A function of `omc.strategy.functions`; `kind` is that of its result.

    output: which one of several; empty for the first. session: the hours that functions of the day count
    from, filled in when bound.
    """

    name: str
    args: tuple["Node", ...]
    kind: Kind
    output: str = ""
    session: SessionSpec | None = None


@dataclass(frozen=True, eq=False, repr=False)
class At(_Placed):
    """`operand` on bars of a longer frame, those that are over."""

    operand: "Node"
    frame: str


@dataclass(frozen=True, eq=False, repr=False)
class Ledger(_Placed):
    """A feature of a ledger, such as human.sentiment of BTC: the newest known value, or `how` over a window.

    window: as written, such as 24h.
    """

    feature: str
    asset: str
    window: str | None = None
    how: str = "last"


@dataclass(frozen=True, eq=False, repr=False)
class Shift(_Placed):
    """`operand` as it was `bars` bars ago."""

    operand: "Node"
    bars: "Node"


@dataclass(frozen=True, eq=False, repr=False)
class Compare(_Placed):
    """sign: < <= > >= == !=; a chain is a Logic of these."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False, repr=False)
class Cross(_Placed):
    """left was not beyond right one bar ago and is now; above: upwards."""

    above: bool
    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False, repr=False)
class Logic(_Placed):
    """word: and, or; two operands or more."""

    word: str
    operands: tuple["Node", ...]


@dataclass(frozen=True, eq=False, repr=False)
class Not(_Placed):
    operand: "Node"


Node: TypeAlias = (
    Const
    | Param
    | Column
    | Feature
    | Negate
    | Arithmetic
    | Call
    | At
    | Ledger
    | Shift
    | Compare
    | Cross
    | Logic
    | Not
)


def kind_of(node: Node) -> Kind:
    """Whether the node says a number or a condition about each bar."""
    if isinstance(node, Compare | Cross | Logic | Not):
        return Kind.CONDITION
    if isinstance(node, Shift | At):
        return kind_of(node.operand)
    if isinstance(node, Feature | Call):
        return node.kind
    return Kind.NUMBER


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Arithmetic() | Compare() | Cross():
            return (node.left, node.right)
        case Call():
            return node.args
        case Logic():
            return node.operands
        case Shift():
            return (node.operand, node.bars)
        case Negate() | Not() | At():
            return (node.operand,)
        case _:
            return ()


def with_children(node: Node, parts: Sequence[Node]) -> Node:
    """The node with `parts` in the place of its children, in their order; itself where they are the same."""
    if all(part is child for part, child in zip(parts, children(node), strict=True)):
        return node
    match node:
        case Arithmetic() | Compare() | Cross():
            return replace(node, left=parts[0], right=parts[1])
        case Call():
            return replace(node, args=tuple(parts))
        case Logic():
            return replace(node, operands=tuple(parts))
        case Shift():
            return replace(node, operand=parts[0], bars=parts[1])
        case Negate() | Not() | At():
            return replace(node, operand=parts[0])
        case _:
            return node


def named(node: Node, features: Mapping[str, Node]) -> Node:
    """What a feature's name stands for."""
    while isinstance(node, Feature):
        node = features[node.name]
    return node


def depth_of(node: Node, features: Mapping[str, int]) -> int:
    """Steps inside each other, this one included; `features` says it of each feature."""
    below = features.get(node.name, 0) if isinstance(node, Feature) else 0
    return 1 + max((depth_of(child, features) for child in children(node)), default=below)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it; features are named, not entered."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_constant(node: Node) -> bool:
    """True for numbers, params and their arithmetic: the same for every bar."""
    return all(isinstance(part, Const | Param | Negate | Arithmetic) for part in walk(node))
