"""Ensembles, parameter sets by regime and specialists: what the whole does with what its parts say."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.market.model import BarArrays
from omc.market.regimes import REGIMES, Regime
from omc.market.timeframes import Timeframe
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.compose.combine import regime_codes
from omc.strategy.model import (
    EnsembleSpec,
    Member,
    Param,
    RegimeSpec,
    Rules,
    SizingSpec,
    StopSpec,
    StrategySpec,
)
from omc.strategy.templates import template

TICK = Decimal("0.01")
UP = Member("up", long=Rules("close > sma(close, 5)", "close < sma(close, 5)"))
TYPO = Member("typo", Rules("clsoe > 1", "close < 1"))
UP_TOO = replace(UP, name="up too")
NOBODY = RegimeSpec(specialists={"range": "who"}, members=(UP,))
DOWN = Member("down", short=Rules("close < sma(close, 9)", "close > sma(close, 9)"))
BARE = StrategySpec(
    "Test", "ensemble", "sample", "BTC/USDT", Timeframe.H1, SizingSpec("fraction", Decimal(1)),
    stop=StopSpec("fraction", fraction=Decimal("0.02")),
)  # fmt: skip


def walk(count: int = 600, seed: int = 3) -> BarArrays:
    close = np.round(100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, count))), 2)
    opened = np.concatenate(([close[0]], close[:-1]))
    high, low = np.maximum(opened, close) + 0.2, np.minimum(opened, close) - 0.2
    return BarArrays(np.arange(count) * 3_600_000, opened, high, low, close, np.full(count, 5.0))


def voting(threshold: str, *members: Member) -> CompiledStrategy:
    return compile_spec(replace(BARE, ensemble=EnsembleSpec(members, Decimal(threshold), "equal")))


def test_two_members_of_opposite_mind_cancel_and_nothing_is_entered() -> None:
    opposite = Member("no", short=Rules("close > sma(close, 5)", "close < sma(close, 5)"))
    signals = voting("0.1", UP, opposite).evaluate(walk(), TICK)
    assert not signals.enter_long.any()
    assert not signals.enter_short.any()


def test_the_whole_enters_only_where_enough_members_agree() -> None:
    bars = walk()
    slower = Member("slower", long=Rules("close > sma(close, 50)", "close < sma(close, 50)"))
    either = voting("0.4", UP, slower).evaluate(bars, TICK)
    both = voting("0.6", UP, slower).evaluate(bars, TICK)
    assert both.enter_long.sum() > 0
    assert either.enter_long.sum() > both.enter_long.sum()
    assert not (both.enter_long & ~either.enter_long).any()


def test_the_strength_of_a_member_scales_its_vote() -> None:
    weak = replace(UP, strength="0.5")
    assert voting("0.7", UP, UP_TOO).evaluate(walk(), TICK).enter_long.any()
    assert not voting("0.7", weak, replace(UP_TOO, strength="0.5")).evaluate(walk(), TICK).enter_long.any()


def test_the_reason_of_a_vote_names_every_member_with_what_it_added() -> None:
    bars, strategy = walk(), voting("0.4", UP, UP_TOO)
    index = int(np.flatnonzero(strategy.evaluate(bars, TICK).enter_long)[5])
    (reason,) = strategy.explain(bars, TICK, index, "long.enter")
    assert reason.holds
    assert reason.text == "votes +1.000 above 0.4 (up +0.500, up too +0.500)"


def test_each_regime_trades_by_its_own_parameters() -> None:
    spec = replace(
        BARE,
        params={"n": Param(Decimal(5))},
        long=Rules("close > sma(close, $n)", "close < sma(close, $n)"),
        stop=StopSpec("atr", multiple=Decimal(2), period=14),
        regimes=RegimeSpec(params={"trend_up": {"n": Decimal(50)}}),
    )
    bars = walk()
    whole = compile_spec(spec).evaluate(bars, TICK)
    fast, slow = (
        compile_spec(replace(spec, regimes=None), {"n": Decimal(n)}).evaluate(bars, TICK) for n in (5, 50)
    )
    there = regime_codes(RegimeSpec(), bars) == REGIMES.index(Regime.TREND_UP)
    later = np.arange(len(bars)) >= compile_spec(spec).warmup_bars - 1
    assert (there & later).any()
    assert np.array_equal(whole.enter_long[later & there], slow.enter_long[later & there])
    assert np.array_equal(whole.enter_long[later & ~there], fast.enter_long[later & ~there])


def test_without_a_specialist_for_the_regime_the_strategy_stands_aside() -> None:
    regimes = RegimeSpec(specialists={"range": "up"}, members=(UP,))
    strategy, bars = compile_spec(replace(BARE, regimes=regimes)), walk()
    signals = strategy.evaluate(bars, TICK)
    elsewhere = regime_codes(regimes, bars) != REGIMES.index(Regime.RANGE)
    later = np.arange(len(bars)) >= strategy.warmup_bars - 1
    assert signals.enter_long.any()
    assert not signals.enter_long[elsewhere].any()
    assert signals.exit_long[elsewhere & later].all()


def test_the_reason_of_a_specialist_begins_with_the_regime() -> None:
    strategy, bars = template("specialists").spec("sample", "BTC/USDT", Timeframe.H1), walk()
    compiled = compile_spec(strategy)
    index = int(np.flatnonzero(compiled.evaluate(bars, TICK).enter_long)[0])
    first, *rest = compiled.explain(bars, TICK, index, "long.enter")
    assert first.text.startswith("the regime is ")
    assert rest


@pytest.mark.parametrize("template_id", ["ensemble", "specialists"])
def test_a_composed_strategy_decides_the_same_without_the_bars_after_it(template_id: str) -> None:
    compiled = compile_spec(template(template_id).spec("sample", "BTC/USDT", Timeframe.H1))
    bars = walk()
    late = compiled.evaluate(bars, TICK).columns()
    for cut in (200, 377, 455, 599):
        for name, column in compiled.evaluate(bars.head(cut), TICK).columns().items():
            assert np.array_equal(column, late[name][:cut], equal_nan=column.dtype == np.float64), name


def test_a_composed_strategy_says_nothing_before_every_part_has_its_window() -> None:
    compiled = compile_spec(template("specialists").spec("sample", "BTC/USDT", Timeframe.H1))
    signals = compiled.evaluate(walk(), TICK)
    assert compiled.warmup_bars == 123
    assert not signals.exit_long[: compiled.warmup_bars - 1].any()


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (replace(BARE, ensemble=EnsembleSpec((UP, UP), Decimal("0.5"))), "ensemble.members.1.name"),
        (replace(BARE, ensemble=EnsembleSpec((UP, DOWN), Decimal(1))), "ensemble.threshold"),
        (
            replace(BARE, ensemble=EnsembleSpec((UP, Member("b", long=Rules("close > 1"))), Decimal("0.5"))),
            "ensemble.members.1.long.exit",
        ),
        (
            replace(BARE, ensemble=EnsembleSpec((UP, replace(DOWN, strength="clsoe")), Decimal("0.5"))),
            "ensemble.members.1.strength",
        ),
        (
            replace(BARE, ensemble=EnsembleSpec((UP, TYPO), Decimal("0.5"))),
            "ensemble.members.1.long.enter",
        ),
        (replace(BARE, regimes=NOBODY), "regimes.specialists.range"),
        (
            replace(BARE, long=UP.long, regimes=RegimeSpec(params={"range": {"n": Decimal(2)}})),
            "regimes.params.range.n",
        ),
        (replace(BARE, long=UP.long, regimes=RegimeSpec()), "regimes"),
        (replace(BARE, long=UP.long, ensemble=EnsembleSpec((UP, DOWN), Decimal("0.5"))), "long"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_composed_spec_is_told_where_it_stands(spec: StrategySpec, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        compile_spec(spec)
    assert path in [field.path for field in refused.value.fields]


@pytest.mark.parametrize(
    "template_id", ["ensemble", "specialists", "daily_trend_pullback", "breakout_retest"]
)
def test_the_reasons_of_many_bars_told_at_once_are_those_told_one_by_one(template_id: str) -> None:
    compiled = compile_spec(template(template_id).spec("sample", "BTC/USDT", Timeframe.H1))
    bars = walk(2000)
    places = [(int(bar), "long.enter") for bar in np.random.default_rng(5).integers(1300, 2000, 12)]
    at_once = compiled.explain_all(bars, TICK, places)
    assert at_once == [compiled.explain(bars, TICK, bar, rule) for bar, rule in places]
    assert any(reasons for reasons in at_once)
