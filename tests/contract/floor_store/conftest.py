"""The Floor's store in memory and over an emulated table: one contract."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tests.fakes.floor import MemoryFloorStore
from tests.fakes.floor_table import WatchedTable, transactor
from tests.fakes.floor_world import WatchedStore
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table

TABLE = "floor"


@pytest.fixture(params=["memory", "table"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedStore]:
    if request.param == "memory":
        yield MemoryFloorStore()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    quick_transactions(monkeypatch)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, TABLE)
        yield WatchedTable(client, TABLE, transactor(client))
