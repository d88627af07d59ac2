"""A lake in an emulated S3, and what tests ask of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws

from omc.adapters.s3.client import get_object, list_objects
from omc.adapters.s3.ledger.archive import RecordArchive
from omc.adapters.s3.ledger.compaction import Compaction, Fault, no_fault
from omc.adapters.s3.ledger.history import LakeObservations
from omc.adapters.s3.ledger.tables import merged
from omc.adapters.s3.parquet import from_parquet
from omc.contracts.ledger_records import parse_record
from omc.ledgers.features.history import FeatureHistory
from omc.ledgers.records import Record

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

BUCKET = "lake"


class Lake:
    """Everything that touches records in the lake, over one bucket."""

    def __init__(self, client: "S3Client") -> None:
        self.client = client
        self.archive = RecordArchive(client, BUCKET)
        self.places = LakeObservations(client, BUCKET)

    def history(self, *, synthetic: bool = True) -> FeatureHistory:
        return FeatureHistory((LakeObservations(self.client, BUCKET),), synthetic)

    def compact(self, fault: Fault = no_fault) -> int:
        return Compaction(self.client, BUCKET, fault).run().parts

    def names(self, prefix: str = "") -> list[str]:
        return [entry.key for entry in list_objects(self.client, BUCKET, prefix)]

    def records(self) -> list[Record]:
        """All of them as they were told, each as often as a row holds it."""
        bodies = [get_object(self.client, BUCKET, key) for key in self.names("records/")]
        there = [body for body in bodies if body is not None]
        query = "SELECT payload FROM read_parquet({files}) ORDER BY known_at, record_id, payload"
        texts = from_parquet(merged(there, query), ["payload"])["payload"] if there else ()
        return [parse_record(text) for text in texts]


@contextmanager
def lake() -> Iterator[Lake]:
    with mock_aws():
        client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        client.create_bucket(Bucket=BUCKET)
        yield Lake(client)
