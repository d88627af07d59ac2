"""ccxt's exchanges, opened for candles only: spot, without a key."""

from typing import Any, Protocol

from omc.kernel.errors import InvalidInput


class Exchange(Protocol):
    """The part of a ccxt exchange that candles and a pair's rules take. `last_*` tell of the answer read
    last; markets are asked for once."""

    last_json_response: Any
    last_response_headers: Any
    timeframes: Any
    precisionMode: int  # noqa: N815

    def load_markets(self) -> Any: ...

    def market(self, symbol: str) -> dict[str, Any]: ...

    def fetch_ohlcv(self, symbol: str, timeframe: str, since: int | None, limit: int) -> list[list[Any]]: ...


def open_exchange(venue: str, api_url: str | None = None) -> Exchange:
    """ccxt's exchange of that name; `api_url` puts another server in its place, which needs no pace."""
    import ccxt

    if venue not in ccxt.exchanges:
        raise InvalidInput(f"expected an exchange ccxt knows, got {venue!r}")
    options = {
        "defaultType": "spot",
        "fetchMarkets": {"types": ["spot"], "fetchTickersFees": False},
        "fetchCurrencies": False,
    }
    # Errors are read here and waits are ours: ccxt must not try again by itself.
    settings = {
        "enableRateLimit": api_url is None,
        "timeout": 10_000,
        "options": {**options, "maxRetriesOnFailure": 0},
    }
    exchange: Any = getattr(ccxt, venue)(settings)
    exchange.has["fetchCurrencies"] = False
    exchange.enableLastJsonResponse = exchange.enableLastResponseHeaders = True
    if api_url is not None:
        exchange.urls["api"] = {name: f"{api_url}/{venue}/{name}" for name in exchange.urls["api"]}
    opened: Exchange = exchange
    return opened
