"""The hard stop watcher (OMC-FLR-072, 073): the ladder, heartbeats, venue health, unfinished stops.

Idempotent: what it does is a function of what it finds, and a stop it calls for is named after the day
and the rung, so that twice is once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.changes import Changes
from omc.floor.ladder import (
    LOCK_DRAWDOWN_FRACTION,
    NO_ENTRIES_FRACTION,
    STOP_FRACTION,
    Rung,
    Standing,
    rung,
)
from omc.floor.notices import risk_warning
from omc.floor.operations import STOP_WORD, Scope
from omc.floor.ports import FloorStore, VenueHealth, Waker
from omc.floor.reasons import Reason
from omc.floor.services.liquidate import Liquidator
from omc.floor.services.status import set_status
from omc.floor.services.stop import Person, Stopper, StopRequest
from omc.kernel.errors import Conflict
from omc.kernel.instants import MINUTE_MS, Ms, utc_day
from omc.kernel.ports import Clock

FAILED_CALLS_BEFORE_PAUSE = 3
HEARTBEAT_MS = MINUTE_MS
_ACTOR = "floor/watch"


@dataclass
class Watcher:
    """One pass per call; counts failed venue calls from pass to pass."""

    store: FloorStore
    health: VenueHealth
    stopper: Stopper
    liquidator: Liquidator
    waker: Waker
    clock: Clock
    _failures: dict[str, int] = field(default_factory=dict)

    def once(self) -> Rung:
        """Look at everything once; the highest rung found."""
        now = self.clock.now()
        self.store.watched(now)
        for operation_id in self.store.unfinished():
            self.stopper.go_on(operation_id)
            self.liquidator.work(operation_id, budget_ms=0)
        running = [self.store.algorithm(key) for key in self.store.running()]
        self._check_venues(running, now)
        groups: dict[tuple[str, str], list[tuple[Algorithm, Account]]] = {}
        for algorithm in running:
            account = self.store.account(algorithm.account_id)
            groups.setdefault((algorithm.owner_id, algorithm.mode), []).append((algorithm, account))
        return max((self._owner(group) for group in groups.values()), default=Rung.CALM)

    def _owner(self, group: Sequence[tuple[Algorithm, Account]]) -> Rung:
        """The ladder over all of an owner's accounts of one mode."""
        standings = [_standing(account) for _, account in group]
        total = standings[0]
        for other in standings[1:]:
            total = total.plus(other)
        found = rung(total)
        for _, account in group:
            self._warn(account, rung(_standing(account)))
        if found >= Rung.STOP and any(account.kill is None for _, account in group):
            self._stop(group, total, found)
        return found

    def _stop(self, group: Sequence[tuple[Algorithm, Account]], total: Standing, found: Rung) -> None:
        owner_id = group[0][0].owner_id
        day = utc_day(max(account.marks.marked_at or 0 for _, account in group))
        said = (
            f"drawdown {total.drawdown_fraction:.4f} passed {LOCK_DRAWDOWN_FRACTION}"
            if found is Rung.LOCK
            else f"loss of the day {total.day_loss_fraction:.4f} passed {STOP_FRACTION}"
        )
        request = StopRequest(
            Person(owner_id, _ACTOR), Scope.ACCOUNT, STOP_WORD, said,
            f"ladder-{found.name}-{day}", lock=found is Rung.LOCK,
        )  # fmt: skip
        try:
            self.stopper.stop(request)
        except Conflict:
            # In the cooldown of a stop that has just ended; the next pass looks again.
            return

    def _warn(self, account: Account, found: Rung) -> None:
        if found < Rung.NO_ENTRIES:
            return
        loss = _standing(account).day_loss_fraction.quantize(Decimal("0.0001"))
        action = "no new entries" if found is Rung.NO_ENTRIES else "emergency stop"
        level = "warning" if found is Rung.NO_ENTRIES else "critical"
        notice = risk_warning(account, "daily_loss", level, loss, NO_ENTRIES_FRACTION, action)
        self.store.commit(Changes(notices=(notice,)))

    def _check_venues(self, running: Iterable[Algorithm], now: Ms) -> None:
        """Three failed calls in a row pause the algorithms on that venue; to resume is a person's choice."""
        by_venue: dict[str, list[Algorithm]] = {}
        for algorithm in running:
            by_venue.setdefault(algorithm.series.venue, []).append(algorithm)
        for venue, algorithms in by_venue.items():
            failed = 0 if self.health.healthy(venue) else self._failures.get(venue, 0) + 1
            self._failures[venue] = failed
            for algorithm in algorithms:
                self._beat(algorithm, failed, now)

    def _beat(self, algorithm: Algorithm, failed: int, now: Ms) -> None:
        if failed >= FAILED_CALLS_BEFORE_PAUSE and algorithm.status is AlgorithmStatus.ACTIVE:
            reason = Reason("venue_down", f"{failed} calls to {algorithm.series.venue} failed in a row")
            set_status(self.store, algorithm.algorithm_id, AlgorithmStatus.PAUSED, now, _ACTOR, reason)
            return
        if now - algorithm.heartbeat_at < HEARTBEAT_MS:
            return
        # A wake each minute finds what a lost message has left behind.
        self.waker.decide(algorithm.series.key)
        try:
            self.store.commit(Changes(algorithm=replace(algorithm, heartbeat_at=now)))
        except Conflict:
            # It was just judged, which is a heartbeat too.
            return


def _standing(account: Account) -> Standing:
    marks = account.marks
    return Standing(marks.equity, marks.day_open_equity, marks.peak_equity)
