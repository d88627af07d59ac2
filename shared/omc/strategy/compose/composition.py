"""A compiled strategy made of others: its signals, and why, from those of its parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from omc.market.model import FloatArray
from omc.market.regime import REGIMES
from omc.strategy.compose import combine
from omc.strategy.compose.parts import STRENGTH
from omc.strategy.evaluate import Evaluation
from omc.strategy.explain import Reason
from omc.strategy.model import EnsembleSpec, RegimeSpec

if TYPE_CHECKING:
    from omc.strategy.compile import CompiledStrategy, Signals


def whole(strategy: "CompiledStrategy", own: "Signals", run: Evaluation) -> "Signals":
    """`own`: levels and session of the whole, with the rules of a spec that has any."""
    spec, first = strategy.spec, strategy.warmup_bars - 1
    said = [part.evaluate(run.bars, run.tick, run.columns, run.ledgers) for part in strategy.parts]
    if spec.ensemble is not None:
        added = combine.vote_columns(spec.ensemble, said, _strengths(strategy, run), run.bars.close)
        return combine.by_votes(own, spec.ensemble, added, first)
    regimes = _regimes(strategy)
    codes = combine.regime_codes(regimes, run.bars)
    if regimes.specialists:
        return combine.by_specialist(own, regimes, said, codes, first)
    return combine.by_parameters(own, regimes, said, codes, first)


def explain(strategy: "CompiledStrategy", run: Evaluation, rule: str) -> tuple[Reason, ...]:
    """Why `rule` holds at the run's last close, or what is missing: votes, or the regime and its part."""
    if strategy.spec.ensemble is not None:
        return _votes(strategy, strategy.spec.ensemble, run, rule)
    regimes = _regimes(strategy)
    code = int(combine.regime_codes(regimes, run.bars)[-1])
    regime = REGIMES[code].value if code >= 0 else "not known yet"
    part = _active(strategy, regimes, regime)
    held = Reason(f"the regime is {regime}", {"regime": float(code)}, part is not None)
    if part is None:
        return (held,)
    return (held, *part.explain(run.bars, run.tick, len(run.bars) - 1, rule, run.ledgers))


def _active(strategy: "CompiledStrategy", regimes: RegimeSpec, regime: str) -> "CompiledStrategy | None":
    if regimes.specialists:
        names = [member.name for member in regimes.members]
        member = regimes.specialists.get(regime)
        return None if member is None else strategy.parts[names.index(member)]
    known = list(regimes.params)
    return strategy.parts[known.index(regime)] if regime in known else strategy.without_parts()


def _votes(
    strategy: "CompiledStrategy", spec: EnsembleSpec, run: Evaluation, rule: str
) -> tuple[Reason, ...]:
    said = [part.evaluate(run.bars, run.tick, run.columns, run.ledgers) for part in strategy.parts]
    with np.errstate(all="ignore"):
        added = combine.vote_columns(spec, said, _strengths(strategy, run), run.bars.close)
    now = {member.name: float(column[-1]) for member, column in zip(spec.members, added, strict=True)}
    total, threshold = float(np.sum(added, axis=0)[-1]), float(spec.threshold)
    asked = {
        "long.enter": ("above", threshold, total > threshold),
        "long.exit": ("at or under", 0.0, total <= 0),
        "short.enter": ("under", -threshold, total < -threshold),
        "short.exit": ("at or above", 0.0, total >= 0),
    }
    if rule not in asked:
        return ()
    word, limit, holds = asked[rule]
    voices = ", ".join(f"{name} {value:+.3f}" for name, value in now.items())
    text = f"votes {total:+.3f} {'' if holds else 'not '}{word} {limit:g} ({voices})"
    return (Reason(text, {"votes": total, **now}, holds),)


def _strengths(strategy: "CompiledStrategy", run: Evaluation) -> Sequence[FloatArray]:
    """float64[n] for each part; 1 where a member says no strength."""
    return [
        run.of(part.program.features).number(part.program.features[STRENGTH])
        if STRENGTH in part.program.features
        else np.ones(len(run.bars))
        for part in strategy.parts
    ]


def _regimes(strategy: "CompiledStrategy") -> RegimeSpec:
    if strategy.spec.regimes is None:
        raise TypeError(f"expected a spec of parts, got {strategy.spec.name}")
    return strategy.spec.regimes
