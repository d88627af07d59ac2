"""What the ledgers tell the fake house: made-up records, summed by the code that sums real ones."""

import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Request

from omc.contracts.http.ledger_events import CatalystDetail, CatalystOut, CatalystPage, past_effect
from omc.contracts.http.ledger_freshness import FreshnessOut
from omc.contracts.http.ledger_glass import GlassOut
from omc.contracts.http.ledger_human import HumanDayOut, HumanOut
from omc.contracts.http.ledger_prices import PricesOut, RankingsOut
from omc.contracts.http.ledger_query import LedgerQueryPage, queried, to_csv
from omc.contracts.http.ledger_spreads import SpreadsOut
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms, from_iso, utc_day
from omc.ledgers.impacts import Impact
from omc.ledgers.records import CatalystEvent, Measurement, Quote, Record
from omc.ledgers.taxonomy import Basis, EventType, Ledger, Priority
from omc.ledgers.views import human
from omc.ledgers.views.prices import STEP_MS, prices
from omc.ledgers.views.rankings import ranking
from omc.market.model import Bar, Series
from omc.trading.venue_spreads import Transfer, spread_of

# The page tells ages by its own clock.
NOW: Ms = round(time() * 1000) // MINUTE_MS * MINUTE_MS
TODAY = utc_day(NOW)
_COINS = {
    "BTC": "98214.10",
    "ETH": "3911.02",
    "SOL": "241.77",
    "XRP": "1.914",
    "ADA": "0.822",
    "DOGE": "0.2871",
    "LTC": "104.9",
    "AVAX": "34.15",
    "LINK": "17.42",
    "DOT": "6.61",
    "TRX": "0.3105",
    "UNI": "12.08",
}
_CHAINS = {"Ethereum": 24.1, "Solana": 8.6, "BSC": 5.4, "Tron": 6.9}
_PROTOCOLS = {
    "lido": ("LDO", 33.4, 2.1),
    "aave": ("AAVE", 21.7, 1.4),
    "uniswap": ("UNI", 6.2, 3.9),
    "makerdao": ("MKR", 5.8, 0.9),
    "curve-dex": ("CRV", 2.4, 0.2),
    "pendle": ("PENDLE", 4.9, 0.3),
}
_WORDS = (
    "etf",
    "inflows",
    "upgrade",
    "bridge",
    "staking",
    "hack",
    "listing",
    "liquidations",
    "rally",
    "fork",
)


def _usd(billions: float) -> Decimal:
    return Decimal(round(billions * 1e9))


@cache
def measured() -> list[Measurement]:
    """A year of chains and protocols; one chain is missing on one day."""
    rng = random.Random(5)
    found, level = [], 1.0
    for day in range(TODAY - 364, TODAY + 1):
        level *= 1 + rng.gauss(0.002, 0.006)
        for name, base in _CHAINS.items():
            if (name, day) != ("Tron", TODAY - 11):
                values = {"tvl_usd": _usd(base * level * (1 + rng.gauss(0, 0.001)))}
                found.append(_measurement(f"chain:{name}", (name[:3].upper(),), day * DAY_MS, values))
        for slug, (token, base, fees) in _PROTOCOLS.items():
            values = {
                "tvl_usd": _usd(base * level),
                "fees_24h": _usd(fees * level**3 * rng.uniform(0.7, 1.4) / 1000),
            }
            found.append(_measurement(f"protocol:{slug}", (token,), day * DAY_MS, values))
    return found


def _measurement(subject: str, assets: Sequence[str], at: Ms, values: dict[str, Decimal]) -> Measurement:
    return Measurement(
        ledger=Ledger.GLASS,
        source="defillama",
        natural_key=f"{subject}:{at}",
        event_time=at,
        known_at=min(at + 2 * HOUR_MS, NOW),
        assets=tuple(assets),
        subject=subject,
        values=values,
    )


def glass_answer(request: Request) -> tuple[int, Any]:
    days = int(_asked(request).get("days", "30"))
    at = (TODAY) * DAY_MS
    active = [
        Measurement(
            ledger=Ledger.GLASS,
            source="coinmetrics",
            natural_key=f"{coin}:{at}",
            event_time=at,
            known_at=NOW,
            assets=(coin,),
            subject=coin,
            values={"active_addresses": Decimal(count)},
        )
        for coin, count in (("BTC", 842_113), ("ETH", 511_940))
    ]
    first = TODAY - days + 1
    told = [one for one in measured() if utc_day(one.event_time) >= min(first, TODAY - 29)]
    return 200, GlassOut.of(told, active, first, TODAY, NOW).model_dump(mode="json")


