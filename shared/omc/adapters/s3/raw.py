"""Pages as they came, for whoever mends a parser: raw/{source}/{day}/{run_id}/{number}.gz, a week."""

import gzip
from typing import TYPE_CHECKING

from omc.adapters.s3.client import put_object
from omc.kernel.instants import Ms, to_iso

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

RAW = "raw"


class LakeRawPages:
    """The RawPages port."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def keep(self, source: str, run_id: str, number: int, body: bytes, at: Ms) -> None:
        key = f"{RAW}/{source}/{to_iso(at)[:10]}/{run_id}/{number:04d}.gz"
        # mtime=0: the same page is the same object.
        put_object(self._client, self._bucket, key, gzip.compress(body, mtime=0))
