"""Collectors by version, runs by time, and each run once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.client import TransactionRefused, get_item, marshal, query, unmarshal
from omc.adapters.dynamodb.outbox import outbox_put
from omc.adapters.dynamodb.transactor import Transactor
from omc.contracts.collectors import format_collector, format_run, parse_collector, parse_run
from omc.kernel.errors import Conflict, NotFound
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.ledgers.collectors import Collector, Run

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

_ALL = "COLLECTORS"
_KEPT_MS = 90 * DAY_MS


class DynamoCollectors:
    """The CollectorBook port; all reads are consistent."""

    def __init__(self, client: "DynamoDBClient", table_name: str, transactor: Transactor) -> None:
        self._client, self._table, self._transactor = client, table_name, transactor

    def get(self, collector_id: str) -> Collector:
        item = get_item(self._client, self._table, _ALL, collector_id)
        if item is None:
            raise NotFound(f"no collector {collector_id[:80]}", code="collector_unknown")
        return parse_collector(str(item["collector"]))

    def all(self) -> Sequence[Collector]:
        found = query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=marshal({":pk": _ALL}),
            ConsistentRead=True,
        )
        return [parse_collector(str(item["collector"])) for item in found]

    def save(self, collector: Collector, *, events: Sequence[Event] = ()) -> Collector:
        saved = replace(collector, version=collector.version + 1)
        try:
            self._transactor.write([self._put(saved), *(outbox_put(self._table, event) for event in events)])
        except TransactionRefused:
            raise Conflict(
                f"expected the last version of collector {collector.collector_id}, got {collector.version}",
                code="collector_changed",
            ) from None
        return saved

    def add_run(self, run: Run) -> None:
        ends = (run.started_at + _KEPT_MS) // SECOND_MS
        key = {"pk": f"RUNS#{run.collector_id}", "sk": _run_sk(run)}
        item = {**key, "run": format_run(run), "ttl": ends}
        counted = {"pk": f"RUN#{run.run_id}", "sk": "RUN", "ttl": ends}
        guard: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": marshal(counted),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        try:
            self._transactor.write([guard, {"Put": {"TableName": self._table, "Item": marshal(item)}}])
        except TransactionRefused:
            return

    def runs(self, collector_id: str, limit: int, before: Ms | None = None) -> Sequence[Run]:
        # A run's key is longer than its time alone, so all that began at `before` are left out.
        last = "~" if before is None else f"{before:013d}"
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk < :last",
            ExpressionAttributeValues=marshal({":pk": f"RUNS#{collector_id}", ":last": last}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=limit,
        )
        return [parse_run(str(unmarshal(item)["run"])) for item in answer["Items"]]

    def _put(self, saved: Collector) -> "TransactWriteItemTypeDef":
        item = {
            "pk": _ALL,
            "sk": saved.collector_id,
            "collector": format_collector(saved),
            "version": saved.version,
        }
        put: PutTypeDef = {"TableName": self._table, "Item": marshal(item)}
        if saved.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :last"
            put["ExpressionAttributeValues"] = marshal({":last": saved.version - 1})
        return {"Put": put}


def _run_sk(run: Run) -> str:
    return f"{run.started_at:013d}#{run.run_id}"
