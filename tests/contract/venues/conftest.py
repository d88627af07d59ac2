"""The simulated venue in memory, in the table and behind HTTP: one contract."""

import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from moto import mock_aws

from local.venue.book import RequestLog
from local.venue.server import VenueServer
from omc.adapters.dynamodb.floor.venue import DynamoVenue
from omc.adapters.venues.http import HttpVenue
from omc.floor.ports import Venue
from omc.floor.venues.memory import MemoryVenue
from tests.fakes.floor_table import transactor
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table


@pytest.fixture
def server(tmp_path: Path) -> Iterator[VenueServer]:
    """The venue's process, here as a thread, on a free port."""
    made = VenueServer(("127.0.0.1", 0), RequestLog(tmp_path / "venue.jsonl"))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def over_http(server: VenueServer) -> Iterator[HttpVenue]:
    with httpx.Client(base_url=server.url, timeout=2, trust_env=False) as client:
        yield HttpVenue(server.url, client)


@pytest.fixture
def in_table(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoVenue]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    quick_transactions(monkeypatch)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        create_table(client, "floor")
        yield DynamoVenue(client, "floor", transactor(client))


@pytest.fixture(params=["memory", "table", "http"])
def venue(request: pytest.FixtureRequest) -> Venue:
    if request.param == "memory":
        return MemoryVenue()
    found = request.getfixturevalue("in_table" if request.param == "table" else "over_http")
    assert isinstance(found, (DynamoVenue, HttpVenue))
    return found
