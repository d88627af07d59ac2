"""What a search keeps in the lake, below searches/{search_id}/.

plan.json            how the work is cut, and what it is cut from
bars.npz             the bars searched, read by every shard as one object
ledgers.npz          the records read beside them; only of strategies that read any
shards/{n:05}.npz    results of a shard; written once, whoever comes second finds it there
rounds/{n:03}.json   the sets a model asked for in a round; written once
report.json          what the search found, with its best rows
rows/{n:04}.json     every row, best first, ROWS_PER_PAGE in each
surface.npz          every set's place and score, for maps of any two parameters
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from omc.adapters.s3.client import get_object, list_objects, put_if_unchanged, put_object
from omc.adapters.s3.ledger_files import book_of, packed_book
from omc.kernel.errors import NotFound, Transient
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.columns import COLUMNS
from omc.market.model import BarArrays, FloatArray, IntArray

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

ROWS_PER_PAGE = 200


class SearchLake:
    """A SearchFiles, and the reader of what searches found."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put_plan(
        self, search_id: str, plan: Mapping[str, Any], bars: BarArrays, ledgers: LedgerBook = NO_LEDGERS
    ) -> None:
        """Once: a plan made again finds its first self, so that shards of both attempts agree."""
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **{name: getattr(bars, name) for name in COLUMNS})
        self._once(search_id, "bars.npz", buffer.getvalue())
        if ledgers:
            self._once(search_id, "ledgers.npz", packed_book(ledgers))
        # Last: who finds the plan finds the rest too.
        self._once(search_id, "plan.json", json.dumps(plan).encode())

    def plan(self, search_id: str) -> dict[str, Any] | None:
        body = get_object(self._client, self._bucket, _name(search_id, "plan.json"))
        return None if body is None else json.loads(body)

    def bars(self, search_id: str) -> BarArrays:
        with np.load(io.BytesIO(self._get(search_id, "bars.npz")), allow_pickle=False) as stored:
            return BarArrays(*(stored[name] for name in COLUMNS))

    def ledgers(self, search_id: str) -> LedgerBook:
        body = get_object(self._client, self._bucket, _name(search_id, "ledgers.npz"))
        return NO_LEDGERS if body is None else book_of(body)

    def shard(self, search_id: str, number: int) -> bytes | None:
        return get_object(self._client, self._bucket, _name(search_id, _shard(number)))

    def put_shard(self, search_id: str, number: int, packed: bytes) -> bool:
        """False when there is one already: it stands."""
        return self._once(search_id, _shard(number), packed)

    def mark_crash(self, search_id: str, number: int) -> bool:
        """True for the first to ask; for tests that kill every shard once."""
        return self._once(search_id, f"crashed/{number:05}", b"")

    def round(self, search_id: str, number: int) -> dict[str, Any] | None:
        body = get_object(self._client, self._bucket, _name(search_id, _round(number)))
        return None if body is None else json.loads(body)

    def put_round(self, search_id: str, number: int, asked: Mapping[str, Any]) -> bool:
        return self._once(search_id, _round(number), json.dumps(asked).encode())

    def put_report(
        self, search_id: str, report: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        for page, first in enumerate(range(0, len(rows), ROWS_PER_PAGE)):
            body = json.dumps(list(rows[first : first + ROWS_PER_PAGE])).encode()
            self._put(search_id, _page(page), body)
        # Last: who finds the report finds the rows too.
        self._put(search_id, "report.json", json.dumps(report).encode())

    def report(self, search_id: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._get(search_id, "report.json"))
        return document

    def rows(self, search_id: str, first: int, limit: int) -> list[dict[str, Any]]:
        """`limit` rows from number `first` on, fewer at the end; only the objects that hold them are read."""
        found: list[dict[str, Any]] = []
        page = first // ROWS_PER_PAGE
        while len(found) < limit + first % ROWS_PER_PAGE:
            body = get_object(self._client, self._bucket, _name(search_id, _page(page)))
            if body is None:
                break
            found += json.loads(body)
            page += 1
        skip = first % ROWS_PER_PAGE
        return found[skip : skip + limit]

    def put_surface(self, search_id: str, places: IntArray, scores: FloatArray) -> None:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, places=places, scores=scores)
        self._put(search_id, "surface.npz", buffer.getvalue())

    def surface(self, search_id: str) -> tuple[IntArray, FloatArray]:
        """int64[m, parameters], float64[m]; NotFound before the search is reduced."""
        with np.load(io.BytesIO(self._get(search_id, "surface.npz")), allow_pickle=False) as stored:
            return stored["places"], stored["scores"]

    def _once(self, search_id: str, name: str, body: bytes) -> bool:
        """False when there is one already; Transient when somebody was faster and then did not finish."""
        key = _name(search_id, name)
        if put_if_unchanged(self._client, self._bucket, key, body, None):
            return True
        if next(list_objects(self._client, self._bucket, key), None) is None:
            raise Transient(f"{key} was being written by somebody else; write it again", retry_after_s=1)
        return False

    def _put(self, search_id: str, name: str, body: bytes) -> None:
        put_object(self._client, self._bucket, _name(search_id, name), body)

    def _get(self, search_id: str, name: str) -> bytes:
        body = get_object(self._client, self._bucket, _name(search_id, name))
        if body is None:
            raise NotFound(f"search {search_id} has no {name} yet")
        return body


def _name(search_id: str, name: str) -> str:
    return f"searches/{search_id}/{name}"


def _shard(number: int) -> str:
    return f"shards/{number:05}.npz"


def _round(number: int) -> str:
    return f"rounds/{number:03}.json"


def _page(number: int) -> str:
    return f"rows/{number:04}.json"
