"""The markets that come with the house: one real, one made up."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from omc.kernel.instants import DAY_MS, Ms, from_iso
from omc.market.columns import COLUMNS
from omc.market.model import BarArrays, Instrument, Series
from omc.market.simulated import SIMULATED_VENUE, simulate
from omc.wiring.market import from_parquet

_STEP = Decimal("0.00001")
_TICK = Decimal("0.01")
_MINIMUM = Decimal("10")


@dataclass(frozen=True)
class RealMarket:
    """Bars that happened; origin and licence in DATA.md."""

    series: Series
    instrument: Instrument
    path: Path

    def bars(self) -> BarArrays:
        return BarArrays(**from_parquet(self.path.read_bytes(), COLUMNS))


@dataclass(frozen=True)
class SimulatedMarket:
    """Bars made from a seed: `history_bars` places on the grid before `live_from`, any number after."""

    series: Series
    instrument: Instrument
    seed: int
    start: Ms
    history_bars: int

    @property
    def live_from(self) -> Ms:
        """Open time of the first bar a replay tells."""
        return self.start + self.history_bars * self.series.timeframe.ms

    def bars(self, more: int = 0) -> BarArrays:
        generator = np.random.default_rng(self.seed)
        return simulate(generator, self.series.timeframe, self.start, self.history_bars + more)


REAL_DAILY = RealMarket(
    Series.parse("sample:BTC/USDT:1d"),
    Instrument("sample", "BTC/USDT", _TICK, _STEP, _MINIMUM),
    Path(__file__).with_name("btc_usdt_1d.parquet"),
)
SIMULATED_HOURLY = SimulatedMarket(
    Series.parse(f"{SIMULATED_VENUE}:BTC/USDT:1h"),
    Instrument(SIMULATED_VENUE, "BTC/USDT", _TICK, _STEP, _MINIMUM),
    seed=5,
    start=from_iso("2022-01-01T00:00:00Z"),
    history_bars=730 * DAY_MS // 3_600_000,
)
