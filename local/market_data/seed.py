"""Puts the shipped markets into a deployed house: history into the lake, and what a replay will tell."""

from local.candles.importing import ImportReport, Progress, import_bars
from local.market_data.catalog import REAL_DAILY, SIMULATED_HOURLY
from omc.kernel.instants import Ms
from omc.wiring.market import Market

# 60 days of hours: at one bar a second, 24 minutes.
LIVE_BARS = 1_440


def seed(
    market: Market,
    progress: Progress,
    real_history_until: Ms | None = None,
    live_bars: int = LIVE_BARS,
) -> list[ImportReport]:
    """Imports both markets; may be repeated, also with more `live_bars` to make a replay go on.

    The simulated one goes on after its history: its later bars are for the replay to tell. Of the real one
    everything is history, unless `real_history_until` keeps the bars opened from then on for a replay.
    """
    real, simulated = REAL_DAILY, SIMULATED_HOURLY
    return [
        import_bars(
            real.bars(), real.series, market, progress, real.instrument, replay_from=real_history_until
        ),
        import_bars(
            simulated.bars(live_bars),
            simulated.series,
            market,
            progress,
            simulated.instrument,
            replay_from=simulated.live_from,
        ),
    ]
