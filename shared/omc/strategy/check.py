"""Rules between the fields of a spec, those no single expression can break."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from keyword import kwlist

from omc.kernel.errors import FieldError, InvalidInput
from omc.strategy.check_levels import check_levels
from omc.strategy.compose.parts import composed, faults
from omc.strategy.faults import suggestion
from omc.strategy.functions import FUNCTIONS, LEDGERS, OWN
from omc.strategy.model import CustomIndicator, Param, StrategySpec
from omc.strategy.tree import COLUMNS

MAX_FEATURES = 50
MAX_PARAMS = 20
MAX_INDICATORS = 20
MAX_ARGS = 8
MAX_VALUES = 1000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
# A feature may be named as an indicator is, `adx` for adx(14): bare and called are told apart.
_RESERVED = frozenset({*COLUMNS, *OWN, *LEDGERS, *kwlist})


def check_spec(spec: StrategySpec) -> None:
    """InvalidInput with every broken rule."""
    rules = (_names, _indicators, _params, _sides, check_levels, _session, _reentries, faults)
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
    named: tuple[tuple[str, Iterable[str], int, frozenset[str]], ...] = (
        ("params", spec.params, MAX_PARAMS, frozenset()),
        ("features", spec.features, MAX_FEATURES, _RESERVED),
        ("indicators", spec.indicators, MAX_INDICATORS, _RESERVED | frozenset(FUNCTIONS)),
    )
    for path, names, most, taken in named:
        found = list(names)
        if len(found) > most:
            yield FieldError(path, f"at most {most}, got {len(found)}")
        for name in found:
            yield from _name(f"{path}.{name}", name, taken)


def _name(path: str, name: str, taken: Container[str] = ()) -> Iterator[FieldError]:
    if not _NAME.fullmatch(name):
        expected = "a name begins with a letter and has letters, digits and _ only, at most 40"
        yield FieldError(path, expected, name)
    elif name in taken:
        yield FieldError(path, f"{name!r} already means something in the language; choose another name", name)


def _indicators(spec: StrategySpec) -> Iterator[FieldError]:
    for name, own in spec.indicators.items():
        yield from _args(f"indicators.{name}.args", own)
        if name in spec.features:
            yield FieldError(f"indicators.{name}", f"{name!r} is a feature too; choose another name", name)


def _args(path: str, own: CustomIndicator) -> Iterator[FieldError]:
    if len(own.args) > MAX_ARGS:
        yield FieldError(path, f"at most {MAX_ARGS} arguments, got {len(own.args)}")
    for index, arg in enumerate(own.args):
        yield from _name(f"{path}.{index}", arg)
        if arg in own.args[:index]:
            yield FieldError(f"{path}.{index}", f"{arg!r} stands there twice", arg)
        elif f"${arg}" not in own.value:
            yield FieldError(f"{path}.{index}", f"the value does not name ${arg}", arg)


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
    if name == "UTC":
        return True
    # Only specs with hours of their own pay for the database of zones.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _reentries(spec: StrategySpec) -> Iterator[FieldError]:
    if spec.max_reentries is not None and spec.max_reentries < 0:
        got = str(spec.max_reentries)
        yield FieldError("max_reentries", f"expected 0 or more entries after the first, got {got}", got)
