"""Where searches keep their plans, shards and reports."""

from omc.adapters.s3.searches import SearchLake
from omc.wiring.clients import s3, setting


def files() -> SearchLake:
    """Plans, shards and reports in the lake."""
    return SearchLake(s3(), setting("OMC_LAKE_BUCKET"))
