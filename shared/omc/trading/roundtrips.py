"""Exits put together again: statistics count round trips, rows count exits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from omc.kernel.money import MONEY_STEP, ZERO, down
from omc.trading.model import Trade


def round_trips(trades: Sequence[Trade]) -> tuple[Trade, ...]:
    """One row for each position of `trades`, in the order of their first exits.

    Sums are exact. exit_price is the average over the parts; time, reason and bars are those of the last
    exit; mae and mfe the widest of any part. Rows that tell no position (0) stand for themselves.
    """
    parts: dict[object, list[Trade]] = {}
    for index, trade in enumerate(trades):
        key = (trade.symbol, trade.position) if trade.position else index
        parts.setdefault(key, []).append(trade)
    return tuple(rows[0] if len(rows) == 1 else _joined(rows) for rows in parts.values())


def entry_fee_part(fee: Decimal, left: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """What an exit of `quantity` out of `whole` bears of the entry's `fee`, of which `left` is not borne yet:
    its part rounded down to the books' step. The last exit bears what is left."""
    return min(down(fee * quantity / whole, MONEY_STEP), left)


def _joined(rows: Sequence[Trade]) -> Trade:
    last = rows[-1]
    quantity = sum((row.quantity for row in rows), ZERO)
    return replace(
        last,
        quantity=quantity,
        exit_price=sum((row.exit_price * row.quantity for row in rows), ZERO) / quantity,
        entry_fee=_sum(rows, "entry_fee"),
        exit_fee=_sum(rows, "exit_fee"),
        slippage_cost=_sum(rows, "slippage_cost"),
        spread_cost=_sum(rows, "spread_cost"),
        funding=_sum(rows, "funding"),
        gross_pnl=_sum(rows, "gross_pnl"),
        target=rows[0].target,
        mae=max(row.mae for row in rows),
        mfe=max(row.mfe for row in rows),
    )


def _sum(rows: Sequence[Trade], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), ZERO)
