"""Indicators over stored bars, and opportunities among the series."""

from decimal import Decimal
from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.contracts.http.analysis import IndicatorOut, IndicatorSeriesOut, OpportunityOut, Side
from omc.contracts.http.common import Instant, Page
from omc.market.indicators.catalog import CATALOG
from omc.wiring.analysis import indicator_series, opportunities
from omc.wiring.http import Limit, caller, decode_cursor, encode_cursor

# The library's constructor carries no annotations.
router = Router()  # type: ignore[no-untyped-call]
_Bars = Annotated[int, Query(ge=1, le=2000, description="Latest bars to show, 2000 at most")]
_Args = Annotated[str | None, Query(max_length=80, description="Numbers with commas, such as 12,26,9")]


@router.get("/v1/indicators")
def list_indicators() -> Page[IndicatorOut]:
    """List the indicators there are, with arguments and outputs."""
    caller(router)
    return Page(items=[IndicatorOut.of(entry) for entry in CATALOG.values()])


@router.get("/v1/indicators/<name>")
def get_indicator(
    name: str, series: str, args: _Args = None, end: Instant | None = None, limit: _Bars = 500
) -> IndicatorSeriesOut:
    """Compute an indicator over a series' closed bars, and what it says at the last close.

    The latest `limit` bars that opened before `end`.
    """
    caller(router)
    return indicator_series(name, series, args, end, limit)


@router.get("/v1/opportunities")
def list_opportunities(
    symbol: str | None = None,
    timeframe: str | None = None,
    side: Side | None = None,
    min_score: Annotated[Decimal, Query(ge=0, le=100)] = Decimal(0),
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[OpportunityOut]:
    """List where indicators agree, best score first; made of the last closed bar of each stored series."""
    person = caller(router)
    listing = f"opportunities:{symbol}:{timeframe}:{side}:{min_score}"
    position = decode_cursor(person, listing, cursor)
    first = int(position["after"]) if position else 0
    items, after = opportunities(symbol, timeframe, side, float(min_score), first, limit)
    next_cursor = encode_cursor(person, listing, None if after is None else {"after": str(after)})
    return Page(items=items, next_cursor=next_cursor)
