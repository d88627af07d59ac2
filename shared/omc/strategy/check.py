"""Rules between the fields of a spec, those no single expression can break."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.compose.parts import composed, faults
from omc.strategy.faults import suggestion
from omc.strategy.functions import FUNCTIONS
from omc.strategy.model import Param, StopSpec, StrategySpec, TargetSpec
from omc.strategy.tree import COLUMNS

MAX_FEATURES = 50
MAX_PARAMS = 20
MAX_VALUES = 1000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_RESERVED = frozenset({*COLUMNS, *FUNCTIONS, "and", "or", "not"})


def check_spec(spec: StrategySpec) -> None:
    """InvalidInput with every broken rule."""
    rules = (_names, _params, _sides, _sizing, _stop, _targets, _session, _reentries, faults)
    errors = [error for rule in rules for error in rule(spec)]
    if errors:
        raise InvalidInput(f"{errors[0].path}: {errors[0].message}", fields=errors, code="invalid_spec")


def merged(spec: StrategySpec, params: Mapping[str, Decimal] | None) -> dict[str, Decimal]:
    """The defaults with `params` in their place; InvalidInput for a name the spec does not declare."""
    given = dict(params or {})
    unknown = [
        FieldError(f"params.{name}", f"unknown parameter {name!r}{suggestion(name, spec.params)}", name)
        for name in given
        if name not in spec.params
    ]
    if unknown:
        raise InvalidInput(unknown[0].message, fields=unknown, code="invalid_spec")
    return spec.defaults() | given


def _names(spec: StrategySpec) -> Iterator[FieldError]:
    for path, names, most in (
        ("params", spec.params, MAX_PARAMS),
        ("features", spec.features, MAX_FEATURES),
    ):
        if len(names) > most:
            yield FieldError(path, f"at most {most}, got {len(names)}")
        for name in names:
            if not _NAME.fullmatch(name):
                expected = "a name begins with a letter and has letters, digits and _ only, at most 40"
                yield FieldError(f"{path}.{name}", expected, name)
            elif name in _RESERVED and path == "features":
                yield FieldError(f"{path}.{name}", f"{name!r} already means something in the language", name)


def _params(spec: StrategySpec) -> Iterator[FieldError]:
    for name, param in spec.params.items():
        yield from _param(f"params.{name}", param)


def _param(path: str, param: Param) -> Iterator[FieldError]:
    search = param.search
    if search is None:
        return
    if search.step <= 0:
        yield FieldError(f"{path}.search.step", f"must be above 0, got {search.step:f}")
    elif search.high - search.low > search.step * MAX_VALUES:
        yield FieldError(f"{path}.search.step", f"a range has at most {MAX_VALUES} steps; take a larger one")
    elif not search.low <= param.default <= search.high:
        inside = f"the default must lie in its search range {search.low:f} to {search.high:f}"
        yield FieldError(f"{path}.default", f"{inside}, got {param.default:f}")


def _sides(spec: StrategySpec) -> Iterator[FieldError]:
    if spec.long is None and spec.short is None and not composed(spec):
        yield FieldError("long", "rules for long, for short, or for both are needed")
    for side, rules in (("long", spec.long), ("short", spec.short)):
        flat = spec.session is not None and spec.session.flat_at
        protected = spec.stop or spec.targets or spec.time_stop_bars or flat
        if rules is not None and rules.exit is None and not protected:
            yield FieldError(
                f"{side}.exit",
                "a way out is needed: an exit rule, a stop, a target, a time stop or session.flat_at",
            )


_STOP_FIELDS = ("fraction", "multiple", "period")
_STOP_NEEDS = {
    "fraction": ("fraction",),
    "atr": ("multiple", "period"),
    "structure": ("period",),
    "price": (),
}
_TARGET_NEEDS = {"fraction": ("value",), "atr": ("value", "period"), "r": ("value",), "price": ()}


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


def _prices(path: str, rule: StopSpec | TargetSpec, what: str, spec: StrategySpec) -> Iterator[FieldError]:
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


def _sizing(spec: StrategySpec) -> Iterator[FieldError]:
    sizing = spec.sizing
    needed = ("multiple", "period") if sizing.kind == "atr" else ()
    yield from _fields("sizing", sizing, f"sizing of kind {sizing.kind}", ("multiple", "period"), needed)
    if sizing.kind == "risk" and spec.stop is None:
        yield FieldError("stop", "sizing by risk needs a stop: risk is the distance to it")


def _session(spec: StrategySpec) -> Iterator[FieldError]:
    session = spec.session
    if session is None:
        return
    if not _is_zone(session.timezone):
        expected = "expected the name of a time zone such as UTC or America/New_York"
        yield FieldError("session.timezone", f"{expected}, got {session.timezone!r}", session.timezone)
    for name in ("start", "end", "flat_at"):
        text = getattr(session, name)
        if text is not None and not _CLOCK.fullmatch(text):
            expected = "expected a time of the day from 00:00 to 23:59 such as 09:30"
            yield FieldError(f"session.{name}", f"{expected}, got {text!r}", text)
    if (
        not session.days
        or not set(session.days) <= set(range(7))
        or len(set(session.days)) < len(session.days)
    ):
        expected = "expected days of the week from 0 (Monday) to 6 (Sunday), each once"
        yield FieldError("session.days", f"{expected}, got {list(session.days)}", str(list(session.days)))
    if session.flat_at == session.start:
        yield FieldError("session.flat_at", f"must differ from the start, {session.start}", session.flat_at)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _reentries(spec: StrategySpec) -> Iterator[FieldError]:
    if spec.max_reentries is not None and spec.max_reentries < 0:
        got = str(spec.max_reentries)
        yield FieldError("max_reentries", f"expected 0 or more entries after the first, got {got}", got)
