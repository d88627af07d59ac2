"""Builds what the Floor's API answers with: one owner's view of the Floor, and what they may do there."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from omc.adapters.dynamodb.feed import FeedReader
from omc.contracts.http import floor as wire
from omc.contracts.http import floor_views as views
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm, AlgorithmStatus
from omc.floor.operations import Operation, Scope
from omc.floor.orders import Mode, Order
from omc.floor.reasons import Reason
from omc.floor.reporting import RANGES_MS, curve, pnl_by_mode
from omc.floor.services.status import set_status
from omc.floor.services.stop import Person, StopRequest
from omc.floor.states import OrderState
from omc.kernel.errors import NotFound
from omc.wiring.clients import dynamodb, setting
from omc.wiring.floor_parts import clock, records, store
from omc.wiring.floor_stop import resumer, stopper

__all__ = ["Person", "activate", "desk", "lift", "pause", "records", "remember_dialog", "stop", "views"]

CHANNEL = "floor"
_EVENTS = 200


@cache
def _feed() -> FeedReader:
    return FeedReader(dynamodb(), setting("OMC_SOCKETS_TABLE"))


@dataclass(frozen=True)
class Desk:
    """Everything of one owner, read once per request."""

    owner_id: str

    def rows(self) -> list[tuple[Algorithm, Account]]:
        """The owner's algorithms with their accounts, youngest first."""
        algorithms = [store().algorithm(key) for key in store().algorithms_of(self.owner_id)]
        algorithms.sort(key=lambda one: (one.created_at, one.algorithm_id), reverse=True)
        return [(one, store().account(one.account_id)) for one in algorithms]

    def algorithm(self, algorithm_id: str) -> Algorithm:
        algorithm = store().algorithm(algorithm_id)
        if algorithm.owner_id != self.owner_id:
            raise NotFound(f"expected an algorithm of yours, got {algorithm_id!r}")
        return algorithm

    def algorithm_out(self, algorithm_id: str) -> wire.AlgorithmOut:
        algorithm = self.algorithm(algorithm_id)
        return views.algorithm_out(algorithm, store().account(algorithm.account_id))

    def order(self, order_id: str) -> wire.OrderDetail:
        order = store().order(order_id)
        if order.intent.owner_id != self.owner_id:
            raise NotFound(f"expected an order of yours, got {order_id!r}")
        audits = store().audits(f"order:{order_id}")
        return views.order_detail(order, records().fills_of(order_id), audits)

    def operation(self, operation_id: str) -> Operation:
        operation = store().operation(operation_id)
        if operation.owner_id != self.owner_id:
            raise NotFound(f"expected an emergency stop of yours, got {operation_id!r}")
        return operation

    def positions(self) -> list[wire.PositionOut]:
        found = (views.position_out(account) for _, account in self.rows())
        return [one for one in found if one is not None]

    def equity(self, span: str, algorithm_id: str | None) -> wire.FloorEquityCurve:
        """One curve per question: of one algorithm, else of the paper accounts, else of the simulated."""
        rows = self.rows()
        if algorithm_id is not None:
            self.algorithm(algorithm_id)
            rows = [row for row in rows if row[0].algorithm_id == algorithm_id]
        mode = _leading_mode(rows)
        accounts = [account for _, account in rows if account.mode == mode]
        length = RANGES_MS[span]
        latest = max((account.marks.marked_at or 0 for account in accounts), default=0)
        since = 0 if length is None else latest - length
        points = {one.account_id: records().equity_of(one.account_id, since) for one in accounts}
        return wire.FloorEquityCurve(mode=mode, points=[views.equity_out(point) for point in curve(points)])

    def state(self, since: int | None) -> tuple[str, wire.SyncOut]:
        """The whole state and its tag, which changes with anything but the server's time."""
        rows, owner = self.rows(), store().owner(self.owner_id)
        accounts = [account for _, account in rows]
        operation = store().operation(owner.operation_id) if owner.operation_id else None
        seq, pnls = _feed().head(self.owner_id, CHANNEL), pnl_by_mode(accounts)
        leading, beat = _leading_mode(rows), store().reconciled_at()
        versions = [(one.algorithm_id, one.version, account.version) for one, account in rows]
        known = (seq, since, versions, owner.version, operation.version if operation else 0)
        answer = wire.SyncOut(
            seq=seq,
            server_time=clock.now(),
            kill=views.kill_out(owner.kill),
            pnl=next((views.pnl_out(one) for one in pnls if one.mode == leading), None),
            pnl_by_mode=[views.pnl_out(one) for one in pnls],
            algorithms=[views.algorithm_out(one, account) for one, account in rows],
            open_orders=[views.order_out(order) for order in _open_orders(accounts)],
            positions=[one for one in map(views.position_out, accounts) if one is not None],
            events=self._events(since),
            operation=views.operation_out(operation) if operation else None,
            last_reconciliation=wire.ReconciliationOut(time=beat, clean=_clean(accounts)),
        )
        return hashlib.sha256(repr(known).encode()).hexdigest()[:24], answer

    def _events(self, since: int | None) -> list[wire.FeedEvent]:
        if since is None:
            return []
        found = _feed().since(self.owner_id, CHANNEL, since, _EVENTS)
        return [
            wire.FeedEvent(seq=one.seq, type=one.type, data=_plain(one.data), timestamp=one.timestamp)
            for one in found
        ]


def desk(owner_id: str) -> Desk:
    return Desk(owner_id)


def stop(
    person: Person,
    scope: str,
    confirmation: str,
    reason: str,
    key: str,
    algorithm_id: str | None = None,
    retire: bool = False,
) -> Operation:
    """Ask for an emergency stop; retire: the algorithm ends for good."""
    return stopper().stop(StopRequest(person, Scope(scope), confirmation, reason, key, algorithm_id, retire))


def remember_dialog(person: Person, action: str) -> None:
    stopper().record_dialog(person, action)


def lift(person: Person, confirmation: str, reason: str) -> tuple[str, ...]:
    """Lift the owner's kill flags."""
    return resumer().lift(person, confirmation, reason)


def activate(person: Person, algorithm_id: str) -> None:
    """Let a paused algorithm enter again."""
    resumer().activate(person, algorithm_id)


def pause(person: Person, algorithm_id: str) -> None:
    """No new entries; exits and stops go on."""
    desk(person.owner_id).algorithm(algorithm_id)
    reason = Reason("paused", f"paused by {person.by}")
    set_status(store(), algorithm_id, AlgorithmStatus.PAUSED, clock.now(), person.by, reason)


def _leading_mode(rows: list[tuple[Algorithm, Account]]) -> Mode | None:
    modes = {algorithm.mode for algorithm, _ in rows}
    return next((mode for mode in (Mode.PAPER, Mode.SIMULATION) if mode in modes), None)


def _open_orders(accounts: list[Account]) -> list[Order]:
    return [store().order(key) for account in accounts for key in account.open_orders]


def _clean(accounts: list[Account]) -> bool:
    lost = any(OrderState.UNKNOWN in account.open_orders.values() for account in accounts)
    return not lost and not any(account.difference for account in accounts)


def _plain(data: Mapping[str, Any]) -> dict[str, object]:
    return dict(data)
