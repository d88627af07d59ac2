"""A local HTTP server that speaks as much of Binance's public API as a candle needs. Values are made up."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from omc.market.model import Bar, Series

_MARKET = {
    "symbol": "BTCUSDT",
    "status": "TRADING",
    "baseAsset": "BTC",
    "quoteAsset": "USDT",
    "baseAssetPrecision": 8,
    "quotePrecision": 8,
    "isSpotTradingAllowed": True,
    "permissions": ["SPOT"],
    "orderTypes": ["LIMIT", "MARKET"],
    "filters": [
        {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
        {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
    ],
}


@dataclass
class Venue:
    """What the server answers; `refuse` is a status for the next answers, `asked` what came in."""

    url: str = ""
    rows: Sequence[list[Any]] = ()
    refuse: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path.endswith("/exchangeInfo"):
            return 200, {"timezone": "UTC", "rateLimits": [], "exchangeFilters": [], "symbols": [_MARKET]}
        if not path.endswith("/klines"):
            return 404, {"code": -1000, "msg": f"no such path {path}"}
        self.asked.append(query)
        if self.refuse:
            return self.refuse.pop(0), {"code": -1003, "msg": "Too many requests."}
        start = int(query.get("startTime", "0"))
        return 200, [row for row in self.rows if row[0] >= start][: int(query.get("limit", "500"))]


def kline(series: Series, bar: Bar) -> list[Any]:
    """A bar as the venue writes it."""
    values = [str(value) for value in (bar.open, bar.high, bar.low, bar.close, bar.volume)]
    return [bar.ts, *values, series.timeframe.close_of(bar.ts) - 1, "0", 1, "0", "0", "0"]


@contextmanager
def serving() -> Iterator[Venue]:
    """The venue on a free port of this machine, until the block ends."""
    venue = Venue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, body = venue.answer(parts.path, query)
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    venue.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield venue
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
