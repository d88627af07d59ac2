"""The four ledgers and what stands in them. A new source names one of these; there is no fifth."""

from enum import StrEnum


class Ledger(StrEnum):
    """GLASS: chains and protocols. HUMAN: what people say. CATALYST: events. EXCHANGE: prices."""

    GLASS = "glass"
    HUMAN = "human"
    CATALYST = "catalyst"
    EXCHANGE = "exchange"


class Basis(StrEnum):
    """Why we say that a record was known when we say it was.

    OBSERVED: we had it then. PUBLISHED_PLUS_LAG: history fetched later; the source's time of publication
    and a lag declared for the source.
    """

    OBSERVED = "observed"
    PUBLISHED_PLUS_LAG = "published_plus_lag"


class EventType(StrEnum):
    """What a catalyst event is."""

    LISTING = "listing"
    DELISTING = "delisting"
    REGULATION = "regulation"
    FILING = "filing"
    GOVERNANCE = "governance"
    TREASURY = "treasury"
    HACK = "hack"
    UPGRADE = "upgrade"
    MAINTENANCE = "maintenance"
    TRADING = "trading"
    MACRO = "macro"
    OTHER = "other"


class Priority(StrEnum):
    """How fast a person should hear of an event."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
