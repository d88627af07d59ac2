"""What a source works with, in memory: memory, quotas, breakers, and an Http whose waits move its clock."""

import random
import ssl
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import pytest

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Http
from omc.adapters.evidence.plugin import Plugin
from omc.kernel.breakers import CLOSED, Breaker
from omc.kernel.instants import HOUR_MS, SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.errors import QuotaSpent
from omc.ledgers.sources import Source


class MemoryOfSource:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        self.kept[name] = value


class MemoryQuotas:
    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], int] = {}

    def take(self, name: str, period: str, allowed: int, calls: int = 1) -> int:
        taken = self.taken.get((name, period), 0) + calls
        if taken > allowed:
            raise QuotaSpent(f"expected calls left of {allowed} in {period} for {name}, got none")
        self.taken[name, period] = taken
        return allowed - taken

    def give_back(self, name: str, period: str, calls: int) -> None:
        self.taken[name, period] = self.taken.get((name, period), 0) - calls

    def left(self, name: str, period: str, allowed: int) -> int:
        return allowed - self.taken.get((name, period), 0)


class MemoryBreakers:
    def __init__(self) -> None:
        self.states: dict[str, Breaker] = {}

    def load(self, host: str) -> Breaker:
        return self.states.get(host, CLOSED)

    def save(self, host: str, breaker: Breaker) -> None:
        self.states[host] = breaker


class WaitingClock:
    """A clock that stands, but for the waits it is asked to make."""

    def __init__(self, now: Ms) -> None:
        self.instant = now
        self.waits: list[float] = []

    def now(self) -> Ms:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.instant += round(seconds * SECOND_MS)

    def instead_of_sleeping(self, patch: pytest.MonkeyPatch) -> None:
        """Waits of this thread pass on this clock. Those of others, such as what an earlier test left behind,
        take their time: they would turn this clock's hands as fast as they can."""
        ours, really = threading.get_ident(), time.sleep
        patch.setattr(
            "time.sleep",
            lambda seconds: self.sleep(seconds) if threading.get_ident() == ours else really(seconds),
        )


@cache
def trust() -> ssl.SSLContext:
    """Whom a client trusts, read once: a client's own reading of it takes longer than most tests."""
    return httpx.create_ssl_context()


@dataclass
class Bench:
    """One plugin on a workbench: open it as often as runs are wanted; what it keeps stays."""

    plugin: Plugin[Any]
    origin: str
    now: Ms
    settings: dict[str, Any] = field(default_factory=dict)
    timeout_s: float = 2.0
    ledger: LedgerPlaces | None = None

    def __post_init__(self) -> None:
        self.clock = WaitingClock(self.now)
        self.memory, self.quotas, self.breakers = MemoryOfSource(), MemoryQuotas(), MemoryBreakers()
        self.client = httpx.Client(timeout=self.timeout_s, verify=trust())
        self.kept: dict[str, Any] = {}

    def source(self) -> Source:
        around = Surroundings(self.clock, self.clock.sleep, random.Random(1), self.clock.now() + HOUR_MS)
        http = Http(around, self.breakers, gap_s=self.plugin.gap_s, origin=self.origin, client=self.client)
        context = Context(
            http, self.memory, self.quotas, "bench", synthetic=True, kept=self.kept, ledger=self.ledger
        )
        return self.plugin.open(self.settings, context)
