"""What a strategy may ask of the ledgers, by name: `human.sentiment(BTC, 24h)`. Needs no numpy.

A feature is a number that records carry, each for its assets. MARKET stands for all of them together: every
headline, post and event counts for MARKET, and so does a number that is measured of no asset.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from omc.kernel.instants import HOUR_MS, Ms
from omc.ledgers.taxonomy import EventType, Ledger, Priority

MARKET = "MARKET"


class Reading(StrEnum):
    """How a feature is read beside bars.

    VALUE: the newest known, or over a window. EVENTS: over a window only; one of them says nothing.
    FADING: the strongest of the events, each fading with its age.
    """

    VALUE = "value"
    EVENTS = "events"
    FADING = "fading"


@dataclass(frozen=True)
class LedgerFeature:
    """unit: of the value. how: what a window makes of the values unless the expression says otherwise.
    measured: names under which a Measurement carries it; empty for what is derived otherwise."""

    name: str
    unit: str
    meaning: str
    derived: str
    how: str = "mean"
    reading: Reading = Reading.VALUE
    measured: tuple[str, ...] = ()

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.name.split(".")[0])


@dataclass(frozen=True)
class Fading:
    """How the strength of an event fades: e to the power of -per_hour x hours, gone after `window`."""

    window: Ms = 48 * HOUR_MS
    per_hour: float = 0.1


FADING = Fading()

PLURALS: Mapping[EventType, str] = {
    EventType.LISTING: "listings",
    EventType.DELISTING: "delistings",
    EventType.REGULATION: "regulation",
    EventType.FILING: "filings",
    EventType.GOVERNANCE: "governance",
    EventType.TREASURY: "treasury",
    EventType.HACK: "hacks",
    EventType.UPGRADE: "upgrades",
    EventType.MAINTENANCE: "maintenance",
    EventType.TRADING: "trading",
    EventType.MACRO: "macro",
    EventType.OTHER: "other",
}


def _measured(name: str, unit: str, meaning: str, *others: str) -> LedgerFeature:
    short = name.split(".")[1]
    derived = "as its source measured it; a day's figure counts from the end of that day"
    return LedgerFeature(name, unit, meaning, derived, measured=(short, *others))


def _events(name: str, meaning: str) -> LedgerFeature:
    derived = "each event with its impact from 1 to 10: count them, or take their sum, mean or max"
    return LedgerFeature(name, "impact", meaning, derived, "count", Reading.EVENTS)


_ALL = (
    _measured("glass.tvl_usd", "USD", "value locked in a protocol or on a chain", "tvl"),
    _measured("glass.fees_24h", "USD", "fees of 24 hours", "fees_24h_usd"),
    _measured("glass.revenue_24h", "USD", "fees of 24 hours that the protocol keeps", "revenue_24h_usd"),
    _measured("glass.active_addresses", "addresses", "addresses that sent or received in a day"),
    _measured("glass.transactions", "transactions", "transactions of a day", "transaction_count"),
    _measured("glass.mvrv", "ratio", "market value over realised value"),
    _measured("glass.gas_gwei", "gwei", "price of gas", "gas_price_gwei"),
    _measured("glass.block_height", "blocks", "height of the chain"),
    _measured("glass.stablecoin_supply", "USD", "stablecoins in circulation", "stablecoin_supply_usd"),
    _measured(
        "glass.treasury_holdings", "coins", "coins that public companies hold", "holdings", "total_holdings"
    ),
    _measured("glass.market_cap_rank", "rank", "place by market value", "rank"),
    _measured(
        "glass.net_flow_usd", "USD", "bought by watched wallets less sold, 24 hours", "net_flow_24h_usd"
    ),
    _measured("human.fear_greed", "0 to 100", "the Fear and Greed index"),
    LedgerFeature(
        "human.sentiment",
        "-1 to 1",
        "how headlines and posts sound",
        "the score of each; undefined for one without a score, so that a mean leaves it out",
    ),
    LedgerFeature(
        "human.news", "1", "headlines and articles", "1 for each: count them", "count", Reading.EVENTS
    ),
    LedgerFeature("human.posts", "1", "posts", "1 for each: count them", "count", Reading.EVENTS),
    LedgerFeature(
        "human.votes_net",
        "votes",
        "readers' votes for less those against",
        "of each headline, as the votes stood when they were seen; none for history fetched later",
        "sum",
    ),
    LedgerFeature(
        "catalyst.score",
        "0 to 10",
        "the strongest event of the last 48 hours",
        "impact x exp(-0.1 x age in hours), the largest of all events",
        "max",
        Reading.FADING,
    ),
    _events("catalyst.events", "events of any kind"),
    *(_events(f"catalyst.{PLURALS[one]}", f"events of the kind {one.value}") for one in EventType),
    *(_events(f"catalyst.{one.value}", f"events of {one.value} priority") for one in Priority),
)

FEATURES: Mapping[str, LedgerFeature] = {one.name: one for one in _ALL}
MEASURED: Mapping[tuple[Ledger, str], str] = {
    (one.ledger, short): one.name for one in _ALL for short in one.measured
}
