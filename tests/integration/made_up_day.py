"""What the made-up world said over a day, read from the log of its server without any reader of ours.

For each source, the natural keys of the things that came through whole: what must stand in the table, and
nothing else. The speakers are pure, so that an answer can be had again from the request.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from local.sources.speakers.all import SPEAKERS
from local.sources.speaking import Heard
from omc.kernel.ids import derived_id
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Ms

Thing = tuple[str, str, str, str]
ITEMS_OF_A_FEED = 10
HISTORY_DAYS = 30
_NEW_YORK = ZoneInfo("America/New_York")
_LARGE_SUPPLY = 1_000_000_000


def things_told(asked: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Record id -> source of everything that an answer held which no fault spoiled."""
    found: dict[str, str] = {}
    first_at: dict[str, Ms] = {}
    for request in asked:
        host = str(request["host"])
        if request["fault"] or request["status"] != 200 or host not in _READ:
            continue
        first = first_at.setdefault(host, int(request["at"]))
        for ledger, source, kind, key in _READ[host](_body(request), request, first):
            found[derived_id("rec", ledger, source, kind, key)] = source
    return found


def _body(request: Mapping[str, Any]) -> bytes:
    heard = Heard(
        request["method"], request["host"], request["path"], request["query"], request["headers"],
        request["body"].encode(), request["at"],
    )  # fmt: skip
    return SPEAKERS[request["host"]](heard).body


def _index(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for row in json.loads(body)["data"]:
        yield "human", "fear_greed", "measurement", f"crypto:{int(row['timestamp']) * SECOND_MS}"


def _heads(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    chains = {"eth_blockNumber": "ethereum", "getBlockHeight": "solana"}
    chain = chains.get(json.loads(request["body"])["method"])
    if chain is not None:
        yield "glass", "chain_heads", "measurement", f"{chain}:{_bucket(request, MINUTE_MS)}"


def _gecko(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    if "public_treasury" in request["path"]:
        coin = {"bitcoin": "BTC", "ethereum": "ETH"}[request["path"].rsplit("/", 1)[1]]
        yield "glass", "treasuries", "measurement", f"{coin}:{_bucket(request, HOUR_MS)}"
        return
    for symbol in {row["symbol"].upper() for row in json.loads(body)}:
        yield "glass", "market_caps", "measurement", f"{symbol}:{_bucket(request, 10 * MINUTE_MS)}"


def _prices(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for name, row in json.loads(body)["prices"].items():
        if row["bid"] != "NaN":
            coin, _, market = name.upper().partition("_")
            key = f"{coin}/{market or 'AUD'}:{_bucket(request, 10 * SECOND_MS)}"
            yield "exchange", "coinspot_prices", "quote", key


def _articles(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for row in json.loads(body)["articles"]:
        yield "catalyst", "coinspot_news", "event", str(row["id"])


def _feed(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for item in list(ElementTree.fromstring(body).iter("item"))[:ITEMS_OF_A_FEED]:
        link = str(item.findtext("link")).partition("?")[0]
        yield "human", "news_feeds", "news", hashlib.sha256(link.encode()).hexdigest()[:32]


def _proposals(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for row in json.loads(body)["data"]["proposals"]:
        yield "catalyst", "snapshot", "event", row["id"]


def _filings(body: bytes, request: Mapping[str, Any], first: Ms) -> Iterator[Thing]:
    recent = json.loads(body)["filings"]["recent"]
    rows = zip(recent["accessionNumber"], recent["acceptanceDateTime"], recent["form"], strict=True)
    for accession, accepted, form in rows:
        wall = datetime.fromisoformat(accepted).replace(tzinfo=_NEW_YORK)
        if form != "144" and wall.timestamp() * SECOND_MS >= first - HISTORY_DAYS * DAY_MS:
            yield "catalyst", "sec_edgar", "event", accession


def _llama(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    path = request["path"]
    if path == "/protocols":
        for row in json.loads(body):
            if not row["slug"].startswith("made-up"):
                yield (
                    "glass",
                    "defillama",
                    "measurement",
                    f"protocol:{row['slug']}:{_bucket(request, HOUR_MS)}",
                )
    elif path == "/stablecoins":
        for row in json.loads(body)["peggedAssets"]:
            if row["circulating"]["peggedUSD"] >= _LARGE_SUPPLY:
                key = f"stablecoin:{row['symbol']}:{_bucket(request, HOUR_MS)}"
                yield "glass", "defillama", "measurement", key
    elif path.startswith("/v2/historicalChainTvl/"):
        for row in json.loads(body):
            ended = row["date"] * SECOND_MS // DAY_MS * DAY_MS + DAY_MS
            if request["at"] - HISTORY_DAYS * DAY_MS <= ended <= request["at"]:
                yield "glass", "defillama", "measurement", f"chain:{path.rsplit('/', 1)[1]}:{ended}"


def _metrics(body: bytes, request: Mapping[str, Any], _: Ms) -> Iterator[Thing]:
    for row in json.loads(body)["data"]:
        day = datetime.fromisoformat(row["time"][:10] + "T00:00:00+00:00")
        ended = round(day.timestamp()) * SECOND_MS + DAY_MS
        yield "glass", "coinmetrics", "measurement", f"{row['asset'].upper()}:{ended}"


def _bucket(request: Mapping[str, Any], size: Ms) -> Ms:
    return int(request["at"]) // size * size


_Read = Callable[[bytes, Mapping[str, Any], Ms], Iterator[Thing]]
_READ: Mapping[str, _Read] = {
    "api.alternative.me": _index,
    "api.coingecko.com": _gecko,
    "www.coinspot.com.au": _prices,
    "coinspot.zendesk.com": _articles,
    "hub.snapshot.org": _proposals,
    "data.sec.gov": _filings,
    "api.llama.fi": _llama,
    "stablecoins.llama.fi": _llama,
    "community-api.coinmetrics.io": _metrics,
    **dict.fromkeys(
        ("www.coindesk.com", "cointelegraph.com", "decrypt.co", "cryptoslate.com", "www.newsbtc.com"), _feed
    ),
    **dict.fromkeys(
        (
            "ethereum-rpc.publicnode.com", "eth.llamarpc.com", "rpc.ankr.com", "cloudflare-eth.com",
            "1rpc.io", "api.mainnet-beta.solana.com", "solana-rpc.publicnode.com",
        ), _heads,
    ),
}  # fmt: skip
