"""Report cards alone, for functions that judge by them and compute nothing; and where a run's files lie."""

import json
from typing import TYPE_CHECKING, Any

from omc.adapters.s3.client import get_object
from omc.kernel.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


def kept_name(run_id: str, name: str) -> str:
    """Where the copy lies that does not expire."""
    return f"kept/{run_id}/{name}"


def find(client: "S3Client", bucket: str, run_id: str, name: str) -> bytes | None:
    """A file of a run: below runs/ for 90 days, below kept/ for good; None if it is in neither."""
    found = get_object(client, bucket, f"runs/{run_id}/{name}")
    return get_object(client, bucket, kept_name(run_id, name)) if found is None else found


class CardLake:
    """Reads a run's card.json."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def card(self, run_id: str) -> dict[str, Any]:
        """NotFound before the run is judged."""
        body = find(self._client, self._bucket, run_id, "card.json")
        if body is None:
            raise NotFound(f"backtest {run_id} has no report card yet")
        document: dict[str, Any] = json.loads(body)
        return document
