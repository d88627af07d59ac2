"""What the lake's observations say of a time: the months of that time, and what still held when it began.

An event that is newer than one known already is known later than that one happened. So looking back for the
newest event that was known ends at the month in which the one found happened.
"""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from omc.adapters.s3.client import Listed, get_object, list_folders, list_objects
from omc.adapters.s3.ledger.paths import month_in, month_of, sources_folder
from omc.adapters.s3.ledger.tables import observations_in
from omc.kernel.errors import Transient
from omc.kernel.instants import Ms
from omc.ledgers.features.books import Columns, Name, together
from omc.ledgers.features.catalogue import FEATURES

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_AT_ONCE = 16
_KEPT_BYTES = 64_000_000
_TURNS = 3
# Months looked back over at once.
_YEAR = 12


class LakeObservations:
    """Objects read once are kept while their tag stays, up to 64 MB."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self.fetched = 0

    def columns(self, wanted: Collection[Name], start: Ms, end: Ms) -> Columns:
        """Every observation of `wanted` known in [start, end], and enough of those before to tell what
        held at `start`. Perhaps more. Transient when objects are merged faster than they are read."""
        ledgers = sorted({FEATURES[feature].ledger for feature, _ in wanted})
        parts: list[Columns] = []
        for ledger in ledgers:
            names = [name for name in wanted if FEATURES[name[0]].ledger is ledger]
            for source in list_folders(self._client, self._bucket, sources_folder(ledger)):
                parts.append(self._source(source, names, start, end))
        return together(parts)

    def _source(self, folder: str, wanted: Collection[Name], start: Ms, end: Ms) -> Columns:
        for _ in range(_TURNS):
            found = self._read(folder, wanted, start, end)
            if found is not None:
                return found
        raise Transient(f"expected the lake's {folder} to hold still, got {_TURNS} changes of it")

    def _read(self, folder: str, wanted: Collection[Name], start: Ms, end: Ms) -> Columns | None:
        """None when an object was merged away between listing and reading."""
        listed = list(list_objects(self._client, self._bucket, folder))
        months = sorted({month_in(one.key) for one in listed if month_in(one.key) <= month_of(end)})
        first, last = month_of(start), month_of(end)
        inside = [month for month in months if first <= month <= last]
        found = self._months(listed, inside, wanted, end)
        earlier = [month for month in months if month < first]
        while found is not None and earlier and earlier[-1] >= _needed(found, wanted, start):
            before = self._months(listed, earlier[-_YEAR:], wanted, end)
            found = None if before is None else together([found, before])
            del earlier[-_YEAR:]
        return found

    def _months(
        self, listed: Sequence[Listed], months: Sequence[str], wanted: Collection[Name], end: Ms
    ) -> Columns | None:
        entries = [one for one in listed if month_in(one.key) in months]
        if not entries:
            return together([])
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            bodies = list(pool.map(self._body, entries))
        there = [body for body in bodies if body is not None]
        if len(there) < len(bodies):
            return None
        features, assets = {feature for feature, _ in wanted}, {asset for _, asset in wanted}
        return observations_in(there, features, assets, end)

    def _body(self, entry: Listed) -> bytes | None:
        place = (entry.key, entry.etag)
        body = self._kept.get(place)
        if body is None:
            body = get_object(self._client, self._bucket, entry.key)
            self.fetched += 1
            if body is not None:
                self._keep(place, body)
        return body

    def _keep(self, place: tuple[str, str], body: bytes) -> None:
        if sum(map(len, self._kept.values())) + len(body) > _KEPT_BYTES:
            self._kept.clear()
        self._kept[place] = body


def _needed(found: Columns, wanted: Collection[Name], start: Ms) -> str:
    """The earliest month that may still hold what held at `start`; empty while something was not found."""
    known = found.where(found.known_at <= start)
    needed = "9999-12"
    for feature, asset in wanted:
        of_it = known.event_time[(known.feature == feature) & (known.asset == asset)]
        if not len(of_it):
            return ""
        needed = min(needed, month_of(int(np.max(of_it))))
    return needed
