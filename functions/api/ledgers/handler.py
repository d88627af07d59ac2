"""The ledgers: series, candles, what is missing and how it is fetched; what the four pages show; trust."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.ledgers import (
    routes_catalyst,
    routes_history,
    routes_quality,
    routes_query,
    routes_views,
)
from omc.contracts.http import ledgers as wire
from omc.contracts.http.common import Instant, Page
from omc.market.browsing import gap_page, page
from omc.wiring import ledgers
from omc.wiring.http import Limit, build_resolver, caller

app = build_resolver("ledgers")
app.include_router(routes_history.router)
app.include_router(routes_quality.router)
_Candles = Annotated[int, Query(ge=1, le=1000, description="Candles per page, 1000 at most")]


@app.get("/v1/ledgers/exchange/series")
def list_series() -> Page[wire.SeriesOut]:
    """List the series with stored bars."""
    caller(app)
    store = ledgers.market().store
    heads = (store.head(series) for series in store.series())
    return Page(items=[wire.series_out(head) for head in heads if head is not None])


@app.get("/v1/ledgers/exchange/candles")
def list_candles(
    series: str,
    start: Instant | None = None,
    end: Instant | None = None,
    cursor: str | None = None,
    limit: _Candles = 500,
) -> wire.CandlePage:
    """List closed candles, oldest first.

    Opened in [start, end). Without a start: the latest before the end. A missing bar is not in the list.
    """
    cursors, head = ledgers.Cursors(caller(app), f"candles:{series}"), ledgers.head_of(series)
    found = page(ledgers.market().bars, head, cursors.read(cursor, start), end, limit)
    marks = ledgers.marks(head.series, found.bars)
    return wire.candle_page(head.series, found, cursors.write(found.next_ts), marks)


@app.get("/v1/ledgers/exchange/gaps")
def list_gaps(
    series: str, repaired: bool = False, cursor: str | None = None, limit: Limit = 200
) -> Page[wire.GapOut]:
    """List the runs of missing bars, oldest first; with `repaired` also those that came late."""
    cursors, head = ledgers.Cursors(caller(app), f"gaps:{series}"), ledgers.head_of(series)
    records = ledgers.market().store.gaps(head.series, include_repaired=repaired)
    found, next_ts = gap_page(records, cursors.read(cursor), limit)
    return Page(items=[wire.gap_out(record) for record in found], next_cursor=cursors.write(next_ts))


routes_views.register(app)
routes_catalyst.register(app)
routes_query.register(app)

handler = app.resolve
