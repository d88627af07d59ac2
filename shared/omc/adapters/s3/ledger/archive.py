"""Records into the lake, as often as one likes: equal batches make equal objects under equal names."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from omc.adapters.s3.client import put_object
from omc.adapters.s3.ledger.paths import day_folder, month_folder, part_name
from omc.adapters.s3.ledger.tables import observations_parquet, records_parquet
from omc.ledgers.features.books import columns_of
from omc.ledgers.features.observations import observations
from omc.ledgers.records import Record

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_T = TypeVar("_T")
_K = TypeVar("_K", bound=Hashable)


class RecordArchive:
    """Writes parts. A death in the middle leaves whole objects; archiving again writes the same ones."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def add(self, records: Sequence[Record]) -> int:
        """How many objects were written."""
        days = _grouped(records, lambda one: day_folder(one.of_ledger, one.source, one.known_at))
        months = _grouped(records, lambda one: month_folder(one.of_ledger, one.source, one.known_at))
        written = 0
        for folder, of_day in days.items():
            self._put(folder, records_parquet(of_day))
            written += 1
        for folder, of_month in months.items():
            found = columns_of(one for record in of_month for one in observations(record))
            if len(found):
                self._put(folder, observations_parquet(found))
                written += 1
        return written

    def _put(self, folder: str, body: bytes) -> None:
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        put_object(self._client, self._bucket, folder + part_name(digest), body)


def _grouped(records: Iterable[_T], key: Callable[[_T], _K]) -> dict[_K, list[_T]]:
    found: dict[_K, list[_T]] = {}
    for record in records:
        found.setdefault(key(record), []).append(record)
    return found
