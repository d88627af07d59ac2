"""Builds what the ledgers' API reads, and finds the series a caller names."""

from collections.abc import Sequence
from dataclasses import dataclass

from omc.adapters.dynamodb.ledger.quality import DynamoQuality
from omc.contracts.http.quality import QualityOut, QualityScore
from omc.kernel.errors import FieldError, InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, Ms
from omc.market.ports import SeriesHead
from omc.market.records import Bar, Series
from omc.market.screening import Suspect
from omc.wiring import evidence
from omc.wiring.clients import dynamodb
from omc.wiring.http import Caller, decode_cursor, encode_cursor
from omc.wiring.market import market
from omc.wiring.suspects import book_of_suspects
from omc.wiring.transactions import transactor

__all__ = ["Cursors", "head_of", "market", "marks", "quality"]


@dataclass(frozen=True)
class Cursors:
    """Cursors of one list that go by open time."""

    person: Caller
    listing: str

    def read(self, cursor: str | None, otherwise: Ms | None = None) -> Ms | None:
        position = decode_cursor(self.person, self.listing, cursor)
        return int(position["ts"]) if position else otherwise

    def write(self, ts: Ms | None) -> str | None:
        return encode_cursor(self.person, self.listing, None if ts is None else {"ts": str(ts)})


def head_of(key: str) -> SeriesHead:
    """The head of the series named; InvalidInput if the name is malformed, NotFound if nothing is stored."""
    try:
        series = Series.parse(key)
    except ValueError as error:
        field = FieldError("query.series", str(error), key)
        raise InvalidInput(str(error), fields=[field], code="bad_series") from error
    head = market().store.head(series)
    if head is None:
        raise NotFound(f"expected a series with stored bars, got {key!r}", code="series_unknown")
    return head


def marks(series: Series, bars: Sequence[Bar]) -> Sequence[Suspect]:
    """Which of `bars` may not be true, and why."""
    if not bars:
        return ()
    return book_of_suspects().suspects(series, bars[0].ts, bars[-1].ts + 1)


def quality(name: str | None, start: Ms | None, end: Ms | None, limit: int) -> QualityOut:
    """The last look, and of a name what it went through in [start, end); InvalidInput for an empty range."""
    kept = DynamoQuality(dynamodb(), evidence.table(), transactor())
    until = evidence.clock.now() + 1 if end is None else end
    since = until - DAY_MS if start is None else start
    if since >= until:
        raise InvalidInput(f"expected a start before the end, got {since} and {until}", code="range")
    history = kept.history(name, since, until, limit) if name else []
    return QualityOut(
        items=[QualityScore.of(one) for one in kept.current()],
        history=[QualityScore.of(one) for one in history],
    )
