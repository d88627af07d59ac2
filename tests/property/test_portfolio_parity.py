"""Several markets on one capital: the engine's portfolio and the second engine's agree on every trade."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omc.backtest.portfolio import Market, PortfolioResult, run_portfolio
from omc.strategy.compile import compile_spec
from tests.property.backtest_cases import cases, market
from tests.property.backtest_specs import specs
from tests.property.test_backtest_parity import (
    bars_of,
    instrument_of,
    rows_of,
    run_ours,
    settings_of,
    spec_of,
)
from tests.reference_engine.case import Case
from tests.reference_engine.engine import Reference

SYMBOLS = ("BTC/USDT", "ADA/USDT", "ETH/USDT")


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[list[Case], int]:
    """Markets with gaps of their own, some shorter than others, and how many positions they may have."""
    first = replace(draw(cases()), same_close=False, finer={})
    others = [
        replace(
            first,
            bars=market(draw(st.integers(0, 2**32)), draw(st.integers(30, 120)), first.timeframe_ms, 40),
            spec=draw(st.one_of(st.just(first.spec), specs())),
            symbol=symbol,
            strength=None,
        )
        for symbol in SYMBOLS[1 : draw(st.integers(1, 3))]
    ]
    ranked = draw(st.booleans())
    strengths = [
        [(at * 7 + one) % 5 for at in range(len(case.bars))] for one, case in enumerate([first, *others])
    ]
    ours = [
        replace(case, strength=strength if ranked else None)
        for case, strength in zip([first, *others], strengths, strict=True)
    ]
    return ours, draw(st.integers(1, 3))


def run_ours_together(wanted: list[Case], places: int) -> PortfolioResult:
    markets = [
        Market(
            compile_spec(spec_of(case)),
            bars_of(case),
            instrument_of(case),
            None if case.strength is None else np.array(case.strength, dtype=np.float64),
        )
        for case in wanted
    ]
    return run_portfolio(markets, replace(settings_of(wanted[0]), max_positions=places))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(portfolios())
def test_two_engines_that_share_no_code_trade_a_portfolio_the_same(given_: tuple[list[Case], int]) -> None:
    wanted, places = given_
    reference, ours = Reference(wanted, max_positions=places).run(), run_ours_together(wanted, places)

    names = list(reference.trades[0]) if reference.trades else ["entry_ts"]
    assert rows_of(ours.trades, names) == reference.trades
    assert [Fraction(amount) for amount in ours.exact_equity] == reference.equity
    assert ours.refusals == dict(reference.refusals)
    assert Fraction(ours.costs.net) == reference.equity[-1] - wanted[0].capital


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_portfolio_of_one_market_is_a_run(case: Case) -> None:
    alone = replace(case, same_close=False, finer={})
    single, together = run_ours(alone), run_ours_together([alone], 1)

    assert together.trades == single.trades
    assert together.refusals == single.refusals
    assert list(together.exact_equity) == [single.equity_at(bar) for bar in range(len(alone.bars))]
    assert together.result_hash == single.result_hash
