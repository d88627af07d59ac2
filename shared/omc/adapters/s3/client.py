"""The moves every adapter of the lake makes: get, put, list, delete. Objects are small enough for memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_ABSENT = {"NoSuchKey", "404"}
_CHANGED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "412"}


@dataclass(frozen=True)
class Listed:
    """An object's key, and the tag that changes with its content."""

    key: str
    etag: str


def get_object(client: "S3Client", bucket: str, key: str) -> bytes | None:
    """The whole object, None if there is none."""
    try:
        return client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise


def put_object(client: "S3Client", bucket: str, key: str, body: bytes) -> None:
    """Stores or replaces an object as a whole: readers see the old or the new one."""
    client.put_object(Bucket=bucket, Key=key, Body=body)


def put_if_unchanged(client: "S3Client", bucket: str, key: str, body: bytes, etag: str | None) -> bool:
    """Replaces the object if its tag still is `etag`, or creates it if None; False if somebody was faster."""
    try:
        if etag is None:
            client.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
        else:
            client.put_object(Bucket=bucket, Key=key, Body=body, IfMatch=etag)
    except ClientError as error:
        if error.response["Error"]["Code"] in _CHANGED:
            return False
        raise
    return True


def list_objects(client: "S3Client", bucket: str, prefix: str) -> Iterator[Listed]:
    """Objects below `prefix` in key order."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            yield Listed(entry["Key"], entry["ETag"])


def list_folders(client: "S3Client", bucket: str, prefix: str) -> Iterator[str]:
    """What stands between `prefix` and the next slash, each with both, in order.

    Of `a/b=` such as `a/b=1/`, `a/b=2/`.
    """
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
    for page in pages:
        for entry in page.get("CommonPrefixes", []):
            yield entry["Prefix"]


def delete_object(client: "S3Client", bucket: str, key: str) -> None:
    """Away with it; one that is not there is away already."""
    client.delete_object(Bucket=bucket, Key=key)
