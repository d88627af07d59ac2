"""Five exchanges' public candles, each in its own shape: made-up bars, no two of whose numbers are alike.

Each venue keeps its own order of columns, time unit, order of rows, page limit and way to say no.
"""

from collections.abc import Callable, Sequence

from local.sources.speakers import exchange_markets as markets
from local.sources.speakers.coingecko import price_of
from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance
from omc.kernel.instants import Ms, from_iso

_COINS = {"BTC": "bitcoin", "ETH": "ethereum", "SOL": "solana", "XRP": "ripple"}
# Made-up trading began here.
BEGAN: Ms = 1_640_995_200_000

Row = tuple[Ms, float, float, float, float, float]


def candle(venue: str, base: str, ts: Ms, length: Ms) -> Row:
    """(open time, open, high, low, close, volume): five different numbers."""
    opened, closed = price_of(_COINS[base], ts), price_of(_COINS[base], ts + length)
    shift = 1 + 0.0002 * (chance(venue) - 0.5)
    opened, closed = opened * shift, closed * shift * 1.00001
    high = max(opened, closed) * (1.0005 + 0.001 * chance(venue, base, ts, "high"))
    low = min(opened, closed) * (0.9995 - 0.001 * chance(venue, base, ts, "low"))
    volume = 1 + 90 * chance(venue, base, ts, length, "volume")
    return (ts, *(round(value, 4) for value in (opened, high, low, closed, volume)))  # type: ignore[return-value]


def rows(venue: str, base: str, length: Ms, first: Ms, last: Ms, now: Ms) -> list[Row]:
    """Bars opened in [first, last] that had opened by `now`: the last may still be traded."""
    start = max(first, BEGAN)
    start += -start % length
    return [candle(venue, base, ts, length) for ts in range(start, min(last, now) + 1, length)]


def binance(heard: Heard) -> Said:
    if heard.path.endswith("/exchangeInfo"):
        return said_json(markets.binance())
    found, query = markets.BINANCE.get(heard.query.get("symbol", "")), heard.query
    if not heard.path.endswith("/klines") or found is None:
        return said_json({"code": -1121, "msg": "Invalid symbol."}, 400)
    length, limit = markets.LENGTHS[query["interval"]], min(int(query.get("limit", "500")), 1000)
    start = int(query["startTime"]) if "startTime" in query else heard.now - limit * length
    start = max(start, BEGAN)
    told = rows("binance", found, length, start, start + (limit + 1) * length, heard.now)[:limit]
    return said_json(
        [[ts, *_text(o, h, low, c, v), ts + length - 1, _text(c * v)[0], 42, "0.5", "1.5", "0"]
         for ts, o, h, low, c, v in told]
    )  # fmt: skip


def kraken(heard: Heard) -> Said:
    """Whatever the start, at most the last 720, the one being traded among them; errors with status 200."""
    if heard.path.endswith("/AssetPairs"):
        return said_json({"error": [], "result": markets.kraken()})
    found = markets.KRAKEN.get(heard.query.get("pair", ""))
    if not heard.path.endswith("/OHLC") or found is None:
        return said_json({"error": ["EQuery:Unknown asset pair"]})
    length = int(heard.query.get("interval", "1")) * 60_000
    newest = heard.now - heard.now % length
    since = int(heard.query.get("since", "0")) * 1000
    told = [row for row in rows("kraken", found, length, newest - 719 * length, newest, heard.now)
            if row[0] > since]  # fmt: skip
    table = [[ts // 1000, *_text(o, h, low, c, (h + low) / 2, v), 7] for ts, o, h, low, c, v in told]
    last = told[-2][0] // 1000 if len(told) > 1 else since // 1000
    return said_json({"error": [], "result": {heard.query["pair"]: table, "last": last}})


def coinbase(heard: Heard) -> Said:
    """Low before high before open; newest first; a span of more than 300 is refused."""
    parts = heard.path.strip("/").split("/")
    if parts[-1] == "products":
        return said_json(markets.coinbase())
    found = markets.COINBASE.get(parts[-2]) if parts[-1] == "candles" else None
    if found is None:
        return said_json({"message": "NotFound"}, 404)
    length = int(heard.query.get("granularity", "60")) * 1000
    if length not in markets.COINBASE_LENGTHS:
        return said_json({"message": "Unsupported granularity"}, 400)
    first, last = heard.now - 299 * length, heard.now
    if "start" in heard.query and "end" in heard.query:
        first, last = from_iso(heard.query["start"]), from_iso(heard.query["end"])
    if (last - first) // length >= 300:
        return said_json({"message": "granularity too small for the requested time range"}, 400)
    told = rows("coinbaseexchange", found, length, first, last, heard.now)
    return said_json([[ts // 1000, low, h, o, c, v] for ts, o, h, low, c, v in reversed(told)])


def kucoin(heard: Heard) -> Said:
    """Close before high before low; everything text; newest first; errors with status 200."""
    if heard.path.endswith("/symbols"):
        return said_json({"code": "200000", "data": markets.kucoin()})
    found = markets.KUCOIN.get(heard.query.get("symbol", ""))
    if not heard.path.endswith("/market/candles") or found is None:
        return said_json({"code": "900001", "msg": "symbol not exists"})
    length = markets.KUCOIN_LENGTHS[heard.query["type"]]
    last = int(heard.query.get("endAt", str(heard.now // 1000))) * 1000
    first = max(int(heard.query.get("startAt", "0")) * 1000, last - 1499 * length)
    told = rows("kucoin", found, length, first, last, heard.now)
    table = [[str(ts // 1000), *_text(o, c, h, low, v, c * v)] for ts, o, h, low, c, v in reversed(told)]
    return said_json({"code": "200000", "data": table})


def bitfinex(heard: Heard) -> Said:
    """Close before high before low; milliseconds; newest first unless sort=1."""
    if "/conf/" in heard.path:
        return said_json(markets.bitfinex())
    words = heard.path.split("/candles/trade:")[-1].split("/")[0].split(":")
    found = markets.BITFINEX.get(words[-1])
    if "/candles/" not in heard.path or found is None:
        return said_json(["error", 10020, "symbol: invalid"], 500)
    length, limit = markets.LENGTHS[words[0].lower()], min(int(heard.query.get("limit", "100")), 10_000)
    oldest = heard.query.get("sort") == "1"
    start = int(heard.query.get("start", str(heard.now - limit * length)))
    end = int(heard.query.get("end", str(heard.now)))
    if oldest:
        end = min(end, max(start, BEGAN) + limit * length)
    told = rows("bitfinex", found, length, start, end, heard.now)
    chosen: Sequence[Row] = told[:limit] if oldest else told[::-1][:limit]
    return said_json([[ts, o, c, h, low, v] for ts, o, h, low, c, v in chosen])


def _text(*values: float) -> list[str]:
    return [f"{value:.4f}" for value in values]


_HOSTS: dict[str, Callable[[Heard], Said]] = {
    "binance": binance,
    "kraken": kraken,
    "coinbaseexchange": coinbase,
    "kucoin": kucoin,
    "bitfinex": bitfinex,
}
# A venue's requests come below its name, since ccxt spells no hosts: `{origin}/{venue}/public/...`.
SPEAKERS: dict[str, Speaker] = dict(_HOSTS)
