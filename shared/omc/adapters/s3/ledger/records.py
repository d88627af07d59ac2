"""Whole records of a time that is not hot any more, from the days of the lake in which they were known."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from omc.adapters.s3.client import get_object, list_objects
from omc.adapters.s3.ledger.paths import day_in, day_of, days_folder
from omc.adapters.s3.ledger.tables import records_in
from omc.kernel.errors import Transient
from omc.kernel.instants import DAY_MS, Ms
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_AT_ONCE = 16
_TURNS = 3
# A day's figures are corrected for a few days; what a source says of a day much later is not waited for.
_LATE_MS = 7 * DAY_MS


class LakeRecords:
    """Reads one source's records; days are few and small, so they are fetched whole."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def between(self, ledger: Ledger, source: str, start: Ms, end: Ms) -> Sequence[Record]:
        """Every wording of what happened in [start, end), ms UTC, by the time it was known; each once.

        Transient when objects are merged faster than they are read.
        """
        for _ in range(_TURNS):
            bodies = self._bodies(days_folder(ledger, source), day_of(start), day_of(end + _LATE_MS))
            there = [body for body in bodies if body is not None]
            if len(there) == len(bodies):
                return records_in(there, start, end) if there else ()
        raise Transient(
            f"expected the lake's records of {source} to hold still, got {_TURNS} changes of them"
        )

    def _bodies(self, folder: str, first: str, last: str) -> Sequence[bytes | None]:
        """None for an object that was merged away between listing and reading."""
        keys = [one.key for one in list_objects(self._client, self._bucket, folder)]
        wanted = [key for key in keys if first <= day_in(key) <= last]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda key: get_object(self._client, self._bucket, key), wanted))
