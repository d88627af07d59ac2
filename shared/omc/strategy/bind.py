"""A tree with its parameters filled in and its lengths checked: ready to evaluate."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import NamedTuple

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import MINUTE_MS
from omc.kernel.money import EXACT
from omc.market.frames import FRAMES, Frame, longer_than
from omc.market.indicators.catalog import Indicator
from omc.strategy import tree
from omc.strategy.faults import Source
from omc.strategy.functions import FUNCTIONS, MAX_LENGTH, MAX_MINUTES, OF_THE_DAY, Arg
from omc.strategy.model import SessionSpec
from omc.strategy.tree import Node


class Place(NamedTuple):
    """Where an expression stands: the bars it is evaluated on and the hours it counts from.

    reads: feature -> the frames it reads besides its own bars. open: parameters that get no value here,
    those of a definition that nobody has called yet.
    """

    frame: Frame | None = None
    session: SessionSpec | None = None
    reads: Mapping[str, frozenset[str]] | None = None
    open: frozenset[str] = frozenset()


def bind(node: Node, source: Source, params: Mapping[str, Decimal], place: Place | None = None) -> Node:
    """`node` with `$param` replaced by its value; lengths become whole numbers or InvalidInput."""
    return _Binder(source, params, place or Place()).bind(node)


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


class _Binder:
    def __init__(self, source: Source, params: Mapping[str, Decimal], place: Place) -> None:
        self.source, self.params, self.place = source, params, place

    def bind(self, node: Node) -> Node:
        match node:
            case tree.Param():
                return node if node.name in self.place.open else self._value(node)
            case tree.Shift():
                return replace(node, operand=self.bind(node.operand), bars=self._length(node.bars))
            case tree.Call():
                return self._call(node)
            case tree.At():
                return self._at(node)
            case tree.Feature():
                return self._feature(node)
            case _:
                return tree.with_children(node, [self.bind(child) for child in tree.children(node)])

    def _value(self, node: tree.Param) -> Node:
        return tree.Const(self.params[node.name], span=node.span)

    def _at(self, node: tree.At) -> Node:
        base, frame = self.place.frame, FRAMES[node.frame]
        if base is None:
            raise self.source.wrong("another timeframe (@) cannot stand here", *node.span)
        if not base.divides_into(frame):
            there = ", ".join(longer_than(base))
            wrong = f"@ {frame.name} is not made of whole bars of {base.name}; here there are {there}"
            raise self.source.wrong(wrong, *node.span)
        above = _Binder(self.source, self.params, self.place._replace(frame=frame))
        bound = above.bind(node.operand)
        return bound if frame == base else replace(node, operand=bound)

    def _feature(self, node: tree.Feature) -> Node:
        frame = self.place.frame
        for name in sorted((self.place.reads or {}).get(node.name, ())):
            if frame is not None and not frame.divides_into(FRAMES[name]):
                wrong = f"{node.name} reads @ {name}, which is not made of whole bars of {frame.name}"
                raise self.source.wrong(wrong, *node.span)
        return node

    def _call(self, call: tree.Call) -> Node:
        signature = FUNCTIONS[call.name]
        binders = {Arg.LENGTH: self._length, Arg.FACTOR: self._factor, Arg.MINUTES: self._minutes}
        kinds = [signature.arg(index) for index in range(len(call.args))]
        args = tuple(binders.get(kind, self.bind)(arg) for kind, arg in zip(kinds, call.args, strict=True))
        bound = replace(call, args=args, session=self.place.session if call.name in OF_THE_DAY else None)
        if signature.indicator is not None:
            self._check_indicator(bound, signature.indicator)
        return bound

    def _check_indicator(self, call: tree.Call, indicator: Indicator) -> None:
        given = call.args[len(call.args) - len(indicator.args) :]
        values: list[Decimal] = []
        for argument, node in zip(indicator.args, given, strict=True):
            if not isinstance(node, tree.Const):
                return
            try:
                values.append(argument.checked(node.value))
            except InvalidInput as error:
                raise self.source.wrong(f"{call.name}: {error}", *node.span) from None
        try:
            indicator.filled(values)
        except InvalidInput as error:
            raise self.source.wrong(f"{call.name}: {error}", *call.span) from None

    def _length(self, node: Node) -> Node:
        return self._whole(node, MAX_LENGTH, "a length is a whole number of bars")

    def _minutes(self, node: Node) -> Node:
        bound = self._whole(node, MAX_MINUTES, "a time since the opening is a whole number of minutes")
        frame = self.place.frame
        if isinstance(bound, tree.Const) and frame is not None and int(bound.value) * MINUTE_MS % frame.ms:
            wrong = f"{bound.value:f} minutes are not made of whole bars of {frame.name}"
            raise self.source.wrong(wrong, *node.span)
        return bound

    def _whole(self, node: Node, most: int, what: str) -> Node:
        value = self._constant(node)
        if value is None:
            return node
        if value != value.to_integral_value() or not 1 <= value <= most:
            raise self.source.wrong(f"{what} from 1 to {most}, got {value:f}", *node.span)
        return tree.Const(Decimal(int(value)), span=node.span)

    def _factor(self, node: Node) -> Node:
        value = self._constant(node)
        if value is None:
            return node
        if not 0 < value <= 100:
            raise self.source.wrong(f"a factor is above 0 and at most 100, got {value:f}", *node.span)
        return tree.Const(value, span=node.span)

    def _constant(self, node: Node) -> Decimal | None:
        """Its value; None while it names a parameter that has none yet."""
        if any(isinstance(part, tree.Param) and part.name in self.place.open for part in tree.walk(node)):
            return None
        try:
            value = constant(node, self.params)
        except (DivisionByZero, InvalidOperation, Overflow):
            raise self.source.wrong("this has no value", *node.span) from None
        if abs(value) > 10**30:
            raise self.source.wrong("this is too large", *node.span)
        return value
