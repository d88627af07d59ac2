"""The engine and a second one that shares no code with it agree on every trade and every cent."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings

from omc.backtest.engine import run
from omc.backtest.finer import Finer
from omc.backtest.market import TickBars
from omc.backtest.result import RunResult
from omc.backtest.settings import FillTiming, RunSettings
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import (
    LimitEntrySpec,
    Param,
    Rules,
    SessionSpec,
    SizingSpec,
    StopSpec,
    StrategySpec,
    TargetSpec,
)
from omc.trading.costs import CostSchedule, FeeTier
from omc.trading.model import Trade
from omc.trading.risk import RiskLimits
from tests.property.backtest_cases import busy_cases, cases
from tests.reference_engine.case import Case, Row
from tests.reference_engine.engine import Reference


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def spec_of(case: Case) -> StrategySpec:
    spec, rules, sizing = case.spec, case.spec["rules"], case.spec["sizing"]
    session = spec.get("session")
    return StrategySpec(
        name="Random", family="custom", venue="simulated", symbol=case.symbol,
        timeframe=next(one for one in Timeframe if one.ms == case.timeframe_ms),
        sizing=SizingSpec(
            sizing["kind"], decimal(sizing["fraction"]), optional(sizing.get("value")), sizing.get("period")
        ),
        long=Rules(rules["enter_long"], rules["exit_long"]) if rules["enter_long"] else None,
        short=Rules(rules["enter_short"], rules["exit_short"]) if rules["enter_short"] else None,
        params={name: Param(Decimal(value)) for name, value in spec["params"].items()},
        features=spec["features"],
        stop=stop_of(spec["stop"]),
        targets=targets_of(spec),
        time_stop_bars=spec["time_stop_bars"],
        session=SessionSpec(**session) if session else None,
        max_reentries=spec.get("max_reentries"),
        limit_entry=limit_of(spec.get("limit_entry")),
    )  # fmt: skip


def limit_of(limit: dict[str, Any] | None) -> LimitEntrySpec | None:
    if limit is None:
        return None
    return LimitEntrySpec(
        limit["kind"], limit["valid_bars"], optional(limit.get("fraction")), optional(limit.get("value")),
        limit.get("period"), limit.get("price"), limit.get("price_short"),
    )  # fmt: skip


def optional(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimal(value)


def stop_of(stop: dict[str, Any] | None) -> StopSpec | None:
    if stop is None:
        return None
    if stop["kind"] == "price":
        return StopSpec("price", price=stop["price"], price_short=stop.get("price_short"))
    if stop["kind"] == "structure":
        return StopSpec("structure", multiple=decimal(stop["value"]), period=stop["period"])
    if stop["kind"] == "fraction":
        return StopSpec("fraction", fraction=decimal(stop["fraction"]), trailing=stop["trailing"])
    return StopSpec("atr", multiple=decimal(stop["value"]), period=stop["period"], trailing=stop["trailing"])


def targets_of(spec: dict[str, Any]) -> tuple[TargetSpec, ...]:
    wanted = spec["targets"] if "targets" in spec else [spec["target"]] if spec["target"] else []
    return tuple(target_of(target) for target in wanted)


def target_of(target: dict[str, Any]) -> TargetSpec:
    share = decimal(target.get("share", Fraction(1)))
    if target["kind"] == "price":
        return TargetSpec("price", price=target["price"], price_short=target.get("price_short"), share=share)
    period = target["period"] if target["kind"] == "atr" else None
    return TargetSpec(target["kind"], decimal(target["value"]), period, share=share)


def costs_of(case: Case) -> CostSchedule:
    more = dict(case.more)
    names = {"impact": "impact_bps", "financing": "financing_fraction"}
    tiers = [FeeTier(*map(decimal, tier)) for tier in more.pop("tiers", ())]
    more.pop("edge", None)
    known: dict[str, Any] = {names.get(name, name): plain(value) for name, value in more.items()}
    known |= {f"{name}_bps": decimal(value) for name, value in case.costs_bps.items()}
    return CostSchedule(**known, tiers=tuple(tiers))


def limits_of(case: Case) -> RiskLimits:
    return RiskLimits(**{name: plain(value) for name, value in case.limits.items()})


def plain(value: Any) -> Any:
    return decimal(value) if isinstance(value, Fraction) else value


def bars_of(case: Case) -> BarArrays:
    return arrays_of(case.bars, case.ticks_per_unit)


def arrays_of(rows: Sequence[Row], ticks_per_unit: int) -> BarArrays:
    whole = [row if len(row) > 5 else (*row, 1) for row in rows]
    columns = np.array(whole, dtype=np.int64).reshape(-1, 6).T
    opened, high, low, close = (column / ticks_per_unit for column in columns[1:5])
    return BarArrays(columns[0], opened, high, low, close, columns[5].astype(np.float64))


def instrument_of(case: Case) -> Instrument:
    return Instrument(
        "simulated", case.symbol, decimal(case.tick), decimal(case.step), decimal(case.min_notional)
    )


def settings_of(case: Case) -> RunSettings:
    timing = FillTiming.SAME_CLOSE if case.same_close else FillTiming.NEXT_OPEN
    return RunSettings(
        decimal(case.capital), costs_of(case), limits_of(case), case.minimum_warmup, case.trade_from,
        fill_timing=timing, expected_edge_bps=optional(case.more.get("edge")),
    )  # fmt: skip


def run_ours(case: Case) -> RunResult:
    instrument, finer = instrument_of(case), None
    if case.finer:
        rows = [row for ts in sorted(case.finer) for row in case.finer[ts]]
        # How fine they are is told by a timeframe that we have; what counts is where they lie.
        finer = Finer(
            TickBars.of(arrays_of(rows, case.ticks_per_unit), instrument, Timeframe.M1), case.timeframe_ms
        )
    return run(compile_spec(spec_of(case)), bars_of(case), instrument, settings_of(case), finer=finer)


def rows_of(trades: Sequence[Trade], names: list[str]) -> list[dict[str, Any]]:
    def exact(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(exact(one) for one in value)
        return Fraction(value) if isinstance(value, Decimal) else value

    return [{name: exact(getattr(trade, name)) for name in names} for trade in trades]


def agree(case: Case) -> Reference:
    reference, ours = Reference(case).run(), run_ours(case)
    names = list(reference.trades[0]) if reference.trades else ["entry_ts"]
    assert rows_of(ours.trades, names) == reference.trades
    assert [Fraction(ours.equity_at(bar)) for bar in range(len(case.bars))] == reference.equity
    assert ours.refusals == dict(reference.refusals)
    np.testing.assert_allclose(ours.equity, [float(value) for value in reference.equity], rtol=1e-9)
    report, net = ours.costs, reference.equity[-1] - case.capital
    assert Fraction(report.net) == net
    np.testing.assert_allclose(float(report.gross_before_costs - report.costs), float(net), rtol=1e-9)
    return reference


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_two_engines_that_share_no_code_make_the_same_trades(case: Case) -> None:
    agree(case)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(busy_cases())
def test_they_agree_on_what_sizing_makes_of_what_was_won_and_lost(case: Case) -> None:
    assert len(agree(case).closed) >= 20
