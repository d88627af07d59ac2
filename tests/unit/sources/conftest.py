"""A server for made-up sources, and benches that plugins are opened on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.sources.server import SourceServer, serving
from omc.adapters.evidence.registry import plugin
from omc.kernel.instants import from_iso
from omc.ledgers.records import Record
from tests.fakes.sources import Bench

NOW = from_iso("2024-03-05T12:00:00Z")


@pytest.fixture
def sources() -> Iterator[SourceServer]:
    with serving() as running:
        running.now = NOW
        yield running


@pytest.fixture
def bench(sources: SourceServer) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def open_bench(name: str, **settings: Any) -> Bench:
        made.append(Bench(plugin(name), sources.origin, NOW, settings))
        return made[-1]

    yield open_bench
    for one in made:
        one.client.close()


def records_of(bench: Bench, since: int | None = None) -> list[Record]:
    return [record for page in bench.source().collect(since) for record in page.records]
