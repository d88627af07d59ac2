"""Stops, targets and sizing distances as trees, by the name under which signals carry their columns."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from omc.strategy import tree
from omc.strategy.model import LimitEntrySpec, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.strategy.tree import Kind, Node

STRUCTURE_ATR = 14

Parse = Callable[[str, str], Node | None]
Levels = Iterator[tuple[str, Node | None]]


def levels(spec: StrategySpec, parse: Parse) -> dict[str, Node]:
    """name -> tree, of the sides that the spec has; `parse(path, text)` reads the expression of a price.

    A distance is in quote currency, the same for both sides: stop.distance, targets.<i>.distance,
    sizing.distance, limit_entry.distance. A level is a price: stop.long, stop.short, targets.<i>.long,
    targets.<i>.short, limit_entry.long, limit_entry.short.
    """
    found = dict(_stop(spec, parse)) | dict(_targets(spec, parse)) | dict(_sizing(spec.sizing))
    found |= dict(_limit(spec, parse))
    return {name: node for name, node in found.items() if node is not None}


def _stop(spec: StrategySpec, parse: Parse) -> Levels:
    stop = spec.stop
    if stop is None:
        return
    if stop.kind == "atr" and stop.multiple is not None and stop.period is not None:
        yield "stop.distance", _times_atr(stop.multiple, stop.period)
    if stop.kind == "structure" and stop.period is not None:
        yield from ((f"stop.{side}", _structure(stop, side)) for side in spec.sides)
    if stop.kind == "price":
        yield from _prices("stop", stop, spec, parse)


def _targets(spec: StrategySpec, parse: Parse) -> Levels:
    for index, target in enumerate(spec.targets):
        path = f"targets.{index}"
        if target.kind == "atr" and target.value is not None and target.period is not None:
            yield f"{path}.distance", _times_atr(target.value, target.period)
        if target.kind == "price":
            yield from _prices(path, target, spec, parse)


def _sizing(sizing: SizingSpec) -> Levels:
    if sizing.kind == "atr" and sizing.multiple is not None and sizing.period is not None:
        yield "sizing.distance", _times_atr(sizing.multiple, sizing.period)


def _limit(spec: StrategySpec, parse: Parse) -> Levels:
    limit = spec.limit_entry
    if limit is None:
        return
    if limit.kind == "atr" and limit.multiple is not None and limit.period is not None:
        yield "limit_entry.distance", _times_atr(limit.multiple, limit.period)
    if limit.kind == "price":
        yield from _prices("limit_entry", limit, spec, parse)


def _prices(
    path: str, rule: StopSpec | TargetSpec | LimitEntrySpec, spec: StrategySpec, parse: Parse
) -> Levels:
    for side in spec.sides:
        # A spec that only goes short may name its only price without saying so.
        field = "price_short" if side == "short" and (rule.price_short or "long" in spec.sides) else "price"
        text = getattr(rule, field)
        if text is not None:
            yield f"{path}.{side}", parse(f"{path}.{field}", text)


def _structure(stop: StopSpec, side: str) -> Node:
    """The extreme of the last bars, and `multiple` x ATR(14) beyond it."""
    name, column, sign = ("lowest", "low", "-") if side == "long" else ("highest", "high", "+")
    length = tree.Const(Decimal(stop.period or 1))
    extreme = tree.Call(name, (tree.Column(column), length), Kind.NUMBER)
    if not stop.multiple:
        return extreme
    return tree.Arithmetic(sign, extreme, _times_atr(stop.multiple, STRUCTURE_ATR))


def _times_atr(multiple: Decimal, period: int) -> Node:
    atr = tree.Call("atr", (tree.Const(Decimal(period)),), Kind.NUMBER)
    return tree.Arithmetic("*", tree.Const(multiple), atr)
