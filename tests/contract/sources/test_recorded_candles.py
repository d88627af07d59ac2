"""Answers recorded at the exchanges, read as their documents say; each row's meaning written out by hand."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from omc.adapters.sources.ccxt_candles.source import CcxtCandles, open_exchange
from omc.market.model import Bar, Series
from tests.reference import reference_file

# series, recorded answer, place of the candles, (row, its bar), rows read
RECORDED = [
    (
        "binance:BTC/USDT:1d", ("binance", "klines_response.json"), "/public/klines",
        (0, 1_499_040_000_000, "0.0163479", "0.8", "0.015758", "0.015771", "148976.11427815"), 1,
    ),
    (
        "kraken:BTC/USDT:1m", ("kraken", "http_ohlc.json"), "/public/0/public/OHLC",
        (3, 1_762_777_200_000, "106038.1", "106044.3", "106038.1", "106040.1", "0.08317981"), None,
    ),
    (
        "coinbaseexchange:BTC/USD:1m", ("coinbase_exchange", "example-historical-candles.json"),
        "/public/products/BTC-USD/candles",
        (9, 1_517_443_740_000, "10106.01", "10120.21", "10106", "10120.21", "2.85107455"), 10,
    ),
    (
        "kucoin:BTC/USDT:1m", ("kucoin", "ExchangeData_GetKlines.txt"), "/public/api/v1/market/candles",
        (1, 1_545_904_980_000, "0.058", "0.058", "0.049", "0.049", "0.018"), 2,
    ),
    (
        "bitfinex:BTC/USDT:1m", ("bitfinex", "ExchangeData_GetKlines.txt"), "/public/v2/candles/",
        (0, 1_678_465_320_000, "20097", "20125", "20094", "20114", "1.43504645"), 1,
    ),
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        yield running


def document(*parts: str) -> str:
    """The JSON of a recorded answer, which some recordings keep below the request they answered."""
    text = reference_file("fixtures", *parts).read_text()
    begins = min(place for place in (text.find("{"), text.find("[")) if place >= 0)
    return json.dumps(json.loads(text[begins:]))


@pytest.mark.parametrize(("key", "file", "path", "row", "count"), RECORDED, ids=lambda value: str(value)[:30])
def test_a_recorded_answer_is_read_as_its_venue_documents_it(
    server: SourceServer,
    key: str,
    file: tuple[str, str],
    path: str,
    row: tuple[int, int, str],
    count: int | None,
) -> None:
    series = Series.parse(key)
    body = document(*file)
    server.faults.add(Fault("body", host=series.venue, path=path, body=body, times=FOREVER))
    source = CcxtCandles(lambda venue: open_exchange(venue, server.origin))
    index, ts, *values = row
    now = ts + 1_000 * series.timeframe.ms
    found = source.closed_bars(series, ts - 200 * series.timeframe.ms, now)
    assert found[index] == Bar(ts, *(Decimal(value) for value in values))
    assert count in (None, len(found))
