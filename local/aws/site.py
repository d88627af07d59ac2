"""Put the console's build into its bucket, as the deployer does everywhere: new files in, old files out."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any

# Vite names everything but the page by its content, so only the page must be asked for again.
_PAGE_CACHE = "no-cache"
_HASHED_CACHE = "public, max-age=31536000, immutable"


def sync_site(s3: Any, directory: Path, bucket: str) -> tuple[int, int]:
    """Make the bucket equal to the directory; returns (uploaded, deleted) counts."""
    if not (directory / "index.html").is_file():
        raise FileNotFoundError(f"Expected {directory / 'index.html'}; build the console first.")
    wanted = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}
    present = _present(s3, bucket)
    changed = [key for key, path in wanted.items() if present.get(key) != _digest(path)]
    # The page goes last: until then the old page finds its old files.
    for key in sorted(changed, key=lambda name: (name == "index.html", name)):
        s3.put_object(Bucket=bucket, Key=key, Body=wanted[key].read_bytes(), **headers(key))
    stale = sorted(set(present) - set(wanted))
    for key in stale:
        s3.delete_object(Bucket=bucket, Key=key)
    return len(changed), len(stale)


def headers(key: str) -> dict[str, str]:
    """Content type and caching of one file.

    >>> headers("assets/app-1a2b.js")["CacheControl"]
    'public, max-age=31536000, immutable'
    """
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    return {"ContentType": kind, "CacheControl": _HASHED_CACHE if key.startswith("assets/") else _PAGE_CACHE}


def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _present(s3: Any, bucket: str) -> dict[str, str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", [])}
