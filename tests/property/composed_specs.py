"""Random strategies made of others: voices that vote, specialists of regimes, parameter sets by regime."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from omc.market.regime import Regime
from omc.strategy.model import EnsembleSpec, Member, RegimeSpec, Rules, StrategySpec
from tests.property.backtest_specs import conditions

_STRENGTHS = (None, None, "rsi(close, 3) / 100", "min(1, (high - low) / close * 20)")
_WEIGHTINGS = ("fixed", "equal", "inverse_volatility", "validation_sharpe")
_REGIMES = [regime.value for regime in Regime]


@st.composite
def composed(draw: st.DrawFn, spec: StrategySpec) -> StrategySpec:
    """`spec` with its sides, levels, sizes and hours, and rules by parts in place of its own."""
    kind = draw(st.sampled_from(("ensemble", "specialists", "params")))
    if kind == "params":
        return replace(spec, regimes=draw(parameter_sets()))
    members = tuple(draw(member(spec, f"voice {at}")) for at in range(draw(st.integers(2, 4))))
    alone = replace(spec, long=None, short=None)
    if kind == "ensemble":
        return replace(alone, ensemble=draw(ensembles(members)))
    regimes: Any = draw(st.lists(st.sampled_from(_REGIMES), min_size=1, max_size=4, unique=True))
    chosen = {regime: draw(st.sampled_from(members)).name for regime in regimes}
    return replace(alone, regimes=RegimeSpec({}, chosen, members, draw(st.integers(1, 4))))


@st.composite
def member(draw: st.DrawFn, spec: StrategySpec, name: str) -> Member:
    """A voice on the sides that the spec has: a level of its may be told for those only."""
    long, short = (
        Rules(draw(conditions), draw(conditions)) if rules is not None else None
        for rules in (spec.long, spec.short)
    )
    weight = draw(st.sampled_from((Decimal("0.5"), Decimal(1), Decimal(3))))
    return Member(name, long, short, weight, draw(st.sampled_from(_STRENGTHS)))


@st.composite
def ensembles(draw: st.DrawFn, members: tuple[Member, ...]) -> EnsembleSpec:
    threshold = Decimal(draw(st.sampled_from(("0.05", "0.2", "0.5", "0.8"))))
    return EnsembleSpec(members, threshold, draw(st.sampled_from(_WEIGHTINGS)), draw(st.integers(3, 40)))


@st.composite
def parameter_sets(draw: st.DrawFn) -> RegimeSpec:
    regimes = draw(st.lists(st.sampled_from(_REGIMES), min_size=1, max_size=4, unique=True))
    sets = {regime: {"fast": Decimal(draw(st.integers(2, 8)))} for regime in regimes}
    return RegimeSpec(sets, hold_bars=draw(st.integers(1, 4)))
