"""The largest coins: of the source, of its last good list, or a fixed ten; which of them is always said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import MINUTE_MS, Ms
from omc.ledgers.records import Measurement

FRESH_MS = 10 * MINUTE_MS
# A list is told as one bucket of ten minutes; younger than two, it is the source's present.
_PRESENT_MS = 2 * FRESH_MS
FIXED = ("BTC", "ETH", "XRP", "SOL", "ADA", "DOGE", "LTC", "AVAX", "LINK", "DOT")
FIXED_SOURCE = "fixed"


@dataclass(frozen=True)
class Ranked:
    """Numbers are None where the list does not have them; dominance: of the caps listed, a fraction."""

    rank: int
    symbol: str
    name: str | None = None
    price: Decimal | None = None
    change_24h: Decimal | None = None
    change_7d: Decimal | None = None
    volume_24h: Decimal | None = None
    market_cap: Decimal | None = None
    dominance: Decimal | None = None


@dataclass(frozen=True)
class Ranking:
    """cached: not the source's present list. known_at: None for the fixed ten."""

    coins: tuple[Ranked, ...]
    source: str
    cached: bool
    known_at: Ms | None
    synthetic: bool = False


def ranking(records: Sequence[Measurement], now: Ms) -> Ranking:
    """Of the newest list among the records; without any, of the fixed ten."""
    ranked = [one for one in records if "market_cap_rank" in one.values]
    if not ranked:
        coins = tuple(Ranked(rank, symbol) for rank, symbol in enumerate(FIXED, 1))
        return Ranking(coins, FIXED_SOURCE, cached=True, known_at=None)
    told = max(one.event_time for one in ranked)
    newest = {one.subject: one for one in ranked if one.event_time == told}
    coins = _coins(sorted(newest.values(), key=lambda one: (one.values["market_cap_rank"], one.subject)))
    known_at = max(one.known_at for one in newest.values())
    return Ranking(
        coins=coins,
        source=next(iter(newest.values())).source,
        cached=now - known_at >= _PRESENT_MS,
        known_at=known_at,
        synthetic=any(one.synthetic for one in newest.values()),
    )


def _coins(records: Sequence[Measurement]) -> tuple[Ranked, ...]:
    whole = sum((one.values.get("market_cap_usd", Decimal(0)) for one in records), Decimal(0))
    return tuple(_ranked(one, whole) for one in records)


def _ranked(record: Measurement, whole: Decimal) -> Ranked:
    values = record.values
    cap = values.get("market_cap_usd")
    return Ranked(
        rank=int(values["market_cap_rank"]),
        symbol=record.subject,
        name=record.note,
        price=values.get("price_usd"),
        change_24h=values.get("change_24h_fraction"),
        change_7d=values.get("change_7d_fraction"),
        volume_24h=values.get("volume_24h_usd"),
        market_cap=cap,
        dominance=cap / whole if cap is not None and whole else None,
    )