@cache
def said() -> list[human.Said]:
    rng = random.Random(11)
    found = []
    for day in range(TODAY - 34, TODAY + 1):
        mood = rng.choice((0.8, 0.45, 0.2, 0.1, -0.1, -0.3, 0.3, -0.5, -0.75))
        for number in range(0 if day == TODAY - 20 else rng.randint(8, 40)):
            at = day * DAY_MS + rng.randrange(DAY_MS) if number else min(day * DAY_MS + DAY_MS - 1, NOW)
            found.append(
                human.Said(
                    at=min(at, NOW),
                    known_at=min(at, NOW),
                    source=("news_feeds", "reddit", "cryptopanic")[number % 3],
                    is_news=number % 3 != 1,
                    score=Decimal(str(round(max(-1, min(1, rng.gauss(mood, 0.1))), 2))),
                    assets=(rng.choice(("BTC", "BTC", "SOL", "ETH", "XRP")),),
                    words=tuple(rng.sample(_WORDS, 3)),
                    synthetic=False,
                )
            )
    return found


def _filtered(asked: dict[str, str]) -> list[human.Said]:
    names = frozenset(filter(None, asked.get("sources", "").split(",")))
    return human.kept(said(), names or None, Decimal(asked.get("min_score", "0")))


def human_answer(request: Request) -> tuple[int, Any]:
    found = HumanOut.of(said(), _filtered(_asked(request)), [TODAY - 3], TODAY - 34, NOW)
    return 200, found.model_dump(mode="json")


def human_day_answer(request: Request) -> tuple[int, Any]:
    asked = _asked(request)
    day = from_iso(asked["day"])
    things = [one for one in _filtered(asked) if utc_day(one.at) == utc_day(day)]
    return 200, HumanDayOut.of(day, things, is_cut=False, at=NOW).model_dump(mode="json")


@cache
def quotes() -> list[Quote]:
    rng = random.Random(3)
    found = []
    for number, (coin, last) in enumerate(_COINS.items()):
        price, drift = float(last), (0.0001, 0.00006, -0.0001, 0.00018, -0.00004, 0.0)[number % 6]
        for step in range(288, -1, -1):
            at = NOW - step * STEP_MS
            value = Decimal(
                f"{price * (1 - drift * step + rng.gauss(0, 0.0012) * bool(step) * bool(drift)):.6g}"
            )
            found.append(
                Quote(
                    source="coinspot_prices",
                    natural_key=f"{coin}:{at}",
                    event_time=at,
                    known_at=at,
                    assets=(coin,),
                    venue="coinspot",
                    symbol=f"{coin}/AUD",
                    bid=value * Decimal("0.999"),
                    ask=value * Decimal("1.001"),
                    last=value,
                )
            )
    return found


def prices_answer() -> Any:
    return PricesOut.of(prices(quotes(), NOW), NOW).model_dump(mode="json")


def spreads_answer(request: Request) -> tuple[int, Any]:
    asked = _asked(request)
    fees = {"withdrawal": asked.get("withdrawal_fee"), "network": asked.get("network_fee")}
    known = {name: Decimal(fee) for name, fee in fees.items() if fee}
    transfer = Transfer(Decimal(asked.get("notional", "1000")), **known)
    found = []
    for symbol, cheap, dear in (("BTC/USDT", "98000", "98120.5"), ("SOL/USDT", "240", "244.4")):
        sides = [
            (Series.parse(f"{venue}:{symbol}:1m"), price)
            for venue, price in (("binance", cheap), ("kucoin", dear))
        ]
        bars = [
            (one, [_bar(at, price) for at in (NOW - 2 * MINUTE_MS, NOW - MINUTE_MS)]) for one, price in sides
        ]
        spread = spread_of(bars[0], bars[1], transfer, NOW)
        assert spread is not None
        found.append(spread)
    return 200, SpreadsOut.of(found, transfer, NOW).model_dump(mode="json")


def _bar(at: Ms, price: str) -> Bar:
    flat = Decimal(price)
    return Bar(at, flat, flat, flat, flat, Decimal(1))


def rankings_answer(*, told: bool = True) -> Any:
    records = [
        Measurement(
            ledger=Ledger.EXCHANGE,
            source="market_caps",
            natural_key=coin,
            event_time=NOW,
            known_at=NOW,
            assets=(coin,),
            subject=coin,
            note=coin.title(),
            values={
                "market_cap_rank": Decimal(rank),
                "price_usd": Decimal(price),
                "market_cap_usd": _usd(2000 / rank**1.4),
                "volume_24h_usd": _usd(40 / rank),
                "change_24h_fraction": Decimal("0.012"),
                "change_7d_fraction": Decimal("-0.031"),
            },
        )
        for rank, (coin, price) in enumerate(_COINS.items(), 1)
    ]
    return RankingsOut.of(ranking(records if told else [], NOW), NOW).model_dump(mode="json")


