"""A compiled strategy made of others: its signals, and why, from those of its parts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from omc.market.model import FloatArray
from omc.market.regime import REGIMES
from omc.strategy.compose import combine
from omc.strategy.compose.parts import STRENGTH
from omc.strategy.evaluate import Evaluation
from omc.strategy.explain import Memo, Reason
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


def explain(
    strategy: "CompiledStrategy", run: Evaluation, index: int, rule: str, memo: Memo
) -> tuple[Reason, ...]:
    """Why `rule` holds at the close of bar `index`, or what is missing: votes, or the regime and its part."""
    if strategy.spec.ensemble is not None:
        return _votes(strategy, strategy.spec.ensemble, run, index, rule, memo)
    regimes = _regimes(strategy)
    if ("regimes",) not in memo:
        memo["regimes",] = combine.regime_codes(regimes, run.bars)
    code = int(memo["regimes",][index])
    regime = REGIMES[code].value if code >= 0 else "not known yet"
    part = _active(strategy, regimes, regime)
    held = Reason(f"the regime is {regime}", {"regime": float(code)}, part is not None)
    if part is None:
        return (held,)
    # Equal names in two parts may mean two things: each has a memory of its own.
    own = memo.setdefault(("part", regime), Memo())
    if not own:
        own["run",] = part.run_beside(run)
    return (held, *part.because(own["run",], index, rule, own))


def _active(strategy: "CompiledStrategy", regimes: RegimeSpec, regime: str) -> "CompiledStrategy | None":
    if regimes.specialists:
        names = [member.name for member in regimes.members]
        member = regimes.specialists.get(regime)
        return None if member is None else strategy.parts[names.index(member)]
    known = list(regimes.params)
    return strategy.parts[known.index(regime)] if regime in known else strategy.without_parts()


def _votes(
    strategy: "CompiledStrategy", spec: EnsembleSpec, run: Evaluation, index: int, rule: str, memo: Memo
) -> tuple[Reason, ...]:
    if ("votes",) not in memo:
        said = [part.evaluate(run.bars, run.tick, run.columns, run.ledgers) for part in strategy.parts]
        memo["votes",] = combine.vote_columns(spec, said, _strengths(strategy, run), run.bars.close)
    added = memo["votes",]
    now = {member.name: float(column[index]) for member, column in zip(spec.members, added, strict=True)}
    total, threshold = float(np.sum([column[index] for column in added])), float(spec.threshold)
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


def strength(strategy: "CompiledStrategy", run: Evaluation) -> FloatArray:
    """float64[n]: how far the votes of an ensemble lean to either side at every close."""
    if strategy.spec.ensemble is None:
        raise TypeError(f"expected a spec of members that vote, got {strategy.spec.name}")
    said = [part.evaluate(run.bars, run.tick, run.columns, run.ledgers) for part in strategy.parts]
    added = combine.vote_columns(strategy.spec.ensemble, said, _strengths(strategy, run), run.bars.close)
    leaning: FloatArray = np.abs(np.sum(added, axis=0))
    return leaning


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
