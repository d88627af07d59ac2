"""Clients and settings of the environment, made on first use and kept for the life of the process."""

import os
from functools import cache
from typing import TYPE_CHECKING

from omc.kernel.errors import Bug

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def setting(name: str) -> str:
    """The environment variable `name`; a missing one is a fault of the deployment."""
    value = os.environ.get(name)
    if not value:
        raise Bug(f"expected the environment variable {name} to be set, it is not")
    return value


@cache
def dynamodb() -> "DynamoDBClient":
    # boto3 is imported late: a route that needs no table answers without paying for it.
    import boto3

    return boto3.client("dynamodb")