_EVENTS = (
    (
        2,
        "critical",
        "listing",
        "CoinSpot lists SUI: trading opens for all customers today at noon Sydney time",
        "coinspot_news",
        ("SUI",),
        9,
        "the title says 'lists'",
    ),
    (64, "high", "treasury", "8-K: Strategy buys 2,530 BTC", "sec_edgar", ("BTC",), 8, "2,530 BTC bought"),
    (
        190,
        "normal",
        "governance",
        "Aave vote closes: adjust WETH cap",
        "snapshot",
        ("AAVE",),
        5,
        "a vote of weight",
    ),
    (
        420,
        "normal",
        "maintenance",
        "Scheduled maintenance of deposits",
        "coinspot_news",
        (),
        4,
        "the title says 'maintenance'",
    ),
    (
        1500,
        "high",
        "delisting",
        "Delisting of WAVES",
        "coinspot_news",
        ("WAVES",),
        8,
        "the title says 'Delisting'",
    ),
    (2900, "normal", "upgrade", "Solana client 2.1 is released", "news_feeds", ("SOL",), 4, "a release"),
)


@cache
def happened() -> list[CatalystEvent]:
    return [
        CatalystEvent(
            source=source,
            natural_key=str(minutes),
            event_time=NOW - minutes * MINUTE_MS - 38_000,
            known_at=NOW - minutes * MINUTE_MS,
            basis=Basis.OBSERVED,
            assets=assets,
            url="https://example.com/1",
            type=EventType(kind),
            title=title,
            impact=impact,
            priority=Priority(priority),
            reasons=(reason,),
            description="As its source told it.",
            details={"article": str(minutes)},
        )
        for minutes, priority, kind, title, source, assets, impact, reason in _EVENTS
    ]


def events_answer(request: Request) -> tuple[int, Any]:
    asked = _asked(request)
    found = [
        one
        for one in happened()
        if asked.get("type", one.type.value) == one.type.value
        and asked.get("priority", one.priority.value) == one.priority.value
        and ("coin" not in asked or asked["coin"] in one.assets)
    ]
    sources = sorted({one.source for one in happened()})
    return 200, CatalystPage.of_events(found, sources, None, NOW).model_dump(mode="json")


def event_answers() -> dict[str, Any]:
    return {f"/v1/ledgers/catalyst/{one.record_id}": detail(one) for one in happened()}


def detail(event: CatalystEvent, past: int = 41) -> Any:
    enough = past >= 5
    moves = (("1h", 0.004, 0.003), ("24h", 0.019, 0.011), ("7d", -0.008, -0.012))
    found = [
        Impact(name, past, mean if enough else None, median if enough else None)
        for name, mean, median in moves
    ]
    effect = past_effect(event.type, past, ["venue:BTC/USDT:1h"] if enough else [], found)
    return CatalystDetail(
        event=CatalystOut.of(event), wordings=2, first_known_at=event.known_at - HOUR_MS, past_effect=effect
    ).model_dump(mode="json")


def query_answer(request: Request) -> tuple[int, Any]:
    body = request.post_data_json or {}
    by_ledger: dict[str, Sequence[Record]] = {
        "exchange": quotes(),
        "glass": measured(),
        "catalyst": happened(),
    }
    found = sorted(by_ledger.get(body["ledger"], ()), key=lambda one: -one.event_time)
    coin = body.get("coin")
    found = [one for one in found if coin is None or coin in one.assets][:1000]
    if body.get("format") == "csv":
        return 200, to_csv(found)
    fresh = FreshnessOut.of(((one.known_at, one.synthetic) for one in found), Ledger(body["ledger"]), NOW)
    page = LedgerQueryPage(items=queried(found), next_cursor=None, freshness=fresh)
    return 200, page.model_dump(mode="json")


def nothing_told() -> dict[str, Any]:
    """The answers before any collector has run."""
    return {
        "/v1/ledgers/glass": GlassOut.of([], [], TODAY - 29, TODAY, NOW).model_dump(mode="json"),
        "/v1/ledgers/human": HumanOut.of([], [], [], TODAY - 34, NOW).model_dump(mode="json"),
        "/v1/ledgers/catalyst": CatalystPage.of_events([], [], None, NOW).model_dump(mode="json"),
        "/v1/ledgers/exchange/prices": PricesOut.of([], NOW).model_dump(mode="json"),
        "/v1/ledgers/rankings": rankings_answer(told=False),
        "/v1/ledgers/exchange/spreads": SpreadsOut.of([], Transfer(), NOW).model_dump(mode="json"),
        "POST /v1/ledgers/query": LedgerQueryPage(
            items=[], next_cursor=None, freshness=FreshnessOut.of([], Ledger.HUMAN, NOW)
        ).model_dump(mode="json"),
    }


def everything_told() -> dict[str, Any]:
    return {
        "/v1/ledgers/glass": glass_answer,
        "/v1/ledgers/human": human_answer,
        "/v1/ledgers/human/day": human_day_answer,
        "/v1/ledgers/catalyst": events_answer,
        **event_answers(),
        "/v1/ledgers/exchange/prices": prices_answer(),
        "/v1/ledgers/rankings": rankings_answer(),
        "/v1/ledgers/exchange/spreads": spreads_answer,
        "POST /v1/ledgers/query": query_answer,
    }


def _asked(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
