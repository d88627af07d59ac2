"""Makes the emulated DynamoDB's transactions as quick as their items, not as slow as the table.

moto copies the whole table, item by item, once for every item of a transaction, to be able to roll back.
Transactions of this house put, delete and check whole items, and those are never changed in place: a
copy of the dictionaries that hold them rolls back just as well.
"""

import copy
from collections import defaultdict

import pytest
from moto.dynamodb.models.table import Table


def _snapshot(table: Table, memo: dict[int, object]) -> Table:
    del memo
    kept = copy.copy(table)
    items: defaultdict[object, object] = defaultdict(dict)
    items.update({key: dict(ranges) for key, ranges in table.items.items()})
    kept.items = items  # type: ignore[assignment]
    if table.stream_shard is not None:
        kept.stream_shard = copy.copy(table.stream_shard)
        kept.stream_shard.items = list(table.stream_shard.items)
    return kept


def quick_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tables with a sort key, for as long as the test lasts."""
    monkeypatch.setattr(Table, "__deepcopy__", _snapshot, raising=False)
