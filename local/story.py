"""The thread's life as lines of text: bar, signal with its reason, order, fill, P&L. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Message = Mapping[str, Any]

_QUIET_STATES = {"GATED", "SUBMITTING"}


def bar_line(at: str, symbol: str, close: Decimal) -> str:
    """A closed bar.

    >>> bar_line("2024-01-01T00:00:00.000Z", "BTC/USDT", Decimal("42100.50"))
    '2024-01-01 00:00  bar     BTC/USDT closed at 42100.50'
    """
    return f"{_time(at)}  bar     {symbol} closed at {close}"


def line_of(message: Message) -> str | None:
    """One feed message as a line; None for what a terminal need not say."""
    teller = _TELLERS.get(message["type"])
    return teller(message["data"]) if teller else None


def _signal(data: Message) -> str:
    # A gate that let it pass is no news.
    told = (one for one in data["reasons"] if one.get("values", {}).get("outcome") != "pass")
    why = "; ".join(reason["text"] for reason in told)
    return (
        f"{_time(data['decided_at'])}  signal  {data['action']} {data['symbol']} ({data['outcome']}): {why}"
    )


def _order(data: Message) -> str | None:
    state = data["state"].upper()
    if state in _QUIET_STATES:
        return None
    what = f"{data['purpose']}: {data['side']} {data['quantity']} {data['symbol']}"
    if Decimal(data["filled_quantity"]) > 0:
        price = f"{data['filled_quantity']} at {data['average_price']}, fees {_money(data['fees'])}"
        return f"{_time(data['occurred_at'])}  fill    {what}: {price}"
    return f"{_moment(data)}  order   {what}: {state.lower()} ({data['reason']})"


def _pnl(data: Message) -> str | None:
    if not data["marked_at"]:
        return None
    total = Decimal(data["total"])
    parts = (f"{name} {_signed(Decimal(data[name]))}" for name in ("realised", "unrealised"))
    told = ", ".join(parts)
    return f"{_time(data['marked_at'])}  P&L     {_signed(total)} ({told}, fees {_money(data['fees'])})"


def _status(data: Message) -> str:
    return (
        f"{_time(data['heartbeat_at'])}  status  {data['name']}: {data['status'].lower()} ({data['reason']})"
    )


def _stop(data: Message) -> str:
    return f"                  STOP    {data['step']} {data['done']}/{data['total']}: {data['state']}"


_TELLERS = {
    "signal": _signal,
    "order_update": _order,
    "pnl_update": _pnl,
    "algorithm_status": _status,
    "emergency_progress": _stop,
}


def _moment(data: Message) -> str:
    """Answers of a venue come in our time; beside replayed bars that would only confuse."""
    replayed = data["mode"] == "simulation" and data["state"].upper() != "NEW"
    return " " * 16 if replayed else _time(data["occurred_at"])


def _time(iso: str) -> str:
    return iso[:16].replace("T", " ")


def _money(text: str) -> str:
    return f"{Decimal(text):.2f}"


def _signed(amount: Decimal) -> str:
    return f"{amount:+.2f}"
