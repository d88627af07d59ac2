"""What one symbol costs on two venues, on the wire. To be looked at; nothing trades by it."""

from collections.abc import Sequence

from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Wire
from omc.kernel.instants import Ms
from omc.trading.venue_spreads import LEAST_NET, Transfer, VenueSpread


class SpreadPoint(Wire):
    """The spread at one close of both venues."""

    at: Instant = Field(description="When the bars closed")
    spread_fraction: DecimalString = Field(description="Dearer / cheaper - 1; negative: the other way round")


class SpreadOut(Wire):
    """A symbol on two venues, at the last close both have."""

    symbol: str = Field(description="BASE/QUOTE")
    timeframe: str = Field(description="Of the bars whose closes are compared")
    buy_venue: str = Field(description="The cheaper")
    sell_venue: str = Field(description="The dearer")
    buy_price: DecimalString = Field(description="Close at the cheaper")
    sell_price: DecimalString = Field(description="Close at the dearer")
    at: Instant = Field(description="When those bars closed")
    stale: bool = Field(description="True: too long ago to act on")
    spread_fraction: DecimalString = Field(description="Dearer / cheaper - 1")
    mean_spread_fraction: DecimalString = Field(description="Mean of the points")
    traded_fraction: DecimalString = Field(
        description="Left after both taker fees, half spreads and slippage, of what is put in"
    )
    net_fraction: DecimalString | None = Field(
        description="Left after withdrawal and network fees too; null while one of them is unknown"
    )
    unknown: list[str] = Field(description="Fees that are not known")
    opportunity: bool = Field(description="True: known, fresh, and at least the least net fraction is left")
    points: list[SpreadPoint] = Field(description="Oldest first; closes that one venue lacks are absent")

    @classmethod
    def of(cls, found: VenueSpread) -> "SpreadOut":
        return cls(
            symbol=found.buy.symbol,
            timeframe=found.buy.timeframe.value,
            buy_venue=found.buy.venue,
            sell_venue=found.sell.venue,
            buy_price=found.buy_price,
            sell_price=found.sell_price,
            at=found.at,
            stale=found.stale,
            spread_fraction=found.spread,
            mean_spread_fraction=found.mean,
            traded_fraction=found.traded,
            net_fraction=found.net,
            unknown=list(found.unknown),
            opportunity=found.is_opportunity,
            points=[SpreadPoint(at=at, spread_fraction=spread) for at, spread in found.points],
        )


class SpreadsOut(Wire):
    """Symbols that are collected from two venues or more."""

    as_of: Instant = Field(description="When this was worked out")
    notional: DecimalString = Field(description="What is put in, quote currency")
    least_net_fraction: DecimalString = Field(description="From here on it is called an opportunity")
    items: list[SpreadOut] = Field(description="Widest spread first")

    @classmethod
    def of(cls, found: Sequence[VenueSpread], transfer: Transfer, at: Ms) -> "SpreadsOut":
        widest = sorted(found, key=lambda one: (-one.spread, one.buy.key, one.sell.key))
        return cls(
            as_of=at,
            notional=transfer.notional,
            least_net_fraction=LEAST_NET,
            items=[SpreadOut.of(one) for one in widest],
        )
