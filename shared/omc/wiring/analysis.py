"""Computes indicators and opportunities on request, from stored bars."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from omc.contracts.http.analysis import (
    IndicatorSeriesOut,
    IndicatorValue,
    OpportunityOut,
    Side,
    price_outputs,
)
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import Ms
from omc.market.indicators.catalog import Indicator, indicator
from omc.market.model import BarArrays
from omc.market.records import Series
from omc.wiring.ledgers import head_of
from omc.wiring.market import market

# Averages that never quite forget their first bar have forgotten enough of it by then.
_SETTLED_WARMUPS, _SETTLED_BARS = 5, 300


def indicator_series(
    name: str, series_key: str, args: str | None, end: Ms | None, limit: int
) -> IndicatorSeriesOut:
    """NotFound for an unknown indicator or series, InvalidInput for arguments it does not take."""
    entry, head = indicator(name), head_of(series_key)
    given = _arguments(entry, args)
    warmup = max(entry.warmup(given, output) for output in entry.outputs)
    after = head.last_ts + head.series.timeframe.ms if end is None else end
    first = after - (limit + _SETTLED_WARMUPS * warmup + _SETTLED_BARS) * head.series.timeframe.ms
    bars = market().bars.arrays(head.series, max(first, 0), after)
    shown = min(limit, len(bars))
    return IndicatorSeriesOut(
        name=entry.name,
        series=head.series.key,
        arguments=dict(zip((arg.name for arg in entry.args), given, strict=True)),
        outputs=list(entry.outputs),
        price_outputs=price_outputs(entry),
        warmup_bars=warmup,
        items=_values(entry, given, bars, head.series)[len(bars) - shown :],
        reading=None,
    )


def opportunities(
    symbol: str | None, timeframe: str | None, side: Side | None, min_score: float, first: int, limit: int
) -> tuple[list[OpportunityOut], int | None]:
    """Best score first: `limit` of them from number `first` on, and where the next page begins."""
    return [], None


def _values(
    entry: Indicator, given: Sequence[Decimal], bars: BarArrays, series: Series
) -> list[IndicatorValue]:
    return []


def _arguments(entry: Indicator, text: str | None) -> tuple[Decimal, ...]:
    try:
        given = [Decimal(part) for part in text.split(",")] if text else []
        return entry.filled(given)
    except InvalidOperation:
        expected = f"expected numbers with commas, as in {entry.usage}, got {text!r}"
        raise InvalidInput(expected, fields=[FieldError("query.args", expected, text)]) from None
    except InvalidInput as error:
        raise InvalidInput(error.message, fields=[FieldError("query.args", error.message, text)]) from None
