"""The signals of the parts of a composed strategy as the signals of the whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from omc.market.model import BarArrays, FloatArray, IntArray
from omc.market.regime import REGIMES, Regime
from omc.market.regimes import regimes
from omc.strategy.compose import stances
from omc.strategy.compose.regimes import confirmed
from omc.strategy.model import EnsembleSpec, RegimeSpec

if TYPE_CHECKING:
    from omc.strategy.compile import Signals

_RULES = ("enter_long", "exit_long", "enter_short", "exit_short")


def vote_columns(
    spec: EnsembleSpec, said: Sequence["Signals"], strengths: Sequence[FloatArray], close: FloatArray
) -> list[FloatArray]:
    """What each member adds to the sum at every close: float64[n] each, weight x direction x strength."""
    directions = [stances.stance(s.enter_long, s.exit_long, s.enter_short, s.exit_short) for s in said]
    given = [float(member.weight) for member in spec.members]
    weights = stances.weights(spec.weighting, given, directions, close, spec.window)
    return [
        stances.votes([direction], [strength], [weight])
        for direction, strength, weight in zip(directions, strengths, weights, strict=True)
    ]


def by_votes(own: "Signals", spec: EnsembleSpec, added: Sequence[FloatArray], first: int) -> "Signals":
    """In beyond the threshold, out once the sum is no longer on that side; nothing before bar `first`."""
    total = np.sum(added, axis=0)
    threshold = float(spec.threshold)
    rules: dict[str, Any] = {
        "enter_long": total > threshold,
        "exit_long": total <= 0,
        "enter_short": total < -threshold,
        "exit_short": total >= 0,
    }
    for held in rules.values():
        held[:first] = False
    return replace(own, **rules)


def regime_codes(spec: RegimeSpec, bars: BarArrays) -> IntArray:
    """int64[n]: the place in REGIMES of the regime that counts at every close, -1 before there is one."""
    return confirmed(regimes(bars), spec.hold_bars)


def by_parameters(
    own: "Signals", spec: RegimeSpec, variants: Sequence["Signals"], codes: IntArray, first: int
) -> "Signals":
    """Rules and levels of the parameter set of the regime that counts; the spec's own where it names none."""
    chosen: dict[str, Any] = {name: getattr(own, name).copy() for name in _RULES}
    levels = {name: column.copy() for name, column in own.levels.items()}
    for regime, variant in zip(spec.params, variants, strict=True):
        there = codes == REGIMES.index(Regime(regime))
        for name in _RULES:
            chosen[name][there] = getattr(variant, name)[there]
        for name, column in levels.items():
            column[there] = variant.levels[name][there]
    for held in chosen.values():
        held[:first] = False
    return replace(own, **chosen, levels=levels)


def by_specialist(
    own: "Signals", spec: RegimeSpec, said: Sequence["Signals"], codes: IntArray, first: int
) -> "Signals":
    """The rules of the specialist whose regime counts; where none has it: leave, do not enter."""
    places = {member.name: index for index, member in enumerate(spec.members)}
    chosen: dict[str, Any] = {name: np.full(len(codes), name.startswith("exit")) for name in _RULES}
    for regime, member in spec.specialists.items():
        there = codes == REGIMES.index(Regime(regime))
        for name in _RULES:
            chosen[name][there] = getattr(said[places[member]], name)[there]
    for held in chosen.values():
        held[:first] = False
    return replace(own, **chosen)
