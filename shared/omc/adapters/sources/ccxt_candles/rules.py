"""What an exchange says of a pair's ticks and steps, in ccxt's words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from omc.market.model import Instrument, Series
from omc.market.validation import decimal_of

# ccxt's TICK_SIZE: precision is a size. Its other modes count digits; significant ones move with the price.
_SIZES = 4


def rules_of(series: Series, market: Mapping[str, Any], precision_mode: int) -> Instrument | None:
    """None where there is no tick or step that holds whatever the price. Without a least order, it is 0."""
    told = market.get("precision") or {}
    tick, step = _size(told.get("price")), _size(told.get("amount"))
    if precision_mode != _SIZES or tick is None or step is None:
        return None
    least = (market.get("limits") or {}).get("cost") or {}
    return Instrument(series.venue, series.symbol, tick, step, _size(least.get("min")) or Decimal(0))


def _size(value: Any) -> Decimal | None:
    """A size above zero, as the venue wrote it."""
    return decimal_of(float(value)) if value and float(value) > 0 else None
