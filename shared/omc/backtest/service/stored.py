"""What is stored for a run before it is started: of each symbol and timeframe enough, or it is refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from omc.backtest.service.runs import RunRequest
from omc.kernel.errors import FieldError, InvalidInput
from omc.kernel.instants import Ms
from omc.market.frames import frame_of
from omc.market.records import Series
from omc.market.timeframes import Timeframe

if TYPE_CHECKING:
    from omc.market.ports import SeriesHead

MINIMUM_BARS = 100


class Heads(Protocol):
    """Says what is stored of a series, None if nothing is. Transient when the store is busy."""

    def head(self, series: Series) -> "SeriesHead | None": ...


@dataclass(frozen=True)
class Stored:
    """Where bars of a series come from: its own, or those of a shorter timeframe merged. count: how many that
    gives in a period, gaps not counted out."""

    source: Series
    count: int

    def made_of(self, series: Series) -> Timeframe | None:
        """The timeframe they are merged from; None where they are stored as they are."""
        return None if self.source == series else self.source.timeframe


def stored_of(heads: Heads, series: Series, start: Ms | None, end: Ms | None, *, merge: bool) -> Stored:
    """The series' own bars if there are enough, else, to `merge`, the longest shorter ones that give enough;
    if none do, what gives most."""
    found = [Stored(series, _count(heads.head(series), series.timeframe.ms, start, end))]
    if merge and found[0].count < MINIMUM_BARS:
        for shorter in _shorter(series.timeframe):
            source = replace(series, timeframe=shorter)
            found.append(Stored(source, _count(heads.head(source), series.timeframe.ms, start, end)))
    return next((one for one in found if one.count >= MINIMUM_BARS), max(found, key=lambda one: one.count))


def check_stored(request: RunRequest, heads: Heads) -> int:
    """How many bars the run works through; InvalidInput (`invalid_run`) names all that lack them."""
    faults, total = list[FieldError](), 0
    for path, series, merge in _asked(request):
        stored = stored_of(heads, series, request.start, request.end, merge=merge)
        total += stored.count
        if stored.count < MINIMUM_BARS:
            faults.append(FieldError(path, lacking(series, stored.count), series.key))
    if faults:
        raise InvalidInput("; ".join(fault.message for fault in faults), fields=faults, code="invalid_run")
    return total


def lacking(series: Series, count: int) -> str:
    """In words: that there are too few bars of a series, or none."""
    got = f"got {count}" if count else "nothing is stored of it in this time"
    return f"expected {MINIMUM_BARS} bars of {series.key}, {got}"


def _asked(request: RunRequest) -> Iterator[tuple[str, Series, bool]]:
    """Every series of a run, the field that asks for it, and whether its bars may be merged."""
    for at, series in enumerate(request.markets):
        yield f"body.symbols.{at}" if request.symbols else "body.series", series, False
    for at, timeframe in enumerate(request.timeframes):
        for series in request.markets:
            yield f"body.timeframes.{at}", replace(series, timeframe=timeframe), True


def _shorter(timeframe: Timeframe) -> Sequence[Timeframe]:
    """Those whose bars it is made of, the longest first."""
    longer = frame_of(timeframe)
    found = [one for one in Timeframe if one.ms < timeframe.ms and frame_of(one).divides_into(longer)]
    return sorted(found, key=lambda one: -one.ms)


def _count(head: "SeriesHead | None", bar_ms: Ms, start: Ms | None, end: Ms | None) -> int:
    """Bars of `bar_ms` there may be of what is stored, opened in [start, end)."""
    if head is None:
        return 0
    own = head.series.timeframe.ms
    first = head.first_ts if start is None else max(head.first_ts, start)
    after = head.last_ts + own if end is None else min(head.last_ts + own, end)
    # A bar that opens before the end is one, though it closes after it; a merged one that is cut off is none.
    last = -(-after // bar_ms) if own == bar_ms else after // bar_ms
    return max(0, min(head.count * own // bar_ms, last - -(-first // bar_ms)))
