"""Candles of a public exchange through ccxt, without a key.

ccxt answers float rows [open time, open, high, low, close, volume], oldest first; the last is usually the
bar still being traded and is dropped. The venue of a series is ccxt's name of the exchange: binance, kraken.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from omc.kernel.errors import InvalidInput, Transient
from omc.kernel.instants import Ms
from omc.market.model import Bar, Series
from omc.market.validation import decimal_of, require_bars

_PAGE = 500


class Exchange(Protocol):
    """The part of a ccxt exchange this source uses."""

    def fetch_ohlcv(self, symbol: str, timeframe: str, since: int | None, limit: int) -> list[list[Any]]: ...


class CcxtCandles:
    """BarSource over exchanges made by `open_exchange(venue)`, each once."""

    def __init__(self, open_exchange: Callable[[str], Exchange]) -> None:
        self._open = open_exchange
        self._exchanges: dict[str, Exchange] = {}

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        rows = self._fetch(series, since)
        bars = [_bar(series, row) for row in rows]
        closed = [bar for bar in bars if series.timeframe.close_of(bar.ts) <= now]
        closed = [bar for bar in closed if since is None or bar.ts >= since]
        require_bars(series, closed)
        return closed

    def _fetch(self, series: Series, since: Ms | None) -> list[list[Any]]:
        import ccxt

        try:
            if series.venue not in self._exchanges:
                self._exchanges[series.venue] = self._open(series.venue)
            exchange = self._exchanges[series.venue]
            return exchange.fetch_ohlcv(series.symbol, series.timeframe.value, since, _PAGE)
        except ccxt.BadSymbol as error:
            raise InvalidInput(f"expected a symbol {series.venue} trades, got {series.symbol}") from error
        except ccxt.NetworkError as error:
            # Timeouts, rate limits, maintenance: all of them pass.
            raise Transient(f"{series.venue} did not answer: {type(error).__name__}") from error
        except ccxt.BaseError as error:
            raise InvalidInput(f"expected candles from {series.venue}, got {type(error).__name__}") from error


def open_exchange(venue: str, api_url: str | None = None) -> Exchange:
    """ccxt's exchange of that name, spot markets only; `api_url` puts another server in its place."""
    import ccxt

    if venue not in ccxt.exchanges:
        raise InvalidInput(f"expected an exchange ccxt knows, got {venue!r}")
    options = {"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}, "fetchCurrencies": False}
    exchange: Any = getattr(ccxt, venue)({"enableRateLimit": True, "timeout": 10_000, "options": options})
    exchange.has["fetchCurrencies"] = False
    if api_url is not None:
        exchange.urls["api"] = {name: f"{api_url}/{name}" for name in exchange.urls["api"]}
    opened: Exchange = exchange
    return opened


def _bar(series: Series, row: list[Any]) -> Bar:
    if len(row) < 6 or any(value is None for value in row[:6]):
        raise InvalidInput(f"expected [time, open, high, low, close, volume] of {series.key}, got {row!r}")
    return Bar(int(row[0]), *(decimal_of(float(value)) for value in row[1:6]))
