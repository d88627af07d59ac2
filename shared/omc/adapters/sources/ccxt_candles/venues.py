"""What each venue's candles are like where they differ; how its rows are ordered is ccxt's business.

A venue we know nothing of is asked carefully: small pages, no timeframe promised.
"""

from dataclasses import dataclass

from omc.market.timeframes import Timeframe

_ALL = frozenset(Timeframe)


@dataclass(frozen=True)
class VenueFacts:
    """page_bars: most candles an answer holds. deepest_bars: candles from the newest back that exist at all,
    None for all there were. windowed: it answers for a span of time, so an empty page says nothing of what
    comes after it. pace_ms: least time between two requests of a process, so that three of them stay below
    the venue's limit. timeframes: those it has.
    """

    page_bars: int
    pace_ms: int
    deepest_bars: int | None = None
    windowed: bool = False
    timeframes: frozenset[Timeframe] = _ALL


VENUES: dict[str, VenueFacts] = {
    # Weight 2 of 6,000 a minute.
    "binance": VenueFacts(1000, 100),
    # One request a second; whatever the start, the last 720.
    "kraken": VenueFacts(720, 3000, deepest_bars=720),
    # Ten a second. A longer span than 300 is refused, not cut.
    "coinbaseexchange": VenueFacts(300, 350, windowed=True, timeframes=_ALL - {Timeframe.H4}),
    # 2,000 weight in 30 s, 3 a request. It gives the newest 1,500 of a span: one of as many bars, both ends
    # counted, would lose its first.
    "kucoin": VenueFacts(1400, 200, windowed=True),
    # 30 a minute.
    "bitfinex": VenueFacts(10_000, 6000),
}
UNKNOWN = VenueFacts(300, 1000)


def facts_of(venue: str) -> VenueFacts:
    return VENUES.get(venue, UNKNOWN)
