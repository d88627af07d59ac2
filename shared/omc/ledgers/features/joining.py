"""A feature beside bars, as its catalogue entry says it is read."""

from omc.kernel.instants import Ms
from omc.ledgers.features.catalogue import FADING, FEATURES, Reading
from omc.ledgers.joins import How, decayed, joined
from omc.ledgers.series import LedgerSeries
from omc.market.model import FloatArray, IntArray


def beside(
    feature: str, series: LedgerSeries, closes: IntArray, window: Ms | None = None, how: How = "last"
) -> FloatArray:
    """float64[n] at each close (ms UTC, ascending), from records known by then."""
    if FEATURES[feature].reading is Reading.FADING:
        return decayed(series, closes, FADING.window, FADING.per_hour)
    return joined(series, closes, window, how)
