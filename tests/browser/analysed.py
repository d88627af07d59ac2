"""Indicators and opportunities for the fake house, said by the house's own catalog over made-up bars."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from playwright.sync_api import Request

from omc.contracts.http.analysis import (
    IndicatorOut,
    IndicatorReading,
    IndicatorSeriesOut,
    IndicatorValue,
    OpportunityOut,
    price_outputs,
)
from omc.market.indicators.catalog import CATALOG, indicator
from omc.market.indicators.reading import Signal, readings
from omc.market.model import BarArrays, Instrument, Series
from omc.market.opportunities import opportunity_of
from omc.market.timeframes import Timeframe
from tests.browser.curves import candles, run_candles

TICK = Decimal("0.01")


def catalog() -> list[dict[str, Any]]:
    return [IndicatorOut.of(entry).model_dump(mode="json") for entry in CATALOG.values()]


def bars_of(rows: list[dict[str, Any]]) -> BarArrays:
    """The candles of the wire as arrays."""
    columns = {
        name: np.array([float(row[name]) for row in rows])
        for name in ("open", "high", "low", "close", "volume")
    }
    opened = [int(datetime.fromisoformat(row["ts"]).timestamp() * 1000) for row in rows]
    return BarArrays(np.array(opened, dtype=np.int64), **columns)


def indicator_answer(request: Request) -> tuple[int, dict[str, Any]]:
    """GET /v1/indicators/<name> over the bars the fake house shows of the series."""
    url = urlsplit(request.url)
    asked = parse_qs(url.query)
    series, name = asked["series"][0], url.path.rsplit("/", 1)[1]
    entry = indicator(name)
    given = entry.filled([Decimal(part) for part in asked["args"][0].split(",")] if "args" in asked else [])
    bars = bars_of(run_candles() if series.endswith(":1d") else candles())
    said = readings(name, bars, TICK, given)
    first = max(0, len(bars) - int(asked["limit"][0]))
    items = [
        IndicatorValue(
            ts=int(bars.ts[at]),
            values={
                output: float(column[at]) if np.isfinite(column[at]) else None
                for output, column in said.values.items()
            },
            signal=Signal.of(said.signal[at]).value,
            strength=float(said.strength[at]),
        )
        for at in range(first, len(bars))
    ]
    answer = IndicatorSeriesOut(
        name=name,
        series=series,
        arguments=dict(zip((arg.name for arg in entry.args), given, strict=True)),
        outputs=list(entry.outputs),
        price_outputs=price_outputs(entry),
        warmup_bars=entry.warmup(given),
        items=items,
        reading=IndicatorReading.of(int(bars.ts[-1]), said.at()),
    )
    return 200, answer.model_dump(mode="json")


def found() -> list[dict[str, Any]]:
    """Opportunities at two closes of the made-up bars, best first."""
    made = [
        _opportunity("sample:BTC/USDT:1d", run_candles()[:cut], Timeframe.D1, simulated=False)
        for cut in (420, 640, 900)
    ]
    made.append(_opportunity("simulated:SIM/USDT:1h", candles(), Timeframe.H1, simulated=True))
    numbered = [one | {"opportunity_id": f"opp-{i}"} for i, one in enumerate(made)]
    return sorted(numbered, key=lambda one: -one["score"])


def _opportunity(
    key: str, rows: list[dict[str, Any]], timeframe: Timeframe, *, simulated: bool
) -> dict[str, Any]:
    series = Series.parse(key)
    assert series.timeframe is timeframe
    instrument = Instrument(
        venue=series.venue,
        symbol=series.symbol,
        tick=TICK,
        step=Decimal("0.00001"),
        min_notional=Decimal(5),
    )
    one = opportunity_of(series, bars_of(rows), instrument)
    assert one is not None
    return OpportunityOut.of(one, simulated=simulated).model_dump(mode="json")


def opportunities_answer(request: Request) -> tuple[int, dict[str, Any]]:
    """GET /v1/opportunities with its filters."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
    items = [
        one
        for one in found()
        if one["score"] >= float(asked.get("min_score", 0))
        and all(asked.get(name, one[name]) == one[name] for name in ("symbol", "timeframe", "side"))
    ]
    return 200, {"items": items, "next_cursor": None}
