"""As much of an object store as the lake's adapters ask for, on disk: what is measured is ours."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError


class DiskLake:
    """Keys are paths; a tag is the content's hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **conditions: str) -> None:  # noqa: N803
        del Bucket, conditions
        path = self._folder / Key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body)

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        del Bucket
        path = self._folder / Key
        if not path.is_file():
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": Key}}, "GetObject")
        return {"Body": io.BytesIO(path.read_bytes())}

    def delete_object(self, *, Bucket: str, Key: str) -> None:  # noqa: N803
        del Bucket
        (self._folder / Key).unlink(missing_ok=True)

    def get_paginator(self, _name: str) -> "DiskLake":
        return self

    def paginate(self, *, Bucket: str, Prefix: str, Delimiter: str = "") -> Iterator[dict[str, Any]]:  # noqa: N803
        del Bucket
        keys = sorted(key for key in self._keys(Prefix) if key.startswith(Prefix))
        if Delimiter:
            cut = {Prefix + key[len(Prefix) :].partition("/")[0] + "/" for key in keys}
            yield {"CommonPrefixes": [{"Prefix": one} for one in sorted(cut)]}
            return
        yield {"Contents": [{"Key": key, "ETag": self._tag(key)} for key in keys]}

    def count(self) -> int:
        return sum(1 for _ in self._keys())

    def size(self) -> int:
        return sum((self._folder / key).stat().st_size for key in self._keys())

    def _tag(self, key: str) -> str:
        stat = (self._folder / key).stat()
        return hashlib.sha256(f"{key}{stat.st_size}{stat.st_mtime_ns}".encode()).hexdigest()

    def _keys(self, prefix: str = "") -> Iterator[str]:
        under = self._folder / prefix.rpartition("/")[0]
        return (str(path.relative_to(self._folder)) for path in under.rglob("*.parquet"))
