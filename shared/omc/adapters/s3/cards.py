"""Report cards alone, for functions that judge by them and compute nothing."""

import json
from typing import TYPE_CHECKING, Any

from omc.adapters.s3.client import get_object
from omc.kernel.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class CardLake:
    """Reads runs/{run_id}/card.json."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def card(self, run_id: str) -> dict[str, Any]:
        """NotFound before the run is judged."""
        body = get_object(self._client, self._bucket, f"runs/{run_id}/card.json")
        if body is None:
            raise NotFound(f"backtest {run_id} has no report card yet")
        document: dict[str, Any] = json.loads(body)
        return document
