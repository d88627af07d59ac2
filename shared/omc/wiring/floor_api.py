"""Builds what the Floor's API reads: one owner's view of the Floor; floor_api_actions is what they may do."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from omc.adapters.dynamodb.feed import FeedReader
from omc.adapters.dynamodb.floor.queries import Board, DynamoFloorQueries
from omc.contracts.http import floor as wire
from omc.contracts.http import floor_views as views
from omc.contracts.http.floor_sums import sums_out
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.changes import TradeRecord
from omc.floor.operations import Operation
from omc.floor.orders import Order
from omc.floor.ports import Part
from omc.floor.states import OrderState
from omc.floor.totals import totals
from omc.kernel.errors import NotFound
from omc.wiring.clients import dynamodb, setting
from omc.wiring.floor_parts import clock, records, store

__all__ = ["Desk", "desk", "records", "views"]

CHANNEL = "floor"
_EVENTS = 200


def queries() -> DynamoFloorQueries:
    return DynamoFloorQueries(dynamodb(), setting("OMC_FLOOR_TABLE"))


@cache
def _feed() -> FeedReader:
    return FeedReader(dynamodb(), setting("OMC_SOCKETS_TABLE"))


@dataclass(frozen=True)
class Desk:
    """Everything of one owner; what is somebody else's is not there."""

    owner_id: str

    def board(self) -> Board:
        return queries().board(self.owner_id)

    def algorithm(self, algorithm_id: str) -> Algorithm:
        algorithm = store().algorithm(algorithm_id)
        self._check(algorithm.owner_id, "algorithm", algorithm_id)
        return algorithm

    def algorithm_out(self, algorithm_id: str) -> wire.AlgorithmOut:
        algorithm = self.algorithm(algorithm_id)
        return views.algorithm_out(algorithm, store().account(algorithm.account_id))

    def order(self, order_id: str) -> wire.OrderDetail:
        order = store().order(order_id)
        self._check(order.intent.owner_id, "order", order_id)
        audits = store().audits(f"order:{order_id}")
        return views.order_detail(order, records().fills_of(order_id), audits)

    def orders(self, only: Mapping[str, str | None], after: str | None, limit: int) -> Part[Order]:
        """Newest first; `only`: algorithm_id, state."""
        return queries().orders_where(self.owner_id, _given(only), after, limit)

    def trades(self, only: Mapping[str, str | None], after: str | None, limit: int) -> Part[TradeRecord]:
        """Newest first; `only`: algorithm_id, mode."""
        return queries().trades_where(self.owner_id, _given(only), after, limit)

    def operation(self, operation_id: str) -> Operation:
        operation = store().operation(operation_id)
        self._check(operation.owner_id, "operation", operation_id)
        return operation

    def positions(self) -> list[wire.PositionOut]:
        return _positions(self.board().accounts)

    def state(self, since: int | None, mode: str | None) -> tuple[str, wire.SyncOut]:
        """The whole state and its tag, which changes with anything but the server's time.

        The feed's number is read first: what is told after it may be in the state already, never less.
        """
        seq = _feed().head(self.owner_id, CHANNEL)
        board, compared = self.board(), store().reconciled_at()
        owner, accounts = board.owner, board.accounts
        orders = queries().orders(key for account in accounts for key in account.open_orders)
        operation = store().operation(owner.operation_id) if owner.operation_id else None
        books = [sums_out(one) for one in totals(accounts)]
        answer = wire.SyncOut(
            seq=seq,
            server_time=clock.now(),
            kill=views.kill_out(owner.kill),
            pnl=next((one for one in books if mode in (None, one.mode)), None),
            pnl_by_mode=books,
            algorithms=[views.algorithm_out(one, account) for one, account in board.rows],
            open_orders=[views.order_out(order) for order in orders],
            positions=_positions(accounts),
            events=self._events(since, seq),
            operation=views.operation_out(operation) if operation else None,
            last_reconciliation=wire.ReconciliationOut(time=compared, clean=_clean(accounts)),
        )
        told = answer.model_dump_json(exclude={"server_time"})
        return hashlib.sha256(told.encode()).hexdigest()[:24], answer

    def _events(self, since: int | None, last: int) -> list[wire.FeedEvent]:
        if since is None or since >= last:
            return []
        found = _feed().since(self.owner_id, CHANNEL, since, _EVENTS)
        return [
            wire.FeedEvent(seq=one.seq, type=one.type, data=dict(one.data), timestamp=one.timestamp)
            for one in found
            if one.seq <= last
        ]

    def _check(self, owner_id: str, kind: str, name: str) -> None:
        """In the words of a thing that does not exist: whose it is, is nobody's business."""
        if owner_id != self.owner_id:
            raise NotFound(f"expected a known {kind}, got {name!r}")


def desk(owner_id: str) -> Desk:
    return Desk(owner_id)


def _positions(accounts: Sequence[Account]) -> list[wire.PositionOut]:
    return [one for one in map(views.position_out, accounts) if one is not None]


def _clean(accounts: Sequence[Account]) -> bool:
    lost = any(OrderState.UNKNOWN in account.open_orders.values() for account in accounts)
    return not lost and not any(account.difference for account in accounts)


def _given(only: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in only.items() if value is not None}
