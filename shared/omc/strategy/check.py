"""Rules between the fields of a spec, those no single expression can break."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.faults import suggestion
from omc.strategy.functions import FUNCTIONS
from omc.strategy.model import Param, StopSpec, StrategySpec, TargetSpec
from omc.strategy.tree import COLUMNS

MAX_FEATURES = 50
MAX_PARAMS = 20
MAX_VALUES = 1000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_RESERVED = frozenset({*COLUMNS, *FUNCTIONS, "and", "or", "not"})


def check_spec(spec: StrategySpec) -> None:
    """InvalidInput with every broken rule."""
    errors = [*_names(spec), *_params(spec), *_sides(spec), *_stop(spec), *_targets(spec)]
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
    if spec.long is None and spec.short is None:
        yield FieldError("long", "rules for long, for short, or for both are needed")
    if spec.sizing.kind == "risk" and spec.stop is None:
        yield FieldError("stop", "sizing by risk needs a stop: risk is the distance to it")
    for side, rules in (("long", spec.long), ("short", spec.short)):
        protected = spec.stop or spec.targets or spec.time_stop_bars
        if rules is not None and rules.exit is None and not protected:
            yield FieldError(
                f"{side}.exit", "a way out is needed: an exit rule, a stop, a target or a time stop"
            )


def _stop(spec: StrategySpec) -> Iterator[FieldError]:
    stop = spec.stop
    if stop is None:
        return
    needed = {"fraction": ("fraction",), "atr": ("multiple", "period"), "price": ("price",)}[stop.kind]
    for name in ("fraction", "multiple", "period", "price"):
        present = getattr(stop, name) is not None
        if present != (name in needed):
            wrong = "is needed for" if name in needed else "does not belong to"
            yield FieldError(f"stop.{name}", f"{wrong} a stop of kind {stop.kind}")
    if stop.kind == "price":
        yield from _price_stop(spec, stop)


def _price_stop(spec: StrategySpec, stop: StopSpec) -> Iterator[FieldError]:
    if stop.trailing:
        yield FieldError("stop.trailing", "a stop at a price does not trail; use kind fraction or atr")
    if spec.long is not None and spec.short is not None:
        yield FieldError("stop.kind", "one price cannot be under longs and above shorts; use fraction or atr")


def _targets(spec: StrategySpec) -> Iterator[FieldError]:
    for index, target in enumerate(spec.targets):
        yield from _target(f"targets.{index}", target, spec.stop)
    taken = sum((target.share for target in spec.targets), Decimal(0))
    if taken > 1:
        yield FieldError("targets", f"take off at most the whole position: shares of 1 in sum, got {taken:f}")


def _target(path: str, target: TargetSpec, stop: StopSpec | None) -> Iterator[FieldError]:
    needed = {"fraction": ("value",), "atr": ("value", "period"), "r": ("value",), "price": ()}[target.kind]
    for name in ("value", "period"):
        if (getattr(target, name) is not None) != (name in needed):
            wrong = "is needed for" if name in needed else "does not belong to"
            yield FieldError(f"{path}.{name}", f"{wrong} a target of kind {target.kind}")
    if target.kind == "r" and stop is None:
        yield FieldError(f"{path}.kind", "a target in multiples of risk (r) needs a stop")
