"""Where indicators agree on a market, at its last closed bar (OMC-BT-122 to 127). Pure.

One rule set, equal for all: the indicators and weights of the confluence, a stop two ATR away, a target
twice as far. Made anew from the bars whenever asked, it is the same whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.ids import derived_id
from omc.kernel.instants import Ms
from omc.market.bars import price_at
from omc.market.indicators.confluence import DEFAULT_WEIGHTS, Confluence, confluence
from omc.market.indicators.frame import Frame
from omc.market.indicators.reading import Reading, readings_on
from omc.market.indicators.readings.model import Signal
from omc.market.model import BarArrays, Instrument, Series

# Bars a reading looks at: the slowest indicator's window, and what its averages need to settle.
BARS = 600
VALID_BARS = 3
_STOP_ATR = 2.0
_REWARD = 2.0
_RULE_SET = "confluence-1"


@dataclass(frozen=True)
class Opportunity:
    """entry, stop, target: prices at the tick; None where ATR is not known or nothing is recommended.

    ts: open of the last closed bar.
    """

    opportunity_id: str
    series: Series
    ts: Ms
    price: Decimal
    found: Confluence
    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None

    @property
    def risk_reward(self) -> float | None:
        """Distance to the target over the distance to the stop."""
        if self.entry is None or self.stop is None or self.target is None or self.entry == self.stop:
            return None
        return float(abs(self.target - self.entry) / abs(self.entry - self.stop))

    @property
    def close_time(self) -> Ms:
        return self.series.timeframe.close_of(self.ts)

    @property
    def valid_until(self) -> Ms:
        return self.close_time + VALID_BARS * self.series.timeframe.ms


def opportunity_of(series: Series, bars: BarArrays, instrument: Instrument) -> Opportunity | None:
    """What the last bar says; None without bars, or when no side is taken."""
    if not len(bars):
        return None
    frame = Frame(bars, instrument.tick)
    said = {name: readings_on(frame, name).at() for name in DEFAULT_WEIGHTS}
    found = confluence(said)
    if found.side is Signal.NEUTRAL:
        return None
    ts, price = int(bars.ts[-1]), price_at(float(bars.close[-1]), instrument)
    stop, target = _levels(found, said, price, instrument)
    return Opportunity(
        derived_id("opp", series.key, ts, _RULE_SET), series, ts, price, found,
        price if stop is not None else None, stop, target,
    )  # fmt: skip


def _levels(
    found: Confluence, said: Mapping[str, Reading], price: Decimal, instrument: Instrument
) -> tuple[Decimal | None, Decimal | None]:
    atr = said["atr"].values["value"]
    if not atr:
        return None, None
    sign = found.side.direction
    away = Decimal(repr(_STOP_ATR * atr))
    stop, target = price - sign * away, price + sign * away * Decimal(repr(_REWARD))
    if stop <= 0 or target <= 0:
        return None, None
    return price_at(float(stop), instrument), price_at(float(target), instrument)
