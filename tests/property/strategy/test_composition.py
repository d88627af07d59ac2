"""Composed strategies against the same thing said bar by bar, and against a future that changes."""

import math
import statistics
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.market.model import BarArrays
from omc.market.regime import REGIMES
from omc.market.regimes import regimes
from omc.market.timeframes import Timeframe
from omc.strategy.compile import CompiledStrategy, Signals, compile_spec
from omc.strategy.compose.parts import parts
from omc.strategy.model import (
    EnsembleSpec,
    Member,
    RegimeSpec,
    Rules,
    SizingSpec,
    StopSpec,
    StrategySpec,
)

TICK = Decimal("0.01")
RULES = ("enter_long", "exit_long", "enter_short", "exit_short")
CONDITIONS = (
    "close > sma(close, 5)", "close < sma(close, 5)", "close > open", "rsi(close, 5) < 35",
    "rsi(close, 5) > 65", "close crosses_above sma(close, 8)", "close < lowest(low, 6)[1]",
)  # fmt: skip
BARE = StrategySpec(
    "Drawn", "ensemble", "sample", "BTC/USDT", Timeframe.H1, SizingSpec("fraction", Decimal(1)),
    stop=StopSpec("fraction", fraction=Decimal("0.05")),
)  # fmt: skip


@st.composite
def members(draw: st.DrawFn, count: int) -> tuple[Member, ...]:
    def rules() -> Rules:
        return Rules(draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from(CONDITIONS)))

    def member(number: int) -> Member:
        sides = draw(st.sampled_from(("long", "short", "both")))
        return Member(
            f"m{number}",
            long=None if sides == "short" else rules(),
            short=None if sides == "long" else rules(),
            weight=draw(st.sampled_from((Decimal(1), Decimal("2.5"), Decimal("0.3")))),
            strength=draw(st.sampled_from((None, "0.5", "rsi(close, 5) / 100"))),
        )

    return tuple(member(number) for number in range(count))


