"""Nothing that comes later changes what was decided before (OMC-BT-156)."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.backtest_cases import cases
from tests.property.test_backtest_parity import run_ours
from tests.reference_engine.case import Case


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.floats(0.2, 0.9))
def test_bars_after_a_bar_do_not_change_the_trades_before_it(case: Case, share: float) -> None:
    kept = max(int(len(case.bars) * share), 2)
    whole, part = run_ours(case), run_ours(replace(case, bars=case.bars[:kept]))

    # The last bar of the shorter run closes what is open, so it is not compared.
    until = case.bars[kept - 1][0]
    assert [t for t in whole.trades if t.exit_ts < until] == [t for t in part.trades if t.exit_ts < until]
    assert [whole.equity_at(bar) for bar in range(kept - 1)] == [
        part.equity_at(bar) for bar in range(kept - 1)
    ]
