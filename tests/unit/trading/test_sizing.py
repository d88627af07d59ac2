from omc.trading.model import Direction, StopTerms
from omc.trading.risk import RiskLimits, RiskState, check_entry
from omc.trading.sizing import Sizing, SizingKind, desired_quantity
from tests.unit.trading.builders import CENT, d

LONG, SHORT = Direction.LONG, Direction.SHORT
ONE_PERCENT_AT_RISK = Sizing(SizingKind.RISK, d("0.01"))
TENTH = Sizing(SizingKind.FRACTION, d("0.1"))


def test_risk_sizing_gives_what_requirement_174_says() -> None:
    wanted = desired_quantity(ONE_PERCENT_AT_RISK, d(10_000), d(50), StopTerms(level=d(48)), LONG, CENT.step)
    state = RiskState(0, d(10_000), d(10_000), d(10_000))
    result = check_entry(wanted, d(50), CENT.step, CENT.min_notional, state, RiskLimits())

    assert wanted == 50
    assert result.quantity == 40


def test_fraction_sizing_rounds_down_to_the_step() -> None:
    assert desired_quantity(TENTH, d(10_000), d(30_000), None, LONG, CENT.step) == d("0.03333")


def test_risk_sizing_measures_each_kind_of_stop_from_the_close() -> None:
    for stop in (StopTerms(level=d(95)), StopTerms(distance=d(5)), StopTerms(fraction=d("0.05"))):
        assert desired_quantity(ONE_PERCENT_AT_RISK, d(1_000), d(100), stop, LONG, CENT.step) == 2


def test_a_stop_on_the_wrong_side_of_the_close_sizes_nothing() -> None:
    stop = StopTerms(level=d(95))

    assert desired_quantity(ONE_PERCENT_AT_RISK, d(1_000), d(100), stop, SHORT, CENT.step) == 0


def test_risk_sizing_without_a_stop_sizes_nothing() -> None:
    assert desired_quantity(ONE_PERCENT_AT_RISK, d(1_000), d(100), None, LONG, CENT.step) == 0


def test_nothing_is_sized_without_equity() -> None:
    assert desired_quantity(TENTH, d(0), d(100), None, LONG, CENT.step) == 0
