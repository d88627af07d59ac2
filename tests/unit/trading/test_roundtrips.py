"""Exits of one position, put together again."""

from dataclasses import replace
from decimal import Decimal

from omc.trading.model import Direction, ExitReason, Trade
from omc.trading.roundtrips import round_trips

FIRST = Trade(
    symbol="BTC/USDT", direction=Direction.LONG, quantity=Decimal(1), entry_ts=0, entry_price=Decimal(100),
    exit_ts=10, exit_price=Decimal(110), exit_reason=ExitReason.TARGET, entry_fee=Decimal("0.1"),
    exit_fee=Decimal("0.2"), slippage_cost=Decimal("0.3"), gross_pnl=Decimal(10), initial_stop=Decimal(95),
    target=Decimal(110), bars_held=2, mae=Decimal(1), mfe=Decimal(10), position=1,
    targets=(Decimal(110), Decimal(120)), spread_cost=Decimal("0.1"), funding=Decimal("0.05"),
)  # fmt: skip
REST = replace(
    FIRST, quantity=Decimal(3), exit_ts=30, exit_price=Decimal(96), exit_reason=ExitReason.STOP,
    gross_pnl=Decimal(-12), bars_held=5, mae=Decimal(4), mfe=Decimal(11), target=Decimal(120),
)  # fmt: skip


def test_the_parts_of_a_position_become_one_row_with_exact_sums() -> None:
    (whole,) = round_trips([FIRST, REST])

    assert (whole.quantity, whole.exit_price) == (Decimal(4), Decimal("99.5"))
    assert (whole.gross_pnl, whole.fees, whole.funding) == (Decimal(-2), Decimal("0.6"), Decimal("0.10"))
    assert whole.net_pnl == FIRST.net_pnl + REST.net_pnl
    assert (whole.exit_ts, whole.exit_reason, whole.bars_held) == (30, ExitReason.STOP, 5)
    assert (whole.mae, whole.mfe) == (Decimal(4), Decimal(11))
    assert (whole.target, whole.targets) == (Decimal(110), (Decimal(110), Decimal(120)))


def test_positions_of_the_same_number_in_two_markets_stay_apart() -> None:
    other = replace(FIRST, symbol="ETH/USDT")
    assert round_trips([FIRST, other, REST]) == (round_trips([FIRST, REST])[0], other)


def test_rows_that_tell_no_position_stand_for_themselves() -> None:
    untold = replace(FIRST, position=0)
    assert round_trips([untold, untold]) == (untold, untold)


def test_a_rows_gain_is_told_against_its_own_part_of_the_entry() -> None:
    assert FIRST.net_pnl == Decimal("9.65")
    assert FIRST.pnl_fraction == Decimal("0.0965")
    assert REST.r_multiple == REST.net_pnl / 15
