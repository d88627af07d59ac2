"""Upload the files of an assembly under their content hashes, each once.

Layers carry third-party code for AWS's processor and Python; on a laptop that code is the virtual
environment's, so a layer is uploaded as an empty one and its binaries never shadow the local ones.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.aws.assembly import Asset

# A zip that does not depend on the time of day has one hash.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MARKER = "omc-local-marker"


def publish(s3: Any, assets: Sequence[Asset], *, live_code: bool = False) -> int:
    """Upload what the buckets do not hold yet; returns how many objects were written."""
    present = {bucket: _keys(s3, bucket) for bucket in sorted({asset.bucket for asset in assets})}
    missing = [asset for asset in assets if asset.key not in present[asset.bucket]]
    for asset in missing:
        s3.put_object(Bucket=asset.bucket, Key=asset.key, Body=content(asset, live_code=live_code))
    return len(missing)


def content(asset: Asset, *, live_code: bool = False) -> bytes:
    """The bytes to upload for one asset."""
    if not asset.zipped or asset.source.is_file():
        return asset.source.read_bytes()
    if is_layer(asset.source) or (live_code and any(asset.source.rglob("*.py"))):
        return zipped({_MARKER: b"code comes from the checkout and its virtual environment"})
    files = sorted(path for path in asset.source.rglob("*") if path.is_file())
    return zipped({path.relative_to(asset.source).as_posix(): path.read_bytes() for path in files})


def is_layer(folder: Path) -> bool:
    """Whether the folder is a Lambda layer: third-party code below `python/`, nothing of ours beside it."""
    return (folder / "python").is_dir() and not any(folder.glob("*.py"))


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip with the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=1)
    return buffer.getvalue()


def _keys(s3: Any, bucket: str) -> set[str]:
    """Keys of the bucket, which is created when it is not there."""
    if bucket not in {found["Name"] for found in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=bucket)
        return set()
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}
