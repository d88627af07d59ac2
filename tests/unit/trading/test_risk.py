"""The pure gates: each shrinks or refuses, says value and limit, and allows a value equal to its limit."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from omc.trading.risk import (
    UNLIMITED,
    Outcome,
    RiskLimits,
    RiskResult,
    RiskState,
    check_entry,
    half_size_after,
)
from tests.unit.trading.builders import CENT, d

CALM = RiskState(now=0, equity=d(1000), day_open_equity=d(1000), peak_equity=d(1000))
LIMITS = RiskLimits()


def check(quantity: str, state: RiskState = CALM, limits: RiskLimits = LIMITS) -> RiskResult:
    return check_entry(d(quantity), d(100), CENT.step, CENT.min_notional, state, limits)


def test_a_position_above_a_fifth_of_equity_is_cut_to_it() -> None:
    assert check("3").quantity == 2
    assert check("2").verdicts[0].outcome is Outcome.PASS


def test_exposure_counts_what_is_open_already() -> None:
    loose = replace(LIMITS, position_fraction=None)

    assert check("9", replace(CALM, open_notional=d(500)), loose).quantity == d("4.5")
    assert check("9", replace(CALM, open_notional=d(950)), loose).refused_by == "limit_exposure"


def test_a_daily_loss_of_three_percent_halves_and_over_five_refuses() -> None:
    assert check("2", replace(CALM, day_open_equity=d(1031))).quantity == 1
    lost = replace(CALM, equity=d(950))
    assert check("1", lost).refused_by is None
    assert check("1", replace(lost, equity=d("949.99"))).refused_by == "limit_daily_loss"


def test_a_drawdown_over_a_fifth_refuses() -> None:
    fallen = replace(CALM, peak_equity=d(1250))

    assert check("1", fallen).refused_by is None
    assert check("1", replace(fallen, peak_equity=d("1250.01"))).refused_by == "limit_drawdown"


def test_the_cooldown_ends_exactly_when_it_says() -> None:
    cooling = replace(LIMITS, cooldown_ms=1000)

    assert check("1", replace(CALM, now=1999, last_exit_at=1000), cooling).refused_by == "cooldown"
    assert check("1", replace(CALM, now=2000, last_exit_at=1000), cooling).refused_by is None


def test_three_losses_in_a_row_halve_the_next_five_trades() -> None:
    left = half_size_after(3, 0, LIMITS)
    assert left == 5
    assert check("2", replace(CALM, half_size_left=left)).quantity == 1
    assert [half_size_after(row, count, LIMITS) for row, count in ((0, 5), (4, 4), (0, 0))] == [4, 3, 0]


def test_no_equity_is_refused_whatever_the_limits() -> None:
    assert check("1", replace(CALM, equity=d(0)), UNLIMITED).refused_by == "limit_position"


def test_an_order_under_the_minimum_notional_is_refused_with_numbers() -> None:
    verdict = check("0.01").verdicts[-1]

    assert (verdict.gate, verdict.value, verdict.limit) == ("min_notional", d(1), d(5))


@given(
    quantity=st.integers(0, 10**7), equity=st.integers(-100, 10**6), opened=st.integers(1, 10**6),
    peak=st.integers(1, 10**6), notional=st.integers(0, 10**6), half=st.integers(0, 5),
)  # fmt: skip
def test_risk_only_ever_shrinks(
    quantity: int, equity: int, opened: int, peak: int, notional: int, half: int
) -> None:
    wanted = Decimal(quantity) * CENT.step
    state = RiskState(0, Decimal(equity), Decimal(opened), Decimal(peak), Decimal(notional), half)
    result = check_entry(wanted, d(100), CENT.step, CENT.min_notional, state, LIMITS)

    assert 0 <= result.quantity <= wanted
    assert result.quantity % CENT.step == 0
    assert (result.quantity == 0) == (result.refused_by is not None)
