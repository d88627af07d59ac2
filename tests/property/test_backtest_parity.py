"""The engine and a second one that shares no code with it agree on every trade and every cent."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings

from omc.backtest.engine import run
from omc.backtest.result import RunResult
from omc.backtest.settings import RunSettings
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.costs import CostSchedule
from omc.trading.risk import RiskLimits
from tests.property.backtest_cases import cases
from tests.reference_engine.engine import Case, Reference

_COUNTED = ("half_size_trades", "losses_before_half_size", "cooldown_ms")


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def spec_of(case: Case) -> StrategySpec:
    spec, rules = case.spec, case.spec["rules"]
    return StrategySpec(
        name="Random", family="custom", venue="simulated", symbol="BTC/USDT",
        timeframe=next(one for one in Timeframe if one.ms == case.timeframe_ms),
        sizing=SizingSpec(spec["sizing"]["kind"], decimal(spec["sizing"]["fraction"])),
        long=Rules(rules["enter_long"], rules["exit_long"]) if rules["enter_long"] else None,
        short=Rules(rules["enter_short"], rules["exit_short"]) if rules["enter_short"] else None,
        params={name: Param(Decimal(value)) for name, value in spec["params"].items()},
        features=spec["features"],
        stop=stop_of(spec["stop"]),
        targets=targets_of(spec["target"]),
        time_stop_bars=spec["time_stop_bars"],
    )  # fmt: skip


def stop_of(stop: dict[str, Any] | None) -> StopSpec | None:
    if stop is None:
        return None
    if stop["kind"] == "price":
        return StopSpec("price", price=stop["price"])
    if stop["kind"] == "fraction":
        return StopSpec("fraction", fraction=decimal(stop["fraction"]), trailing=stop["trailing"])
    return StopSpec("atr", multiple=decimal(stop["value"]), period=stop["period"], trailing=stop["trailing"])


def targets_of(target: dict[str, Any] | None) -> tuple[TargetSpec, ...]:
    if target is None:
        return ()
    period = target["period"] if target["kind"] == "atr" else None
    return (TargetSpec(target["kind"], decimal(target["value"]), period),)


def run_ours(case: Case) -> RunResult:
    columns = np.array(case.bars, dtype=np.int64).T
    opened, high, low, close = (column / case.ticks_per_unit for column in columns[1:])
    bars = BarArrays(columns[0], opened, high, low, close, np.ones(len(case.bars)))
    instrument = Instrument(
        "simulated", "BTC/USDT", decimal(case.tick), decimal(case.step), decimal(case.min_notional)
    )
    limits: dict[str, Any] = {
        name: value if name in _COUNTED or value is None else decimal(value)
        for name, value in case.limits.items()
    }
    costs = CostSchedule(**{f"{name}_bps": decimal(value) for name, value in case.costs_bps.items()})
    chosen = RunSettings(
        decimal(case.capital), costs, RiskLimits(**limits), case.minimum_warmup, case.trade_from
    )
    return run(compile_spec(spec_of(case)), bars, instrument, chosen)


def rows_of(result: RunResult, names: list[str]) -> list[dict[str, Any]]:
    def plain(value: Any) -> Any:
        return Fraction(value) if isinstance(value, Decimal) else value

    return [{name: plain(getattr(trade, name)) for name in names} for trade in result.trades]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_two_engines_that_share_no_code_make_the_same_trades(case: Case) -> None:
    reference = Reference(case).run()
    ours = run_ours(case)

    names = list(reference.trades[0]) if reference.trades else ["entry_ts"]
    assert rows_of(ours, names) == reference.trades
    assert [Fraction(ours.equity_at(bar)) for bar in range(len(case.bars))] == reference.equity
    assert ours.refusals == dict(reference.refusals)
    np.testing.assert_allclose(ours.equity, [float(value) for value in reference.equity], rtol=1e-12)
