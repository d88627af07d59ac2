"""Whether a spec makes sense, without computing anything: needs neither numpy nor market data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from omc.kernel.errors import InvalidInput
from omc.market.regime import REGIME_BARS
from omc.strategy.check import check_spec, merged
from omc.strategy.compose.parts import STRENGTH, Part, parts
from omc.strategy.model import StrategySpec
from omc.strategy.program import Program, build_program
from omc.strategy.warmup import Warmup


class Validated(NamedTuple):
    """The spec's parameters as used, its trees, and the bars that must exist before a rule may hold."""

    params: Mapping[str, Decimal]
    program: Program
    warmup_bars: int


def validate_spec(spec: StrategySpec, params: Mapping[str, Decimal] | None = None) -> Validated:
    """`spec` with its default parameters, or with `params` in their place.

    InvalidInput lists everything that is wrong, each as a FieldError with its path in the spec; those of
    expressions also name the token, its line and its column.
    """
    check_spec(spec)
    values = merged(spec, params)
    program = build_program(spec, values)
    needed = [_warmup(program), *(_of_part(part).warmup_bars for part in parts(spec, values))]
    if spec.regimes is not None:
        needed.append(REGIME_BARS + spec.regimes.hold_bars)
    return Validated(values, program, max(needed))


def _of_part(part: Part) -> Validated:
    """A part validated as a spec of its own; its errors are told where it stands in the whole."""
    try:
        return validate_spec(part.spec, part.params)
    except InvalidInput as error:
        fields = [fault._replace(path=_placed(part, fault.path)) for fault in error.fields]
        raise InvalidInput(f"{fields[0].path}: {fields[0].message}", fields=fields, code=error.code) from None


def _placed(part: Part, path: str) -> str:
    if path == f"features.{STRENGTH}":
        return f"{part.path}.strength"
    return f"{part.path}.{path}" if path.startswith(("long.", "short.")) else path


def _warmup(program: Program) -> int:
    """The full window of every feature, used or not, and of every rule."""
    warmup = Warmup(program.features, program.frame)
    others = (*program.rules.values(), *program.levels.values())
    return max([1, *map(warmup.feature, program.features), *map(warmup.of, others)])
