"""Many parts of a day or a month become one object.

First the merged object is replaced, on condition that nobody else has done so meanwhile; then the parts that
are in it are deleted. Between the two a row is there twice, never not at all; whoever dies there leaves
parts that the next run finds merged already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omc.adapters.s3.client import Listed, delete_object, get_object, list_objects, put_if_unchanged
from omc.adapters.s3.ledger.paths import MERGED, OBSERVATIONS, RECORDS, folder_of, is_part
from omc.adapters.s3.ledger.tables import MERGE_OBSERVATIONS, MERGE_RECORDS, merged
from omc.kernel.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

# Called with the name of a point between two effects; tests end the process there.
Fault = Callable[[str], None]
_QUERIES = {RECORDS: MERGE_RECORDS, OBSERVATIONS: MERGE_OBSERVATIONS}
_TURNS = 5


def no_fault(_point: str) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class Merged:
    """Folders with parts, those of them that are done, and parts that are gone."""

    folders: int = 0
    done: int = 0
    parts: int = 0


class Compaction:
    """`may_go_on`: asked before each folder, so that a run ends between two of them."""

    def __init__(self, client: "S3Client", bucket: str, fault: Fault = no_fault) -> None:
        self._client, self._bucket, self._fault = client, bucket, fault

    def run(self, may_go_on: Callable[[], bool] = lambda: True) -> Merged:
        """Merges whatever has parts; Transient when other writers are faster time after time."""
        waiting = list(self._waiting())
        done = parts = 0
        for folder in waiting:
            if not may_go_on():
                break
            parts += self.merge(folder)
            done += 1
        return Merged(len(waiting), done, parts)

    def merge(self, folder: str) -> int:
        """How many parts of the folder were merged."""
        query = _QUERIES[folder.partition("/")[0]]
        for _ in range(_TURNS):
            entries = list(list_objects(self._client, self._bucket, folder))
            loose = [entry for entry in entries if is_part(entry.key)]
            if not loose:
                return 0
            bodies = [get_object(self._client, self._bucket, entry.key) for entry in entries]
            there = [body for body in bodies if body is not None]
            if len(there) == len(entries) and self._replace(folder, entries, merged(there, query)):
                self._fault("replaced")
                self._delete(loose)
                return len(loose)
        raise Transient(f"expected a turn at the lake's {folder}, lost {_TURNS} to other writers")

    def _replace(self, folder: str, entries: list[Listed], body: bytes) -> bool:
        self._fault("merged")
        etag = next((entry.etag for entry in entries if entry.key == folder + MERGED), None)
        return put_if_unchanged(self._client, self._bucket, folder + MERGED, body, etag)

    def _delete(self, loose: list[Listed]) -> None:
        for entry in loose:
            delete_object(self._client, self._bucket, entry.key)
            self._fault("deleted")

    def _waiting(self) -> Iterator[str]:
        for tree in _QUERIES:
            last = ""
            for entry in list_objects(self._client, self._bucket, f"{tree}/"):
                folder = folder_of(entry.key)
                if is_part(entry.key) and folder != last:
                    last = folder
                    yield folder
