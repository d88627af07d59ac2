"""The Floor's memory and neighbours in memory; the store is judged by the contract of the real one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from omc.floor.accounts import Account, Kill
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import Changes, EquityPoint, FillRecord, Notice, TradeRecord
from omc.floor.decision import Signal
from omc.floor.journal import Entry
from omc.floor.operations import Operation, Owner
from omc.floor.orders import Order
from omc.floor.ports import Part
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.strategy.model import StrategySpec


class MemoryFloorStore:
    """FloorStore and FloorRecords; everything written stays readable in its dictionaries."""

    def __init__(self) -> None:
        self.things: dict[tuple[str, str], Any] = {}
        self.specs: dict[str, StrategySpec] = {}
        self.records: dict[tuple[str, str], Any] = {}
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.watched_last: Ms | None = None
        self.reconciled_last: Ms | None = None

    def commit(self, changes: Changes) -> None:
        self._refuse_killed(changes)
        versioned = list(_versioned(changes))
        for kind, key, thing in versioned:
            known = self.things.get((kind, key))
            if (known.version if known else 0) != thing.version:
                raise Conflict(f"expected {kind} {key} at version {thing.version}")
        fresh = list(_records(changes))
        for kind, key, _ in fresh:
            if (kind, key) in self.records:
                raise Conflict(f"expected no {kind} {key} yet")
        for kind, key, thing in versioned:
            self.things[kind, key] = replace(thing, version=thing.version + 1)
        self.records.update({(kind, key): record for kind, key, record in fresh})
        self.events.extend(changes.events)
        self.notices.extend(changes.notices)

    def deploy(self, changes: Changes, spec: StrategySpec) -> None:
        self.commit(changes)
        assert changes.algorithm is not None
        self.specs[changes.algorithm.algorithm_id] = spec

    def engage_kill(self, account_id: str, kill: Kill) -> Account:
        account = self.account(account_id)
        if account.kill is None:
            account = replace(account, kill=kill, version=account.version + 1)
            self.things["account", account_id] = account
        return account

    def account(self, account_id: str) -> Account:
        found = self._get("account", account_id)
        assert isinstance(found, Account)
        return found

    def algorithm(self, algorithm_id: str) -> Algorithm:
        found = self._get("algorithm", algorithm_id)
        assert isinstance(found, Algorithm)
        return found

    def order(self, order_id: str) -> Order:
        found = self._get("order", order_id)
        assert isinstance(found, Order)
        return found

    def operation(self, operation_id: str) -> Operation:
        found = self._get("operation", operation_id)
        assert isinstance(found, Operation)
        return found

    def owner(self, owner_id: str) -> Owner:
        found = self.things.get(("owner", owner_id), Owner(owner_id))
        assert isinstance(found, Owner)
        return found

    def spec(self, algorithm_id: str) -> StrategySpec:
        return self.specs[algorithm_id]

    def subscribers(self, series_key: str) -> Sequence[str]:
        return [a.algorithm_id for a in self._algorithms() if a.status.running and a.series.key == series_key]

    def running(self) -> Sequence[str]:
        return [a.algorithm_id for a in self._algorithms() if a.status.running]

    def unfinished(self) -> Sequence[str]:
        return [key for (kind, key), o in self.things.items() if kind == "operation" and not o.finished]

    def algorithms_of(self, owner_id: str) -> Sequence[str]:
        return [a.algorithm_id for a in self._algorithms() if a.owner_id == owner_id]

    def owners(self) -> Sequence[str]:
        return sorted({a.owner_id for a in self._algorithms()})

    def audits(self, subject: str) -> Sequence[AuditRecord]:
        found = [r for (kind, _), r in self.records.items() if kind == "audit" and r.subject == subject]
        return sorted(found, key=lambda record: record.seq)

    def watched_at(self) -> Ms | None:
        return self.watched_last

    def watched(self, at: Ms) -> None:
        self.watched_last = at

    def reconciled_at(self) -> Ms | None:
        return self.reconciled_last

    def reconciled(self, at: Ms) -> None:
        self.reconciled_last = at

    def orders_of(self, owner_id: str, after: str | None, limit: int) -> Part[Order]:
        orders = [o for (kind, _), o in self.things.items() if kind == "order"]
        mine = [o for o in orders if o.intent.owner_id == owner_id]
        return _part(mine, lambda o: f"{o.intent.decided_at:013}#{o.order_id}", after, limit)

    def trades_of(self, owner_id: str, after: str | None, limit: int) -> Part[TradeRecord]:
        mine = [t for t in self.trades() if t.owner_id == owner_id]
        return _part(mine, lambda t: f"{t.closed_at:013}#{t.seq:010}#{t.trade_id}", after, limit)

    def signals_of(self, owner_id: str, after: str | None, limit: int) -> Part[Signal]:
        mine = [r for (kind, _), r in self.records.items() if kind == "signal" and r.owner_id == owner_id]
        return _part(mine, lambda s: f"{s.ts:013}#{s.signal_id}", after, limit)

    def equity_of(self, account_id: str, since: Ms) -> Sequence[EquityPoint]:
        points = [r for (kind, _), r in self.records.items() if kind == "equity"]
        mine = [p for p in points if p.account_id == account_id and p.at >= since]
        return sorted(mine, key=lambda p: p.at)

    def entries_of(self, account_id: str) -> Sequence[Entry]:
        mine = [r for (kind, _), r in self.records.items() if kind == "entry" and r.account_id == account_id]
        return sorted(mine, key=lambda entry: entry.seq)

    def fills_of(self, order_id: str) -> Sequence[FillRecord]:
        return [r for (kind, _), r in self.records.items() if kind == "fill" and r.order_id == order_id]

    def trades(self) -> list[TradeRecord]:
        found = [r for (kind, _), r in self.records.items() if kind == "trade"]
        return sorted(found, key=lambda record: (record.closed_at, record.seq))

    def orders(self) -> list[Order]:
        return [o for (kind, _), o in self.things.items() if kind == "order"]

    def _algorithms(self) -> list[Algorithm]:
        return [a for (kind, _), a in self.things.items() if kind == "algorithm"]

    def _get(self, kind: str, key: str) -> object:
        if (kind, key) not in self.things:
            raise NotFound(f"expected a known {kind}, got {key!r}")
        return self.things[kind, key]

    def _refuse_killed(self, changes: Changes) -> None:
        account = self.things.get(("account", changes.unless_killed or ""))
        owner = self.things.get(("owner", changes.unless_owner_killed or ""))
        if (account and account.kill) or (owner and owner.kill):
            raise Conflict("expected no kill flag")


def _part(items: Iterable[Any], key: Callable[[Any], str], after: str | None, limit: int) -> Part[Any]:
    ordered = sorted(items, key=key, reverse=True)
    rest = [item for item in ordered if after is None or key(item) < after]
    shown = rest[:limit]
    return Part(shown, key(shown[-1]) if len(rest) > limit else None)


def _versioned(changes: Changes) -> Iterable[tuple[str, str, Any]]:
    if changes.account is not None:
        yield "account", changes.account.account_id, changes.account
    if changes.algorithm is not None:
        yield "algorithm", changes.algorithm.algorithm_id, changes.algorithm
    if changes.operation is not None:
        yield "operation", changes.operation.operation_id, changes.operation
    if changes.owner is not None:
        yield "owner", changes.owner.owner_id, changes.owner
    for order in changes.orders:
        yield "order", order.order_id, order


def _records(changes: Changes) -> Iterable[tuple[str, str, Any]]:
    yield from (("entry", entry.entry_id, entry) for entry in changes.entries)
    yield from (("audit", audit.record_id, audit) for audit in changes.audits)
    yield from (("fill", fill.fill_id, fill) for fill in changes.fills)
    yield from (("trade", trade.trade_id, trade) for trade in changes.trades)
    yield from (("signal", signal.signal_id, signal) for signal in changes.signals)
    if changes.equity is not None:
        yield "equity", f"{changes.equity.account_id}#{changes.equity.at}", changes.equity


@dataclass
class RecordingWaker:
    """Keeps what it was asked for, for the test to do."""

    decisions: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)

    def decide(self, series_key: str) -> None:
        self.decisions.append(series_key)

    def work(self, operation_id: str) -> None:
        self.works.append(operation_id)


@dataclass
class SwitchSchedules:
    on: bool = False

    def ensure(self) -> None:
        self.on = True

    def remove(self) -> None:
        self.on = False


@dataclass
class SetHealth:
    state: bool | None = True

    def healthy(self, venue: str) -> bool | None:
        return self.state
