"""Rules between the fields of stops, targets, limits and sizing."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from omc.kernel.errors import FieldError
from omc.strategy.model import LimitEntrySpec, StopSpec, StrategySpec, TargetSpec

_STOP_FIELDS = ("fraction", "multiple", "period")
_STOP_NEEDS = {
    "fraction": ("fraction",),
    "atr": ("multiple", "period"),
    "structure": ("period",),
    "price": (),
}
_LIMIT_NEEDS = {"fraction": ("fraction",), "atr": ("multiple", "period"), "price": ()}
_TARGET_NEEDS = {"fraction": ("value",), "atr": ("value", "period"), "r": ("value",), "price": ()}


def check_levels(spec: StrategySpec) -> Iterator[FieldError]:
    """What is missing and what does not belong, by the kind of each."""
    yield from _sizing(spec)
    yield from _stop(spec)
    yield from _targets(spec)
    yield from _limit(spec)


def _stop(spec: StrategySpec) -> Iterator[FieldError]:
    stop = spec.stop
    if stop is None:
        return
    what = f"a stop of kind {stop.kind}"
    optional = ("multiple",) if stop.kind == "structure" else ()
    yield from _fields("stop", stop, what, _STOP_FIELDS, _STOP_NEEDS[stop.kind], optional)
    yield from _prices("stop", stop, what, spec)
    if stop.trailing and stop.kind in ("price", "structure"):
        yield FieldError("stop.trailing", f"{what} does not trail; use kind fraction or atr", "true")


def _fields(
    path: str,
    rule: object,
    what: str,
    names: Iterable[str],
    needed: Iterable[str],
    optional: Iterable[str] = (),
) -> Iterator[FieldError]:
    """Each of `names` is set where `what` needs it, and only there."""
    for name in names:
        value = getattr(rule, name)
        if name in needed and value is None:
            yield FieldError(f"{path}.{name}", f"is needed for {what}")
        if name not in (*needed, *optional) and value is not None:
            yield FieldError(f"{path}.{name}", f"does not belong to {what}", str(value))


def _prices(
    path: str, rule: StopSpec | TargetSpec | LimitEntrySpec, what: str, spec: StrategySpec
) -> Iterator[FieldError]:
    """price is for longs and price_short for shorts; a spec that only goes short may set either."""
    by_side = {"price": "long" in spec.sides, "price_short": "short" in spec.sides}
    if rule.kind == "price" and not by_side["price"]:
        if (rule.price is None) == (rule.price_short is None):
            yield FieldError(
                f"{path}.price_short", f"one expression is needed for {what}, such as highest(high, 20)"
            )
        return
    needed = [name for name, trades in by_side.items() if trades and rule.kind == "price"]
    for name in by_side:
        text = getattr(rule, name)
        if name in needed and text is None:
            side, example = (
                ("longs", "lowest(low, 20)") if name == "price" else ("shorts", "highest(high, 20)")
            )
            yield FieldError(f"{path}.{name}", f"is needed for {what} on {side}, such as {example}")
        if name not in needed and text is not None:
            why = f"{what}" if rule.kind != "price" else "a spec without rules for short"
            yield FieldError(f"{path}.{name}", f"does not belong to {why}", text)


def _targets(spec: StrategySpec) -> Iterator[FieldError]:
    for index, target in enumerate(spec.targets):
        yield from _target(f"targets.{index}", target, spec)
    taken = sum((target.share for target in spec.targets), Decimal(0))
    if taken > 1:
        yield FieldError("targets", f"take off at most the whole position: shares of 1 in sum, got {taken:f}")


def _target(path: str, target: TargetSpec, spec: StrategySpec) -> Iterator[FieldError]:
    what = f"a target of kind {target.kind}"
    yield from _fields(path, target, what, ("value", "period"), _TARGET_NEEDS[target.kind])
    yield from _prices(path, target, what, spec)
    if target.kind == "r" and spec.stop is None:
        yield FieldError(f"{path}.kind", "a target in multiples of risk (r) needs a stop", "r")


def _limit(spec: StrategySpec) -> Iterator[FieldError]:
    limit = spec.limit_entry
    if limit is None:
        return
    what = f"a limit entry of kind {limit.kind}"
    yield from _fields("limit_entry", limit, what, _STOP_FIELDS, _LIMIT_NEEDS[limit.kind])
    yield from _prices("limit_entry", limit, what, spec)


def _sizing(spec: StrategySpec) -> Iterator[FieldError]:
    sizing = spec.sizing
    needed = ("multiple", "period") if sizing.kind == "atr" else ()
    yield from _fields("sizing", sizing, f"sizing of kind {sizing.kind}", ("multiple", "period"), needed)
    if sizing.kind == "risk" and spec.stop is None:
        yield FieldError("stop", "sizing by risk needs a stop: risk is the distance to it")
