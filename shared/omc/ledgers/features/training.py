"""The training set, version 1: a row for each bar of five minutes, with features known at its close.

close                  of the bar
volatility_24h         standard deviation (n - 1) of the returns over the 288 bars up to it
sentiment_1h_lag       mean score of the hour that ended an hour before the close, as it was known then
news_vol_1h_lag        headlines of that hour, as they were known then
catalyst_score_decay   the strongest event of 48 hours, fading
return_1h, return_24h  targets: what the close came to 12 and 288 bars later

Undefined (NaN) where a bar that is needed is missing, or where nothing was known yet; never filled. Targets
of the last rows are undefined because their time has not come: `complete` is False there.
"""

from dataclasses import dataclass

import numpy as np

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import HOUR_MS, MINUTE_MS, Ms
from omc.ledgers.features.books import Name
from omc.ledgers.features.catalogue import FADING
from omc.ledgers.features.joining import beside
from omc.ledgers.series import LedgerBook, LedgerSeries
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray

BAR_MS: Ms = 5 * MINUTE_MS
DAY_BARS, HOUR_BARS = 288, 12
LAG_MS: Ms = HOUR_MS
# What must be known before the first row: the longest that a feature looks back.
LOOK_BACK_MS: Ms = max(FADING.window, LAG_MS + HOUR_MS)
COLUMNS = (
    "ts", "known_at", "close", "volatility_24h", "sentiment_1h_lag", "news_vol_1h_lag",
    "catalyst_score_decay", "return_1h", "return_24h", "complete",
)  # fmt: skip


@dataclass(frozen=True)
class TrainingSet:
    """ts: when the bar opened; known_at: when it closed, and the row's features were known; int64, ms UTC.
    The others float64[n]; complete: bool[n], whether both targets are there."""

    ts: IntArray
    known_at: IntArray
    close: FloatArray
    volatility_24h: FloatArray
    sentiment_1h_lag: FloatArray
    news_vol_1h_lag: FloatArray
    catalyst_score_decay: FloatArray
    return_1h: FloatArray
    return_24h: FloatArray
    complete: BoolArray

    def __len__(self) -> int:
        return len(self.ts)

    def rows(self, chosen: BoolArray) -> "TrainingSet":
        """The rows of a mask."""
        return TrainingSet(*(getattr(self, name)[chosen] for name in COLUMNS))

    def since(self, ts: Ms) -> "TrainingSet":
        first = int(np.searchsorted(self.ts, ts))
        return TrainingSet(*(getattr(self, name)[first:] for name in COLUMNS))


def wanted_of(asset: str) -> tuple[Name, ...]:
    """The series that rows of an asset read."""
    return (("human.sentiment", asset), ("human.news", asset), ("catalyst.score", asset))


def training_set(asset: str, bars: BarArrays, book: LedgerBook) -> TrainingSet:
    """A row for each bar; InvalidInput for bars that are not of five minutes.

    What is told of no asset's series in `book` is undefined: nothing was ever known of it.
    """
    if len(bars) and bool(
        np.any((bars.ts % BAR_MS != 0) | (np.diff(bars.ts, prepend=bars.ts[0] - BAR_MS) <= 0))
    ):
        raise InvalidInput("expected bars of five minutes in ascending order, got others")
    closes = bars.ts + BAR_MS
    sentiment, news, catalyst = (book.get(name, _NOTHING) for name in wanted_of(asset))
    before = closes - LAG_MS
    hour, day = _later(bars, HOUR_BARS), _later(bars, DAY_BARS)
    return TrainingSet(
        ts=bars.ts,
        known_at=closes,
        close=bars.close,
        volatility_24h=_volatility(bars),
        sentiment_1h_lag=beside("human.sentiment", sentiment, before, HOUR_MS, "mean"),
        news_vol_1h_lag=beside("human.news", news, before, HOUR_MS, "count"),
        catalyst_score_decay=beside("catalyst.score", catalyst, closes),
        return_1h=hour,
        return_24h=day,
        complete=np.isfinite(hour) & np.isfinite(day),
    )


_NONE = np.zeros(0, dtype=np.int64)
_NOTHING = LedgerSeries(_NONE, _NONE, np.zeros(0))


def _later(bars: BarArrays, count: int) -> FloatArray:
    """float64[n]: the return from each close to the close `count` bars later; NaN without such a bar."""
    result = np.full(len(bars), np.nan)
    at = np.searchsorted(bars.ts, bars.ts + count * BAR_MS)
    there = at < len(bars)
    there[there] = bars.ts[at[there]] == bars.ts[there] + count * BAR_MS
    result[there] = bars.close[at[there]] / bars.close[there] - 1
    return result


def _volatility(bars: BarArrays) -> FloatArray:
    """float64[n]: NaN unless all 288 returns up to the bar are of bars that follow each other."""
    result = np.full(len(bars), np.nan)
    if len(bars) <= DAY_BARS:
        return result
    returns = bars.close[1:] / bars.close[:-1] - 1
    windows = np.lib.stride_tricks.sliding_window_view(returns, DAY_BARS)
    whole = bars.ts[DAY_BARS:] - bars.ts[:-DAY_BARS] == DAY_BARS * BAR_MS
    # Each window by itself, and not by running sums: a row must not depend on what came long before it.
    result[DAY_BARS:] = np.where(whole, windows.std(axis=1, ddof=1), np.nan)
    return result
