"""What an exchange's answer means before its rows are read: pages that are none, waits, its clock."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from omc.kernel.errors import InvalidInput, OmcError, Transient
from omc.kernel.instants import SECOND_MS, Ms
from omc.market.model import Series

_LEAST_COLUMNS = 6


def translated(
    series: Series, error: Exception, document: Any, headers: "Mapping[str, str] | None"
) -> OmcError:
    """A ccxt error as one of ours; `document` is the answer it came of, None for a page that is no JSON."""
    import ccxt

    name = type(error).__name__
    if isinstance(error, ccxt.BadSymbol):
        return InvalidInput(f"expected a symbol {series.venue} trades, got {series.symbol}")
    if isinstance(error, (ccxt.DDoSProtection, ccxt.RateLimitExceeded)):
        return Transient(
            f"{series.venue} asks us to wait", retry_after_s=_wait_s(headers), code="rate_limited"
        )
    if isinstance(error, ccxt.NetworkError) or document is None:
        # Timeouts, maintenance, cut connections, a proxy's page: all of them pass.
        return Transient(f"{series.venue} did not answer: {name}")
    return InvalidInput(f"expected candles from {series.venue}, got {name}")


def require_candles(series: Series, document: Any) -> None:
    """Transient for a page that is no JSON, InvalidInput for rows of another shape: ccxt reads both as no
    candles at all. So it does with a pair that is renamed in the answer, as Kraken's are."""
    if not isinstance(document, (dict, list)):
        raise Transient(f"expected JSON from {series.venue}, got another page")
    rows = _rows(document)
    if rows is None:
        raise InvalidInput(f"expected candles of {series.key} in the answer, got none")
    for row in rows:
        if not isinstance(row, list) or len(row) < _LEAST_COLUMNS:
            raise InvalidInput(
                f"expected rows of time, prices and volume of {series.key}, got {str(row)[:80]}"
            )


def _rows(document: "dict[str, Any] | list[Any]") -> list[Any] | None:
    """The answer itself, KuCoin's `data`, the one list in Kraken's `result`."""
    if isinstance(document, list):
        return document
    if isinstance(document.get("result"), dict):
        return next((one for one in document["result"].values() if isinstance(one, list)), None)
    data = document.get("data")
    return data if isinstance(data, list) else None


def venue_time(headers: "Mapping[str, str] | None") -> Ms | None:
    """The venue's clock when it answered, whole seconds rounded down; None where it does not tell."""
    text = (headers or {}).get("Date")
    if not text:
        return None
    try:
        return int(parsedate_to_datetime(text).timestamp()) * SECOND_MS
    except (TypeError, ValueError):
        return None


def _wait_s(headers: "Mapping[str, str] | None") -> float | None:
    """Retry-After in seconds (Binance, Coinbase), or what KuCoin's window has left, in ms."""
    told = headers or {}
    for name, divisor in (("Retry-After", 1), ("gw-ratelimit-reset", 1000)):
        try:
            return float(told[name]) / divisor
        except (KeyError, ValueError):
            continue
    return None
