"""An exchange whose candles a test hands it, behind the server of the made-up sources, in Binance's words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from local.sources import server
from local.sources.faults import Fault
from local.sources.server import SourceServer
from local.sources.speakers.exchange_markets import binance
from local.sources.speaking import Heard, Said, said_json
from omc.market.model import Bar, Series

_HOST, _CANDLES = "binance", "/public/klines"


class Venue:
    """What the exchange answers: `rows`, as Binance writes them; `server` is where it does."""

    server: SourceServer

    def __init__(self) -> None:
        self.rows: Sequence[list[Any]] = ()

    @property
    def url(self) -> str:
        return self.server.origin

    @property
    def asked(self) -> list[dict[str, str]]:
        """Queries for candles, oldest first."""
        return [one["query"] for one in self.server.asked if one["path"] == _CANDLES]

    def refuse(self, status: int) -> None:
        """The next candles that are asked for."""
        self.server.faults.add(Fault("status", host=_HOST, path=_CANDLES, status=status))

    def speaks(self, heard: Heard) -> Said:
        if heard.path.endswith("/exchangeInfo"):
            return said_json(binance())
        if heard.path != _CANDLES:
            return said_json({"code": -1000, "msg": f"no such path {heard.path}"}, 404)
        start, limit = int(heard.query.get("startTime", "0")), int(heard.query.get("limit", "500"))
        return said_json([row for row in self.rows if row[0] >= start][:limit])


def kline(series: Series, bar: Bar) -> list[Any]:
    """A bar as the venue writes it."""
    values = [str(value) for value in (bar.open, bar.high, bar.low, bar.close, bar.volume)]
    return [bar.ts, *values, series.timeframe.close_of(bar.ts) - 1, "0", 1, "0", "0", "0"]


@contextmanager
def serving() -> Iterator[Venue]:
    """The exchange, until the block ends."""
    venue = Venue()
    with server.serving({_HOST: venue.speaks}) as venue.server:
        yield venue
