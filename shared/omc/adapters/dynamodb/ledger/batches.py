"""Records as transactions: heads, revisions, and the events and pushes that tell of them, all or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import MAX_TRANSACTION_ITEMS, Item, marshal
from omc.adapters.dynamodb.ledger.items import Head, head_item, record_items, seen_of
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.push import EVERYONE, push_put
from omc.contracts.ledger_events import critical, is_critical_news, recorded
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import Ms
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.revisions import without_words

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

# DynamoDB takes 4 MB a transaction and 400 KB an item; the rest is for keys and names.
_MOST_CHARS, _MOST_CHARS_EACH = 3_000_000, 350_000
# What tells of a batch: the event, the push, and the source in its list.
_ABOUT_A_BATCH = 3
MOST_ASSETS = 80


@dataclass(frozen=True)
class Move:
    """One record on its way in: what it does to its thing's head, and what it puts."""

    record: Record
    head: Head
    after: Head
    puts: tuple[Item, ...]
    alerts: bool

    @property
    def revises(self) -> bool:
        return self.head.version > 0

    @property
    def count(self) -> int:
        return 1 + len(self.puts) + (2 if self.alerts else 0)

    @property
    def chars(self) -> int:
        return sum(len(str(item["record"])) for item in self.puts)


def move(record: Record, head: Head, now: Ms) -> Move:
    """InvalidInput for a record that no transaction holds."""
    kept = without_words(record) if head.erased else record
    alerts = is_critical_news(kept) and not head.alerted
    puts = tuple(record_items(kept, now))
    if len(puts) > MOST_ASSETS + 1 or len(str(puts[0]["record"])) > _MOST_CHARS_EACH:
        raise InvalidInput(
            f"expected a record of at most {MOST_ASSETS} assets and {_MOST_CHARS_EACH} characters, got "
            f"{record.natural_key[:80]!r} with {len(record.assets)} and {len(str(puts[0]['record']))}"
        )
    # The head remembers what came, not what was kept of it: the same words again are a repeat.
    return Move(kept, head, head.after(seen_of(record), alerted=alerts, now=now), puts, alerts)


@dataclass
class Batch:
    """Moves of one source that are one transaction."""

    moves: list[Move] = field(default_factory=list)
    count: int = _ABOUT_A_BATCH
    chars: int = 0

    @property
    def place(self) -> tuple[str, str]:
        return _place(self.moves[0])

    def takes(self, one: Move) -> bool:
        same = not self.moves or self.place == _place(one)
        fits = self.count + one.count <= MAX_TRANSACTION_ITEMS and self.chars + one.chars <= _MOST_CHARS
        return same and (fits or not self.moves)

    def add(self, one: Move) -> None:
        self.moves.append(one)
        self.count += one.count
        self.chars += one.chars


def batches(moves: Sequence[Move]) -> Iterator[Batch]:
    """As few transactions as hold them, a source's records together."""
    batch = Batch()
    for one in sorted(moves, key=_place):
        if not batch.takes(one):
            yield batch
            batch = Batch()
        batch.add(one)
    if batch.moves:
        yield batch


def writes_of(table: str, batch: Batch, *, listed: bool) -> "list[TransactWriteItemTypeDef]":
    """Each move's head and first put come first, two by two: a refusal names its move by half its index.

    listed: the source stands in the list of sources already.
    """
    first = [write for one in batch.moves for write in (_head_put(table, one), _new_put(table, one.puts[0]))]
    rest = [_put(table, item) for one in batch.moves for item in one.puts[1:]]
    if not listed:
        ledger, source = batch.place
        rest.append(_put(table, {"pk": f"SOURCES#{ledger}", "sk": source}))
    return [*first, *rest, *_told(table, batch)]


def _told(table: str, batch: Batch) -> "Iterator[TransactWriteItemTypeDef]":
    record = batch.moves[0].record
    ledger, channel = record.of_ledger, f"ledger:{record.of_ledger.value}"
    event = recorded(ledger, record.source, [(one.record, one.revises) for one in batch.moves])
    yield outbox_put(table, event)
    yield push_put(table, EVERYONE, channel, "ledger_recorded", event.data, event.event_id)
    for one in batch.moves:
        if one.alerts and isinstance(one.record, CatalystEvent):
            alert = critical(one.record)
            yield outbox_put(table, alert)
            yield push_put(table, EVERYONE, channel, "catalyst_critical", alert.data, alert.event_id)


def _head_put(table: str, one: Move) -> "TransactWriteItemTypeDef":
    put: PutTypeDef = {"TableName": table, "Item": marshal(head_item(one.after))}
    if one.head.version == 0:
        put["ConditionExpression"] = "attribute_not_exists(pk)"
    else:
        put["ConditionExpression"] = "version = :version"
        put["ExpressionAttributeValues"] = marshal({":version": one.head.version})
    return {"Put": put}


def _new_put(table: str, item: Item) -> "TransactWriteItemTypeDef":
    write = _put(table, item)
    write["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
    return write


def _put(table: str, item: Item) -> "TransactWriteItemTypeDef":
    return {"Put": {"TableName": table, "Item": marshal(item)}}


def _place(one: Move) -> tuple[str, str]:
    return one.record.of_ledger.value, one.record.source
