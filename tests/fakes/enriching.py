"""Posts and an enricher over a made-up provider, in memory."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from local.sources.server import SourceServer, serving
from omc.adapters.evidence.registry import plugin
from omc.kernel.instants import HOUR_MS, MINUTE_MS, Ms, from_iso
from omc.ledgers.collectors import Collector, Run, State, Trigger
from omc.ledgers.enrichment.model import ModelUse
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.ports import RecordWriter
from omc.ledgers.records import Enrichment, SocialPost
from omc.ledgers.running import Workplace, run_collector
from omc.ledgers.sources import Opened
from tests.fakes.ledgers import MemoryCollectors, MemoryRawPages, MemoryRecords, MemoryTurns
from tests.fakes.sources import Bench
from tests.fakes.told import post

NOW: Ms = from_iso("2024-03-05T12:00:00Z")
KEY = "sk-never-seen-anywhere"
NAME = "llm_sentiment"


class MemoryUses:
    """The ModelUses port."""

    def __init__(self) -> None:
        self.kept: list[ModelUse] = []

    def add(self, use: ModelUse) -> None:
        self.kept.append(use)

    @property
    def cost(self) -> Decimal:
        return sum((one.cost_usd for one in self.kept), Decimal(0))


@dataclass(frozen=True)
class KnownInMemory:
    store: MemoryRecords

    def known(self, record_ids: Sequence[str]) -> Collection[str]:
        return {one for one in record_ids if one in self.store.things}


@dataclass
class EnrichingHouse:
    """A ledger with posts, a provider, and runs of the enricher."""

    server: SourceServer
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.uses = MemoryUses()
        settings = {"api_key": KEY, **self.settings}
        self.bench = Bench(plugin(NAME), self.server.origin, NOW, settings)
        self.store = MemoryRecords(self.bench.clock)
        self.bench.ledger = LedgerPlaces(self.store, KnownInMemory(self.store), self.uses)
        self.book = MemoryCollectors(
            Collector(NAME, NAME, "Scores", State.ACTIVE, {}, NOW, NOW, "1", active_since=NOW)
        )
        self.runs = 0

    def told(self, *texts: str, votes: int = 0) -> list[SocialPost]:
        """Posts of the last hours, the first the newest."""
        posts = [
            post(f"reddit:{n:03}", NOW - (n + 1) * MINUTE_MS, NOW - n * MINUTE_MS, 0.0, title=text)
            for n, text in enumerate(texts)
        ]
        posts = [replace(one, score=votes) for one in posts]
        self.store.write(posts)
        return posts

    def run(self, writer: RecordWriter | None = None) -> Run:
        """One start, as by the schedule."""
        self.runs += 1
        place = Workplace(self.bench.clock, self.book, writer or self.store, MemoryTurns(), MemoryRawPages())
        return run_collector(
            NAME, lambda _: Opened(self.bench.source(), lambda: 0), place, run_id=f"run-{self.runs}",
            trigger=Trigger.SCHEDULE, until=self.bench.clock.now() + HOUR_MS,
        )  # fmt: skip

    def made(self) -> dict[str, Enrichment]:
        """Enrichments by the title of their post; every wording, so that a second one would show."""
        found: dict[str, Enrichment] = {}
        for thing in self.store.things.values():
            for record in thing.records:
                if isinstance(record, Enrichment):
                    title = self.store.things[record.item_id].records[-1]
                    assert isinstance(title, SocialPost)
                    assert title.title not in found, "two records of one post"
                    found[title.title] = record
        return found

    def scores(self) -> dict[str, dict[str, Decimal]]:
        """By title and coin."""
        return {
            title: {one.symbol: one.sentiment.score for one in made.coins}
            for title, made in self.made().items()
        }

    def asked(self) -> list[dict[str, Any]]:
        return list(self.server.asked)

    def close(self) -> None:
        self.bench.client.close()


@contextmanager
def enriching(**settings: Any) -> Iterator[EnrichingHouse]:
    with serving() as server:
        server.now = NOW
        house = EnrichingHouse(server, settings)
        try:
            yield house
        finally:
            house.close()
