"""A Floor in its table: one algorithm that has traded, and the API in front of it."""

import itertools
from typing import Any

import boto3
import pytest

from functions.api.floor.handler import app
from omc.adapters.dynamodb.floor.venue import DynamoVenue
from omc.floor.algorithms import algorithm_id_of
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_table import OWNER, WatchedTable, transactor
from tests.fakes.floor_world import FloorWorld
from tests.fakes.gateway import Answer, Context, http_event, read
from tests.fakes.quick_moto import quick_transactions

BARS = 20
_keys = itertools.count()
_lived: list[Any] = []


def ask(method: str, path: str, **request: Any) -> Answer:
    """As Ada, unless `sub` says who; every POST with a key of its own, unless `key` says which."""
    headers = request.pop("headers", {})
    if method == "POST":
        headers = headers | {"idempotency-key": request.pop("key", f"key-{next(_keys):06}")}
    request.setdefault("sub", OWNER)
    return read(app.resolve(http_event(method, path, headers=headers, **request), Context()))


@pytest.fixture
def world(cloud: None, monkeypatch: pytest.MonkeyPatch) -> FloorWorld:
    """Nothing deployed yet; what happens in it stands in the tables that the API reads."""
    quick_transactions(monkeypatch)
    client = boto3.client("dynamodb")
    store = WatchedTable(client, "floor", transactor(client))
    return FloorWorld(INSTRUMENT, DynamoVenue(client, "floor", transactor(client)), store=store)


@pytest.fixture
def traded(world: FloorWorld) -> FloorWorld:
    """Twenty bars after the first deployment: some trades closed, a position open.

    Lived through once; later tests find the table as it was left.
    """
    client = boto3.client("dynamodb")
    if _lived:
        for item in _lived:
            client.put_item(TableName="floor", Item=item)
        world.market.append(SERIES, bars(WAVES)[:BARS])
        world.algorithm_id = algorithm_id_of("promo-1")
    else:
        world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
        world.show(SERIES, bars(WAVES)[:BARS])
        _lived.extend(client.scan(TableName="floor")["Items"])
    assert world.account.quantity
    return world
