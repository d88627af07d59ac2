"""Prices and the largest coins on the wire."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.contracts.http.ledger_freshness import FreshnessOut, short
from omc.kernel.instants import Ms
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views.prices import Prices
from omc.ledgers.views.rankings import Ranking


class PricePoint(Wire):
    """The last price in five minutes."""

    at: Instant = Field(description="Their start")
    price: DecimalString = Field(description="Quote currency")


class PriceOut(Wire):
    """A symbol's last quote and its last 24 h."""

    symbol: str = Field(description="BASE/QUOTE")
    venue: str = Field(description="Where")
    bid: DecimalString = Field(description="Best price to sell at")
    ask: DecimalString = Field(description="Best price to buy at")
    last: DecimalString = Field(description="Price of the last trade")
    known_at: Instant = Field(description="When we had it")
    change_24h_fraction: DecimalString | None = Field(
        description="Null when nothing was quoted a day ago, as after a start"
    )
    move: Literal["up", "down", "flat"] | None = Field(description="flat: by less than 0.01 %")
    high: DecimalString = Field(description="Highest of the points")
    low: DecimalString = Field(description="Lowest of the points")
    synthetic: bool = Field(description="True: made up for a demonstration")
    points: list[PricePoint] = Field(description="Oldest first; five minutes without a quote are absent")

    @classmethod
    def of(cls, found: Prices) -> "PriceOut":
        last = found.last
        return cls(
            symbol=last.symbol,
            venue=last.venue,
            bid=last.bid,
            ask=last.ask,
            last=last.last,
            known_at=last.known_at,
            change_24h_fraction=short(found.change),
            move=found.move,  # type: ignore[arg-type]
            high=found.high,
            low=found.low,
            synthetic=last.synthetic,
            points=[PricePoint(at=at, price=price) for at, price in found.points],
        )


class PricesOut(Wire):
    """Prices of the Exchange ledger."""

    freshness: FreshnessOut = Field(description="How new it is")
    items: list[PriceOut] = Field(description="By symbol")

    @classmethod
    def of(cls, found: Sequence[Prices], at: Ms) -> "PricesOut":
        told = ((one.last.known_at, one.last.synthetic) for one in found)
        return cls(
            freshness=FreshnessOut.of(told, Ledger.EXCHANGE, at), items=[PriceOut.of(one) for one in found]
        )


class RankedOut(Wire):
    """A coin in the list; what the list does not say is null."""

    rank: int = Field(description="1 is the largest")
    symbol: str = Field(description="The coin")
    name: str | None = Field(description="Its name")
    price_usd: DecimalString | None = Field(description="Price")
    change_24h_fraction: DecimalString | None = Field(description="In 24 h")
    change_7d_fraction: DecimalString | None = Field(description="In 7 days")
    volume_24h_usd: DecimalString | None = Field(description="Traded in 24 h")
    market_cap_usd: DecimalString | None = Field(description="Market capitalisation")
    dominance_fraction: DecimalString | None = Field(description="Of the caps in this list")


class RankingsOut(Wire):
    """The largest coins."""

    freshness: FreshnessOut = Field(description="How new it is")
    cached: bool = Field(
        description="True: not the source's present list but its last good one, or the fixed"
    )
    source: str = Field(description="Whose list; fixed: ours, of ten coins, when there is no other")
    items: list[RankedOut] = Field(description="Largest first")

    @classmethod
    def of(cls, found: Ranking, at: Ms) -> "RankingsOut":
        told = [] if found.known_at is None else [(found.known_at, found.synthetic)]
        items = [
            RankedOut(
                rank=one.rank,
                symbol=one.symbol,
                name=one.name,
                price_usd=one.price,
                change_24h_fraction=one.change_24h,
                change_7d_fraction=one.change_7d,
                volume_24h_usd=one.volume_24h,
                market_cap_usd=one.market_cap,
                dominance_fraction=short(one.dominance),
            )
            for one in found.coins
        ]
        fresh = FreshnessOut.of(told, Ledger.EXCHANGE, at)
        return cls(freshness=fresh, cached=found.cached, source=found.source, items=items)
