"""The strategies a composed spec is made of, each as a spec of its own. Needs no numpy."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from omc.kernel.errors import FieldError
from omc.strategy.model import Member, SizingSpec, StrategySpec

# A part decides when; how much and with which protection is said once, by the whole.
_ANY_SIZE = SizingSpec("fraction", Decimal(1))
STRENGTH = "strength__"


class Part(NamedTuple):
    """path: where it stands in the spec. params: the whole's, with those of the part in their place."""

    path: str
    spec: StrategySpec
    params: Mapping[str, Decimal]


def parts(spec: StrategySpec, params: Mapping[str, Decimal]) -> tuple[Part, ...]:
    """In the order in which `omc.strategy.compose.combine` takes their signals; none for a plain spec."""
    if spec.ensemble is not None:
        return _members("ensemble.members", spec, spec.ensemble.members, params)
    if spec.regimes is None:
        return ()
    alone = replace(spec, regimes=None)
    sets = tuple(
        Part(f"regimes.params.{name}", alone, {**params, **own}) for name, own in spec.regimes.params.items()
    )
    return sets + _members("regimes.members", spec, spec.regimes.members, params)


def composed(spec: StrategySpec) -> bool:
    """Whether the rules come from members, not from the spec itself."""
    return spec.ensemble is not None or (spec.regimes is not None and bool(spec.regimes.specialists))


def faults(spec: StrategySpec) -> Iterator[FieldError]:
    """What is wrong between the fields of ensemble and regimes."""
    if spec.ensemble is not None and spec.regimes is not None:
        yield FieldError("regimes", "an ensemble has no regimes; make its members specialists instead")
    if composed(spec) and (spec.long is not None or spec.short is not None):
        yield FieldError("long", "the members' rules decide; a spec of members has none of its own")
    if spec.ensemble is not None:
        yield from _member_faults("ensemble.members", spec.ensemble.members)
        if not 0 < spec.ensemble.threshold < 1:
            yield FieldError(
                "ensemble.threshold",
                f"weights are shares of 1: it lies between 0 and 1, got {spec.ensemble.threshold:f}",
            )
    if spec.regimes is not None:
        yield from _regime_faults(spec)


def _members(
    path: str, spec: StrategySpec, members: tuple[Member, ...], params: Mapping[str, Decimal]
) -> tuple[Part, ...]:
    return tuple(
        Part(f"{path}.{index}", _alone(spec, member), params) for index, member in enumerate(members)
    )


def _alone(spec: StrategySpec, member: Member) -> StrategySpec:
    features = dict(spec.features)
    if member.strength is not None:
        features[STRENGTH] = member.strength
    return replace(
        spec, long=member.long, short=member.short, features=features, ensemble=None, regimes=None,
        stop=None, targets=(), sizing=_ANY_SIZE, session=None, time_stop_bars=None, max_reentries=None,
        limit_entry=None,
    )  # fmt: skip


def _member_faults(path: str, members: tuple[Member, ...]) -> Iterator[FieldError]:
    names = [member.name for member in members]
    for index, member in enumerate(members):
        if names.index(member.name) != index:
            yield FieldError(f"{path}.{index}.name", "members have names of their own", member.name)
        if member.long is None and member.short is None:
            yield FieldError(f"{path}.{index}.long", "rules for long, for short, or for both are needed")
        for side, rules in (("long", member.long), ("short", member.short)):
            if rules is not None and rules.exit is None:
                yield FieldError(
                    f"{path}.{index}.{side}.exit", "a member needs an exit rule: it ends its vote"
                )


def _regime_faults(spec: StrategySpec) -> Iterator[FieldError]:
    regimes = spec.regimes
    if regimes is None:
        return
    if not regimes.params and not regimes.specialists:
        yield FieldError("regimes", "say a parameter set or a specialist for at least one regime")
    if regimes.params and regimes.specialists:
        yield FieldError("regimes.params", "parameter sets or specialists, not both")
    for name, own in regimes.params.items():
        for param in own:
            if param not in spec.params:
                yield FieldError(f"regimes.params.{name}.{param}", f"unknown parameter {param!r}", param)
    yield from _member_faults("regimes.members", regimes.members)
    known = {member.name for member in regimes.members}
    for name, member in regimes.specialists.items():
        if member not in known:
            there = ", ".join(sorted(known)) or "none"
            yield FieldError(f"regimes.specialists.{name}", f"names a member; there are: {there}", member)
