"""Short ways to say a bar, an instrument, a level: numbers as strings, read as exact decimals."""

from decimal import Decimal

from omc.kernel.instants import HOUR_MS, Ms
from omc.market.model import Bar, Instrument

CENT = Instrument("simulated", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(5))


def d(text: str | int) -> Decimal:
    return Decimal(text)


def bar(open_: str, high: str, low: str, close: str, ts: Ms = HOUR_MS) -> Bar:
    return Bar(ts, d(open_), d(high), d(low), d(close), Decimal(1))
