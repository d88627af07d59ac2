"""Observations of the last days from the records themselves: what is in the table is there at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from omc.kernel.instants import DAY_MS, Ms
from omc.kernel.ports import Clock
from omc.ledgers.features.books import Columns, Name, columns_of
from omc.ledgers.features.catalogue import FEATURES, MARKET
from omc.ledgers.features.observations import Observation, observations
from omc.ledgers.reading import EVERY_ASSET, RecordQuery, RecordReader
from omc.ledgers.taxonomy import Ledger

# Whatever the table took in is in the lake minutes later; this is the time for which that may fail.
_RECENT_MS: Ms = 2 * DAY_MS
_PAGE = 500


@dataclass(frozen=True)
class RecentObservations:
    """An ObservationReader: of events of the last two days only, for the lake has the rest."""

    reader: RecordReader
    clock: Clock

    def columns(self, wanted: Collection[Name], start: Ms, end: Ms) -> Columns:
        # Nothing held before: that is the lake's to say.
        del start
        now = self.clock.now()
        since = now - _RECENT_MS
        if end < since:
            return columns_of(())
        places = {(FEATURES[feature].ledger, _asset(feature, asset)) for feature, asset in wanted}
        names = set(wanted)
        return columns_of(
            one
            for ledger, asset in sorted(places)
            for one in self._told(
                RecordQuery(ledger, since, now + DAY_MS, asset=asset, revisions=True, limit=_PAGE)
            )
            if (one.feature, one.asset) in names and one.known_at <= end
        )

    def _told(self, query: RecordQuery) -> Iterator[Observation]:
        while True:
            page = self.reader.page(query)
            for record in page.records:
                yield from observations(record)
            if page.next_cursor is None:
                return
            query = replace(query, cursor=page.next_cursor)


def _asset(feature: str, asset: str) -> str:
    """Under which name the table has it; what has no coin of its own it has under all."""
    of_a_name = bool(FEATURES[feature].measured) and FEATURES[feature].ledger is Ledger.GLASS
    return EVERY_ASSET if asset == MARKET or of_a_name else asset
