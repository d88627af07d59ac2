"""Candles of a public exchange through ccxt, without a key.

ccxt answers float rows [open time, open, high, low, close, volume], oldest first, whatever the venue's own
order. A bar counts as over when it is so by our clock and by the venue's: of a venue whose clock is behind
ours the last row would still be traded. The venue of a series is ccxt's name of it: binance, kraken.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from omc.adapters.sources.ccxt_candles.answers import require_candles, translated, venue_time
from omc.adapters.sources.ccxt_candles.opening import Exchange, open_exchange
from omc.adapters.sources.ccxt_candles.pace import Pace
from omc.adapters.sources.ccxt_candles.rules import rules_of
from omc.adapters.sources.ccxt_candles.venues import facts_of
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.market.model import Bar, Instrument, Series
from omc.market.timeframes import Timeframe
from omc.market.validation import decimal_of, require_bars

__all__ = ["CcxtCandles", "Exchange", "open_exchange"]

_WINDOWS = 20


class CcxtCandles:
    """BarSource over exchanges made by `open_exchange(venue)`, each once; None keeps no pace."""

    def __init__(self, open_exchange: Callable[[str], Exchange], pace: Pace | None = None) -> None:
        self._open, self._pace = open_exchange, pace
        self._exchanges: dict[str, Exchange] = {}

    def closed_bars(self, series: Series, since: Ms | None, now: Ms) -> Sequence[Bar]:
        """See BarSource. Of a venue that answers by spans of time, empty ones are passed over, 20 at most."""
        facts, timeframe = facts_of(series.venue), series.timeframe
        if timeframe not in facts.timeframes:
            has = ", ".join(one.value for one in Timeframe if one in facts.timeframes)
            raise InvalidInput(f"expected a timeframe of {series.venue} ({has}), got {timeframe.value}")
        for _ in range(_WINDOWS):
            bars = self._page(series, since, now, facts.page_bars)
            if bars or not facts.windowed or since is None:
                return bars
            since += facts.page_bars * timeframe.ms
            if timeframe.close_of(since) > now:
                break
        return ()

    def rules(self, series: Series) -> Instrument | None:
        """See Rules of backfilling. Asks nobody where candles were asked for before."""
        import ccxt

        exchange = None
        try:
            exchange = self._exchange(series.venue)
            exchange.load_markets()
            return rules_of(series, exchange.market(series.symbol), exchange.precisionMode)
        except ccxt.BaseError as error:
            document = {} if exchange is None else exchange.last_json_response
            headers = None if exchange is None else exchange.last_response_headers
            raise translated(series, error, document, headers) from error

    def _page(self, series: Series, since: Ms | None, now: Ms, limit: int) -> Sequence[Bar]:
        rows, told_at = self._fetch(series, since, limit)
        over = now if told_at is None else min(now, told_at)
        bars = _once(_bar(series, row) for row in rows)
        closed = [bar for bar in bars if series.timeframe.close_of(bar.ts) <= over]
        closed = [bar for bar in closed if since is None or bar.ts >= since]
        require_bars(series, closed)
        return closed

    def _fetch(self, series: Series, since: Ms | None, limit: int) -> tuple[list[list[Any]], Ms | None]:
        """Rows, and what the venue's clock said when it told them."""
        import ccxt

        exchange = None
        try:
            exchange = self._exchange(series.venue)
            if self._pace is not None:
                self._pace.wait(series.venue, facts_of(series.venue).pace_ms)
            rows = exchange.fetch_ohlcv(series.symbol, series.timeframe.value, since, limit)
        except ccxt.BaseError as error:
            document = {} if exchange is None else exchange.last_json_response
            headers = None if exchange is None else exchange.last_response_headers
            raise translated(series, error, document, headers) from error
        except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
            # ccxt reads an answer of another shape with these; what came is told, not how it broke.
            assert exchange is not None
            require_candles(series, exchange.last_json_response)
            raise InvalidInput(
                f"expected candles of {series.key}, got an answer of another shape ({type(error).__name__})"
            ) from error
        require_candles(series, exchange.last_json_response)
        return rows, venue_time(exchange.last_response_headers)

    def _exchange(self, venue: str) -> Exchange:
        if venue not in self._exchanges:
            self._exchanges[venue] = self._open(venue)
        return self._exchanges[venue]


def _once(bars: Iterable[Bar]) -> list[Bar]:
    """Rows told twice alike count once; two that differ are left for the check to refuse."""
    found: list[Bar] = []
    for bar in bars:
        if not found or found[-1] != bar:
            found.append(bar)
    return found


def _bar(series: Series, row: list[Any]) -> Bar:
    if len(row) < 6 or any(value is None for value in row[:6]):
        raise InvalidInput(f"expected [time, open, high, low, close, volume] of {series.key}, got {row!r}")
    return Bar(int(row[0]), *(decimal_of(float(value)) for value in row[1:6]))
