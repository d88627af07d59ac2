"""Rows of a stored run as the returns of its round trips."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from omc.kernel.money import ZERO


def trip_returns(rows: Sequence[Mapping[str, Any]]) -> list[float]:
    """Net P&L of each round trip over what its entry cost, fraction, in the order of their first exits.

    rows: as `trade_row` made them; those of one position belong together, a row without stands for itself.
    """
    sums: dict[object, tuple[Decimal, Decimal]] = {}
    for index, row in enumerate(rows):
        key = (row["symbol"], row["position"]) if row["position"] else index
        net, cost = sums.get(key, (ZERO, ZERO))
        paid = Decimal(row["quantity"]) * Decimal(row["entry_price"])
        sums[key] = (net + Decimal(row["net_pnl"]), cost + paid)
    return [float(net / cost) for net, cost in sums.values()]
