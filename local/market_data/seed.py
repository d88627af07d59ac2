"""Puts the shipped markets into a deployed house: history into the lake, and what a replay will tell."""

from local.candles.importing import ImportReport, Progress, import_bars
from local.market_data.catalog import REAL_DAILY, SIMULATED_HOURLY
from omc.kernel.instants import Ms
from omc.market.columns import between
from omc.wiring.market import Market

# 60 days of hours: at one bar a second, 24 minutes.
_LIVE_BARS = 1_440


def seed(market: Market, progress: Progress, real_history_until: Ms | None = None) -> list[ImportReport]:
    """Imports both markets; may be repeated.

    The simulated one goes on after its history: its later bars are for the replay to tell. Of the real one
    everything is history, unless `real_history_until` keeps the bars opened from then on for a replay.
    """
    simulated, real = SIMULATED_HOURLY.bars(_LIVE_BARS), REAL_DAILY.bars()
    market.replay.add(SIMULATED_HOURLY.series, between(simulated, SIMULATED_HOURLY.live_from, None))
    if real_history_until is not None:
        market.replay.add(REAL_DAILY.series, between(real, real_history_until, None))
    history = (
        (REAL_DAILY, between(real, None, real_history_until)),
        (SIMULATED_HOURLY, between(simulated, None, SIMULATED_HOURLY.live_from)),
    )
    return [import_bars(bars, known.series, market, progress, known.instrument) for known, bars in history]
