"""Keys and items of the floor table; see the package for the map."""

from collections.abc import Iterator
from typing import Any

from omc.adapters.dynamodb.client import Item
from omc.contracts.floor import document
from omc.floor.accounts import Account
from omc.floor.algorithms import Algorithm
from omc.floor.audit import AuditRecord
from omc.floor.changes import Changes, EquityPoint, FillRecord, TradeRecord
from omc.floor.decision import Signal
from omc.floor.journal import Entry
from omc.floor.operations import Operation, Owner
from omc.floor.orders import Order
from omc.kernel.instants import Ms

Key = tuple[str, str]
STATE = "STATE"
RUNNING, UNFINISHED, OWNERS = "RUNNING", "UNFINISHED", "OWNERS"
WATCH, RECONCILED = ("WATCH", "LAST"), ("RECONCILE", "LAST")
Versioned = Account | Algorithm | Order | Operation | Owner


def at(instant: Ms) -> str:
    return f"{instant:013}"


def account_key(account_id: str) -> Key:
    return f"ACCOUNT#{account_id}", STATE


def algorithm_key(algorithm_id: str) -> Key:
    return f"ALGORITHM#{algorithm_id}", STATE


def order_key(order_id: str) -> Key:
    return f"ORDER#{order_id}", STATE


def operation_key(operation_id: str) -> Key:
    return f"OPERATION#{operation_id}", STATE


def owner_key(owner_id: str) -> Key:
    return f"OWNER#{owner_id}", STATE


def series_pk(series_key: str) -> str:
    return f"SERIES#{series_key}"


def versioned(changes: Changes) -> Iterator[tuple[Versioned, Item]]:
    """What a commit moves on, each with the item it becomes."""
    if changes.account is not None:
        account = changes.account
        yield account, _item(account_key(account.account_id), account, killed=account.kill is not None)
    if changes.algorithm is not None:
        yield changes.algorithm, _item(algorithm_key(changes.algorithm.algorithm_id), changes.algorithm)
    if changes.operation is not None:
        yield changes.operation, _item(operation_key(changes.operation.operation_id), changes.operation)
    if changes.owner is not None:
        owner = changes.owner
        yield owner, _item(owner_key(owner.owner_id), owner, killed=owner.kill is not None)
    for order in changes.orders:
        listed = {
            "gsi1pk": f"ORDERS#{order.intent.owner_id}",
            "gsi1sk": f"{at(order.intent.decided_at)}#{order.order_id}",
        }
        yield order, _item(order_key(order.order_id), order, **listed)


def records(changes: Changes) -> Iterator[Item]:
    """What a commit writes once and for all."""
    yield from (_record(_entry_key(one), one) for one in changes.entries)
    yield from (_record(_audit_key(one), one) for one in changes.audits)
    yield from (_record(_fill_key(one), one) for one in changes.fills)
    yield from (_record(_trade_key(one), one) for one in changes.trades)
    yield from (_record(_signal_key(one), one) for one in changes.signals)
    if changes.equity is not None:
        yield _record(_equity_key(changes.equity), changes.equity)


def _item(key: Key, record: Versioned, **attributes: Any) -> Item:
    version = record.version + 1
    doc = document(record) | {"version": version}
    return {"pk": key[0], "sk": key[1], "version": version, "doc": doc, **attributes}


def _record(key: Key, record: object) -> Item:
    return {"pk": key[0], "sk": key[1], "doc": document(record)}


def _entry_key(one: Entry) -> Key:
    return f"ACCOUNT#{one.account_id}", f"JOURNAL#{one.seq:010}"


def _audit_key(one: AuditRecord) -> Key:
    return f"AUDIT#{one.subject}", f"{one.seq:08}"


def _fill_key(one: FillRecord) -> Key:
    return f"ORDER#{one.order_id}", f"FILL#{one.report_seq:010}"


def _trade_key(one: TradeRecord) -> Key:
    return f"TRADES#{one.owner_id}", f"{at(one.closed_at)}#{one.seq:010}#{one.trade_id}"


def _signal_key(one: Signal) -> Key:
    return f"SIGNALS#{one.owner_id}", f"{at(one.ts)}#{one.signal_id}"


def _equity_key(one: EquityPoint) -> Key:
    return f"EQUITY#{one.account_id}", at(one.at)
