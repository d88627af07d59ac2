"""A market MADE TO PASS: no real market looks like this.

Waves that climb for 60 hours and fall for 36, for ever: a moving-average cross cannot help but profit from
them after costs. It exists so that promotion can be tested with the thresholds as they are.
"""

from decimal import Decimal

from omc.kernel.instants import HOUR_MS, Ms
from omc.kernel.money import to_step
from omc.market.model import Bar, Instrument, Series
from omc.market.timeframes import Timeframe

SERIES = Series("made_to_pass", "BTC/USDT", Timeframe.H1)
INSTRUMENT = Instrument(SERIES.venue, SERIES.symbol, Decimal("0.01"), Decimal("0.00001"), Decimal(10))
START: Ms = 1_600_000_000_000 - 1_600_000_000_000 % HOUR_MS

_UP, _DOWN = 60, 36
_STEP = Decimal("0.004")


def waves(count: int) -> list[Bar]:
    """`count` bars of it, without gaps."""
    bars: list[Bar] = []
    price = Decimal(10_000)
    for number in range(count):
        rising = number % (_UP + _DOWN) < _UP
        factor = 1 + _STEP if rising else 1 - _STEP * _UP / _DOWN * Decimal("0.98")
        close = to_step(price * factor, INSTRUMENT.tick, "ROUND_HALF_EVEN")
        high, low = max(price, close) + 1, min(price, close) - 1
        bars.append(Bar(START + number * HOUR_MS, price, high, low, close, Decimal(1)))
        price = close
    return bars
