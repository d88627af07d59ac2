"""The terminal's lines say who, what, why and how much."""

from typing import Any

from local.story import line_of

ORDER: dict[str, Any] = {
    "purpose": "entry", "side": "buy", "quantity": "0.1", "symbol": "BTC/USDT", "state": "FILLED",
    "filled_quantity": "0.1", "average_price": "100.10", "fees": "0.02002", "reason": "fill",
    "mode": "simulation", "occurred_at": "2024-01-02T03:00:00.000Z",
}  # fmt: skip


def test_a_fill_is_told_with_price_and_fees() -> None:
    told = line_of({"type": "order_update", "data": ORDER})
    assert told == "2024-01-02 03:00  fill    entry: buy 0.1 BTC/USDT: 0.1 at 100.10, fees 0.02"


def test_a_refused_order_is_told_with_its_reason() -> None:
    refused = ORDER | {"state": "REJECTED", "filled_quantity": "0", "reason": "kill_active"}
    told = line_of({"type": "order_update", "data": refused})
    assert told is not None
    assert told.endswith("order   entry: buy 0.1 BTC/USDT: rejected (kill_active)")


def test_steps_between_booking_and_sending_are_not_told() -> None:
    assert line_of({"type": "order_update", "data": ORDER | {"state": "SUBMITTING"}}) is None


def test_a_signal_is_told_with_its_reasons() -> None:
    data = {
        "decided_at": "2024-01-02T03:00:00.000Z", "action": "enter_long", "symbol": "BTC/USDT",
        "outcome": "intent", "reasons": [{"text": "fast 2 crossed above slow 1"}],
    }  # fmt: skip
    told = line_of({"type": "signal", "data": data})
    assert told == "2024-01-02 03:00  signal  enter_long BTC/USDT (intent): fast 2 crossed above slow 1"


def test_profit_and_loss_carry_their_sign() -> None:
    data = {
        "marked_at": "2024-01-02T03:00:00.000Z", "total": "-5.639", "realised": "18.44",
        "unrealised": "0", "fees": "24.0791",
    }  # fmt: skip
    told = line_of({"type": "pnl_update", "data": data})
    assert told == "2024-01-02 03:00  P&L     -5.64 (realised +18.44, unrealised +0.00, fees 24.08)"


def test_an_unknown_message_is_not_told() -> None:
    assert line_of({"type": "risk_warning", "data": {}}) is None
