"""What five exchanges say they trade, in their own words."""

from typing import Any

BINANCE = {f"{base}USDT": base for base in ("BTC", "ETH", "SOL", "XRP")}
KRAKEN = {"XXBTZUSD": "BTC", "XBTUSDT": "BTC", "ETHUSDT": "ETH", "SOLUSDT": "SOL"}
COINBASE = {"BTC-USD": "BTC", "ETH-USD": "ETH", "BTC-USDT": "BTC"}
KUCOIN = {f"{base}-USDT": base for base in ("BTC", "ETH", "SOL", "XRP")}
# UST is USDT here.
BITFINEX = {"tBTCUSD": "BTC", "tBTCUST": "BTC", "tETHUST": "ETH"}

LENGTHS = {"1m": 60_000, "5m": 300_000, "15m": 900_000, "1h": 3_600_000, "4h": 14_400_000, "1d": 86_400_000}
KUCOIN_LENGTHS = {
    "1min": 60_000, "5min": 300_000, "15min": 900_000, "1hour": 3_600_000, "4hour": 14_400_000,
    "1day": 86_400_000,
}  # fmt: skip
COINBASE_LENGTHS = {60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000}


def binance() -> dict[str, Any]:
    symbols = [
        {
            "symbol": name, "status": "TRADING", "baseAsset": base, "quoteAsset": "USDT",
            "baseAssetPrecision": 8, "quotePrecision": 8, "isSpotTradingAllowed": True,
            "permissions": ["SPOT"], "orderTypes": ["LIMIT", "MARKET"],
            "filters": [
                {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
                {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
            ],
        }
        for name, base in BINANCE.items()
    ]  # fmt: skip
    return {"timezone": "UTC", "rateLimits": [], "exchangeFilters": [], "symbols": symbols}


def kraken() -> dict[str, Any]:
    names = {
        "XXBTZUSD": ("XBTUSD", "XBT/USD", "XXBT", "ZUSD"),
        "XBTUSDT": ("XBTUSDT", "XBT/USDT", "XXBT", "USDT"),
        "ETHUSDT": ("ETHUSDT", "ETH/USDT", "XETH", "USDT"),
        "SOLUSDT": ("SOLUSDT", "SOL/USDT", "SOL", "USDT"),
    }
    return {
        key: {
            "altname": alt, "wsname": ws, "aclass_base": "currency", "base": base,
            "aclass_quote": "currency", "quote": quote, "lot": "unit", "cost_decimals": 5,
            "pair_decimals": 1, "lot_decimals": 8, "lot_multiplier": 1, "leverage_buy": [],
            "leverage_sell": [], "fees": [[0, 0.4]], "fees_maker": [[0, 0.25]], "ordermin": "0.0001",
            "costmin": "0.5", "tick_size": "0.1", "status": "online",
        }
        for key, (alt, ws, base, quote) in names.items()
    }  # fmt: skip


def coinbase() -> list[dict[str, Any]]:
    return [
        {
            "id": name, "base_currency": base, "quote_currency": name.split("-")[1],
            "quote_increment": "0.01", "base_increment": "0.00000001", "display_name": name.replace("-", "/"),
            "min_market_funds": "1", "margin_enabled": False, "post_only": False, "limit_only": False,
            "cancel_only": False, "trading_disabled": False, "status": "online", "status_message": "",
            "auction_mode": False, "fx_stablecoin": False,
        }
        for name, base in COINBASE.items()
    ]  # fmt: skip


def kucoin() -> list[dict[str, Any]]:
    return [
        {
            "symbol": name, "name": name, "baseCurrency": base, "quoteCurrency": "USDT",
            "feeCurrency": "USDT", "market": "USDS", "baseMinSize": "0.00001", "quoteMinSize": "0.1",
            "baseMaxSize": "10000000000", "quoteMaxSize": "99999999", "baseIncrement": "0.00000001",
            "quoteIncrement": "0.000001", "priceIncrement": "0.1", "priceLimitRate": "0.1",
            "minFunds": "0.1", "isMarginEnabled": True, "enableTrading": True,
        }
        for name, base in KUCOIN.items()
    ]  # fmt: skip


def bitfinex() -> list[list[Any]]:
    rules = [None, None, None, "0.0001", "2000.0", None, None, None, 0.2, 0.1, None, None]
    pairs = [[name.removeprefix("t"), rules] for name in BITFINEX]
    return [pairs, [], [], ["BTCUSD", "BTCUST"]]
