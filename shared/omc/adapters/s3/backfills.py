"""Pages of a backfill until all are there: backfills/{backfill_id}/pages/{n:05}.npz, each written once."""

import io
from typing import TYPE_CHECKING

import numpy as np

from omc.adapters.s3.client import get_object, put_if_unchanged
from omc.market.columns import COLUMNS
from omc.market.model import BarArrays

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class BackfillPages:
    """The Pages port."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, backfill_id: str, page: int, bars: BarArrays) -> None:
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **{name: getattr(bars, name) for name in COLUMNS})
        put_if_unchanged(self._client, self._bucket, _name(backfill_id, page), buffer.getvalue(), None)

    def get(self, backfill_id: str, page: int) -> BarArrays | None:
        body = get_object(self._client, self._bucket, _name(backfill_id, page))
        if body is None:
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as stored:
            return BarArrays(*(stored[name] for name in COLUMNS))

    def mark_crash(self, backfill_id: str, page: int) -> bool:
        """For tests: True the first time it is asked for a page."""
        name = f"backfills/{backfill_id}/crashed/{page:05}"
        return put_if_unchanged(self._client, self._bucket, name, b"", None)


def _name(backfill_id: str, page: int) -> str:
    return f"backfills/{backfill_id}/pages/{page:05}.npz"
