"""How much is stored of a series, for estimates."""

from omc.backtest.service.requests import check_request
from omc.backtest.service.runs import RunRequest
from omc.backtest.service.stored import check_stored
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import Ms
from omc.market.records import Series
from omc.wiring.market import market

__all__ = ["check_bars", "check_request", "stored_bars"]


def check_bars(request: RunRequest) -> int:
    """How many bars a run works through; InvalidInput names every series that has too few."""
    return check_stored(request, market().bars)


def stored_bars(series: Series, start: Ms | None, end: Ms | None) -> int:
    """Bars opened in [start, end), None = open; gaps are not counted out. InvalidInput when none is."""
    head = market().bars.head(series)
    if head is None:
        field = FieldError("body.series", f"expected a series with stored bars, got {series.key}", series.key)
        raise InvalidInput(field.message, fields=[field], code="series_unknown")
    every = series.timeframe.ms
    first = head.first_ts if start is None else max(head.first_ts, start)
    after = head.last_ts + every if end is None else min(head.last_ts + every, end)
    return max(0, min(head.count, (after - first) // every))
