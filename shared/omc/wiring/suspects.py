"""Builds what marks bars that may not be true."""

from functools import cache

from omc.adapters.dynamodb.suspects import DynamoSuspects
from omc.kernel.instants import DAY_MS, Ms
from omc.market.records import Series
from omc.market.screening import others_of, screen
from omc.wiring.clients import dynamodb, setting
from omc.wiring.market import market

__all__ = ["book_of_suspects", "judge"]

# A second venue may tell its bar later: marks of a day are looked at again.
_AGAIN_MS = DAY_MS


@cache
def book_of_suspects() -> DynamoSuspects:
    return DynamoSuspects(dynamodb(), setting("OMC_MARKET_TABLE"))


def judge(series: Series, now: Ms, since: Ms | None = None) -> int:
    """Marks suspects among the bars opened since then, a day by default; how many are not confirmed."""
    found = market()
    start = now - _AGAIN_MS if since is None else since
    others = others_of(series, found.store.series())
    return len(screen(found.bars, book_of_suspects(), series, others, start, now, now))
