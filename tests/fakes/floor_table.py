"""The Floor's real store over an emulated table, showing tests what came of it."""

from typing import TYPE_CHECKING

from omc.adapters.dynamodb.floor.records import DynamoFloorRecords
from omc.adapters.dynamodb.floor.store import DynamoFloorStore
from omc.adapters.dynamodb.transactor import Transactor
from omc.floor.changes import Changes, TradeRecord
from omc.floor.orders import Order
from omc.kernel.events import Event
from omc.strategy.model import StrategySpec

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

OWNER = "ada"


class WatchedTable(DynamoFloorStore, DynamoFloorRecords):
    """`events` holds what was committed to the outbox, in order."""

    def __init__(self, client: "DynamoDBClient", table_name: str, transactor: Transactor) -> None:
        DynamoFloorStore.__init__(self, client, table_name, transactor)
        self.events: list[Event] = []

    def commit(self, changes: Changes) -> None:
        super().commit(changes)
        self.events.extend(changes.events)

    def deploy(self, changes: Changes, spec: StrategySpec) -> None:
        super().deploy(changes, spec)
        self.events.extend(changes.events)

    def trades(self) -> list[TradeRecord]:
        return sorted(self.trades_of(OWNER, None, 1_000).items, key=lambda one: (one.closed_at, one.seq))

    def orders(self) -> list[Order]:
        return list(self.orders_of(OWNER, None, 1_000).items)


def transactor(client: "DynamoDBClient") -> Transactor:
    """Without pauses: tests do not wait."""
    return Transactor(client, lambda pause: None, lambda: 0.5)