@st.composite
def walks(draw: st.DrawFn, count: int = 260) -> BarArrays:
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    scale = generator.choice([0.002, 0.03], count // 20 + 1).repeat(20)[:count]
    close = np.round(100 * np.exp(np.cumsum(generator.normal(0, scale))), 2)
    opened = np.concatenate(([close[0]], close[:-1]))
    edge = np.round(generator.uniform(0, 1, count), 2)
    return BarArrays(
        np.arange(count) * 3_600_000, opened, np.maximum(opened, close) + edge,
        np.maximum(np.minimum(opened, close) - edge, 0.01), close, np.full(count, 5.0),
    )  # fmt: skip


def said(strategy: CompiledStrategy, bars: BarArrays) -> list[Signals]:
    return [part.evaluate(bars, TICK) for part in strategy.parts]


def stances_by_hand(signals: Signals) -> list[int]:
    """One member alone, close by close."""
    now, story = 0, []
    for bar in range(len(signals.enter_long)):
        enter_long, exit_long, enter_short, exit_short = (bool(getattr(signals, rule)[bar]) for rule in RULES)
        long, short = enter_long and not exit_long, enter_short and not exit_short
        wish = 0 if long == short else (1 if long else -1)
        if wish and wish != now:
            now = wish
        elif (now > 0 and exit_long) or (now < 0 and exit_short):
            now = 0
        story.append(now)
    return story


def weights_by_hand(
    spec: EnsembleSpec, stances: list[list[int]], close: list[float], bar: int
) -> list[float]:
    if spec.weighting == "fixed":
        scores: list[float] | None = [float(member.weight) for member in spec.members]
    elif spec.weighting == "equal" or bar + 1 < spec.window:
        scores = None
    else:
        scores = [_score(spec, stance, close, bar) for stance in stances]
    if scores is None or any(math.isnan(score) for score in scores) or sum(scores) <= 0:
        return [1 / len(stances)] * len(stances)
    return [score / sum(scores) for score in scores]


def _score(spec: EnsembleSpec, stance: list[int], close: list[float], bar: int) -> float:
    returns = [0.0] + [stance[i - 1] * (close[i] / close[i - 1] - 1) for i in range(1, bar + 1)]
    if spec.weighting == "inverse_volatility":
        spread = statistics.stdev(returns[bar + 1 - spec.window :])
        return 1 / spread if spread > 0 else math.nan
    spread = statistics.pstdev(returns)
    return max(statistics.fmean(returns) / spread, 0.0) if spread > 0 else math.nan


@settings(max_examples=40, deadline=None)
@given(
    voters=st.integers(2, 4).flatmap(members),
    bars=walks(),
    threshold=st.sampled_from(("0.1", "0.35", "0.6")),
    weighting=st.sampled_from(("fixed", "equal", "inverse_volatility", "validation_sharpe")),
)
def test_a_vote_is_the_sum_of_weight_direction_and_strength_at_every_close(
    voters: tuple[Member, ...], bars: BarArrays, threshold: str, weighting: Any
) -> None:
    ensemble = EnsembleSpec(voters, Decimal(threshold), weighting, window=40)
    strategy = compile_spec(replace(BARE, ensemble=ensemble))
    ours = strategy.evaluate(bars, TICK)
    stances = [stances_by_hand(signals) for signals in said(strategy, bars)]
    strengths = [strengths_by_hand(voter, bars) for voter in voters]
    close = bars.close.tolist()
    for bar in range(strategy.warmup_bars - 1, len(bars)):
        weights = weights_by_hand(ensemble, stances, close, bar)
        total = sum(
            weight * stance[bar] * min(max(strength[bar], 0.0), 1.0)
            for weight, stance, strength in zip(weights, stances, strengths, strict=True)
        )
        # Sums in another order differ in the last digits; a vote that close to its limit may go either way.
        if min(abs(total - float(threshold)), abs(total + float(threshold)), abs(total) or 1.0) < 1e-9:
            continue
        expected = (total > float(threshold), total <= 0, total < -float(threshold), total >= 0)
        assert tuple(bool(getattr(ours, rule)[bar]) for rule in RULES) == expected, bar


def strengths_by_hand(voter: Member, bars: BarArrays) -> list[float]:
    if voter.strength is None:
        return [1.0] * len(bars)
    alone = replace(BARE, long=Rules(f"{voter.strength} > 0", "close < 0"), features={"s": voter.strength})
    spec = compile_spec(replace(alone, stop=StopSpec("price", price="s")))
    return [float(value) for value in np.nan_to_num(spec.evaluate(bars, TICK).levels["stop.long"])]


@settings(max_examples=25, deadline=None)
@given(specialists=members(2), bars=walks(), hold=st.integers(1, 6))
def test_the_specialist_of_the_last_regime_that_held_decides(
    specialists: tuple[Member, ...], bars: BarArrays, hold: int
) -> None:
    spec = RegimeSpec(
        specialists={"trend_up": "m0", "range": "m1", "high_volatility": "m0"},
        members=specialists,
        hold_bars=hold,
    )
    strategy = compile_spec(replace(BARE, regimes=spec))
    ours, theirs = strategy.evaluate(bars, TICK), said(strategy, bars)
    labels, now, run = regimes(bars).tolist(), -1, 0
    for bar, label in enumerate(labels):
        run = run + 1 if bar and label == labels[bar - 1] else 1
        if label >= 0 and run >= hold:
            now = label
        if bar < strategy.warmup_bars - 1:
            continue
        name = spec.specialists.get(REGIMES[now].value) if now >= 0 else None
        active = None if name is None else theirs[int(name[1:])]
        expected = (
            (False, True, False, True)
            if active is None
            else tuple(bool(getattr(active, rule)[bar]) for rule in RULES)
        )
        assert tuple(bool(getattr(ours, rule)[bar]) for rule in RULES) == expected, bar


@settings(max_examples=15, deadline=None)
@given(voters=members(3), bars=walks(), cut=st.integers(150, 259))
def test_a_composed_strategy_knows_nothing_of_the_bars_after_it(
    voters: tuple[Member, ...], bars: BarArrays, cut: int
) -> None:
    for spec in (
        replace(BARE, ensemble=EnsembleSpec(voters, Decimal("0.3"), "inverse_volatility", 40)),
        replace(BARE, regimes=RegimeSpec(specialists={"range": "m0", "trend_up": "m1"}, members=voters)),
    ):
        strategy = compile_spec(spec)
        assert len(parts(spec, {})) == len(strategy.parts) == 3
        late = strategy.evaluate(bars, TICK)
        early = strategy.evaluate(bars.head(cut), TICK)
        for rule in RULES:
            assert np.array_equal(getattr(early, rule), getattr(late, rule)[:cut]), rule
