"""The tables of the API, emulated in process."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from omc.wiring import aws
from tests.fakes.tables import create_table

TABLES = ("market", "floor", "lab", "account", "sockets")


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every table of the house, empty, and the environment that names them."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    for name in TABLES:
        monkeypatch.setenv(f"OMC_{name.upper()}_TABLE", name)
    aws.dynamodb.cache_clear()
    with mock_aws():
        client = boto3.client("dynamodb")
        for name in TABLES:
            create_table(client, name)
        yield
    aws.dynamodb.cache_clear()
