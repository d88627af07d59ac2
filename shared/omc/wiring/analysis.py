"""Computes indicators and opportunities on request, from stored bars."""

from decimal import Decimal, InvalidOperation
from math import isfinite

from omc.contracts.http.analysis import (
    IndicatorReading,
    IndicatorSeriesOut,
    IndicatorValue,
    OpportunityOut,
    Side,
    price_outputs,
)
from omc.contracts.http.ledgers import is_simulated
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import Ms
from omc.market.indicators.catalog import Indicator, indicator
from omc.market.indicators.reading import Readings, Signal, readings
from omc.market.model import BarArrays, Series
from omc.market.opportunities import BARS, Opportunity, opportunity_of
from omc.market.ports import SeriesHead
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
    bars = _latest(head, limit + _SETTLED_WARMUPS * warmup + _SETTLED_BARS, end)
    instrument = market().store.get(head.series.venue, head.series.symbol)
    said = readings(name, bars, instrument.tick, given)
    return IndicatorSeriesOut(
        name=entry.name,
        series=head.series.key,
        arguments=dict(zip((arg.name for arg in entry.args), given, strict=True)),
        outputs=list(entry.outputs),
        price_outputs=price_outputs(entry),
        warmup_bars=warmup,
        items=_values(said, max(0, len(bars) - limit)),
        reading=IndicatorReading.of(int(bars.ts[-1]), said.at()) if len(bars) else None,
    )


def opportunities(
    symbol: str | None, timeframe: str | None, side: Side | None, min_score: float, first: int, limit: int
) -> tuple[list[OpportunityOut], int | None]:
    """Best score first: `limit` of them from number `first` on, and where the next page begins."""
    store = market().store
    wanted = [
        series
        for series in store.series()
        if symbol in (None, series.symbol) and timeframe in (None, series.timeframe.value)
    ]
    found = [one for series in wanted if (one := _opportunity(series)) is not None]
    listed = sorted(
        (one for one in found if one.found.score >= min_score and side in (None, one.found.side.value)),
        key=lambda one: (-one.found.score, one.series.key),
    )
    page = listed[first : first + limit]
    after = first + limit if len(listed) > first + limit else None
    return [OpportunityOut.of(one, simulated=is_simulated(one.series)) for one in page], after


def _opportunity(series: Series) -> Opportunity | None:
    head = market().store.head(series)
    if head is None:
        return None
    instrument = market().store.get(series.venue, series.symbol)
    return opportunity_of(series, _latest(head, BARS, None), instrument)


def _latest(head: SeriesHead, count: int, end: Ms | None) -> BarArrays:
    """The last `count` places before `end`; where bars are missing there are fewer."""
    every = head.series.timeframe.ms
    after = min(head.last_ts + every, end) if end is not None else head.last_ts + every
    return market().bars.arrays(head.series, max(after - count * every, 0), after)


def _values(said: Readings, first: int) -> list[IndicatorValue]:
    rows = {name: column[first:].tolist() for name, column in said.values.items()}
    names = list(rows)
    columns = zip(
        said.bars.ts[first:].tolist(),
        said.signal[first:].tolist(),
        said.strength[first:].tolist(),
        zip(*rows.values(), strict=True),
        strict=True,
    )
    return [
        IndicatorValue(
            ts=ts,
            values={name: value if isfinite(value) else None for name, value in zip(names, row, strict=True)},
            signal=Signal.of(signal).value,
            strength=strength,
        )
        for ts, signal, strength, row in columns
    ]


def _arguments(entry: Indicator, text: str | None) -> tuple[Decimal, ...]:
    try:
        given = [Decimal(part) for part in text.split(",")] if text else []
        return entry.filled(given)
    except InvalidOperation:
        expected = f"expected numbers with commas, as in {entry.usage}, got {text!r}"
        raise InvalidInput(expected, fields=[FieldError("query.args", expected, text)]) from None
    except InvalidInput as error:
        raise InvalidInput(error.message, fields=[FieldError("query.args", error.message, text)]) from None
