"""moto and botocore without what they do again and again: a third of the time of the tests that use them.

- moto gives each attribute of each item to a serializer that tries ten member names in several spellings,
  though its items are spelled as on the wire already.
- botocore reads its service models anew for every session, and moto makes every test a session of its own.
- moto copies the whole table, item by item, once for every item of a transaction, to be able to roll back.
  Where transactions put, delete and check whole items, those are never changed in place: a copy of the
  dictionaries that hold them rolls back just as well. Tests of such tables ask for `quick_transactions`.
"""

import copy
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.loaders
import botocore.session
import pytest
from botocore.model import StructureShape
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models.table import Table

BINARY = ("B", "BS")


def install() -> None:
    """The first two, from now on, for this process."""
    slow = JSONSerializer._serialize_type_structure
    JSONSerializer._serialize_type_structure = quick_structure(slow)  # type: ignore[method-assign]
    botocore.loaders.create_loader = cache(botocore.loaders.create_loader)


def quick_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tables with a sort key, for as long as the test lasts."""
    monkeypatch.setattr(Table, "__deepcopy__", _snapshot, raising=False)


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


def quick_structure(slow: Callable[..., None]) -> Callable[..., None]:
    """`slow`, but for attribute values that are on the wire what they are in the table."""

    def serialize(self: Any, serialized: Any, value: Any, shape: StructureShape, key: str) -> None:
        if key and shape.name == "AttributeValue" and is_plain(value):
            serialized[key] = value
        else:
            slow(self, serialized, value, shape, key)

    return serialize


def is_plain(value: Any) -> bool:
    """Whether an attribute value, such as {"S": "text"}, holds no bytes, which the wire spells otherwise."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, held),) = value.items()
    if kind == "M":
        return all(is_plain(one) for one in held.values())
    if kind == "L":
        return all(is_plain(one) for one in held)
    return kind not in BINARY
