"""The Floor's functions over emulated tables and queues, with the relay's part played in process."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from functions.api.floor.handler import app
from functions.floor.decide.handler import handler as decide
from functions.floor.execute.handler import handler as execute
from omc.adapters.dynamodb.client import unmarshal
from omc.wiring import (
    clients,
    floor,
    floor_decide,
    floor_parts,
    floor_reconcile,
    floor_stop,
    floor_watch,
    transactions,
)
from omc.wiring.floor import Deployment, deployer
from tests.fakes.floor_scenes import INSTRUMENT, SERIES
from tests.fakes.gateway import ADA, Answer, Context, http_event, read
from tests.fakes.market import MemoryMarket
from tests.fakes.quick_moto import quick_transactions
from tests.fakes.tables import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_sqs.client import SQSClient

TABLES = ("market", "floor", "lab", "account", "sockets")


@dataclass
class Bars:
    """The market as decide sees it: table and lake in one."""

    bars: MemoryMarket

    @property
    def store(self) -> MemoryMarket:
        return self.bars


class Stack:
    """Functions, tables, queues; `turn` lets everything that is due happen once."""

    def __init__(
        self, dynamodb: "DynamoDBClient", sqs: "SQSClient", queue_url: str, market: MemoryMarket
    ) -> None:
        self.dynamodb, self.sqs, self.queue_url, self.market = dynamodb, sqs, queue_url, market
        self._relayed: set[str] = set()

    def deploy(self, wanted: Deployment) -> str:
        return deployer().deploy(wanted)

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        headers = {"idempotency-key": request.pop("key")} if "key" in request else {}
        return read(app.resolve(http_event(method, path, headers=headers, **request), Context()))

    def ask_with(self, path: str, headers: dict[str, str]) -> Answer:
        return read(app.resolve(http_event("GET", path, headers=headers), Context()))

    def turn(self) -> None:
        """Until nothing is due: intents to execute, messages to decide."""
        while self._execute() or self._decide():
            pass

    def close(self) -> None:
        """A bar closed: the bus tells decide."""
        body = {"detail-type": "candle.closed", "detail": _envelope()}
        answer = decide({"Records": [{"messageId": "bar", "body": json.dumps(body)}]}, None)
        assert answer == {"batchItemFailures": []}
        self.turn()

    def _execute(self) -> bool:
        items = self.dynamodb.scan(TableName="floor")["Items"]
        outbox = [unmarshal(item) for item in items if item["pk"]["S"].startswith("OUTBOX#")]
        fresh = [
            item for item in outbox
            if json.loads(item["event"])["type"] == "order.intent" and item["sk"] not in self._relayed
        ]  # fmt: skip
        for item in fresh:
            self._relayed.add(item["sk"])
            records = [{"messageId": item["sk"], "body": item["event"]}]
            assert execute({"Records": records}, None) == {"batchItemFailures": []}
        return bool(fresh)

    def _decide(self) -> bool:
        found = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
            records = [{"messageId": message["MessageId"], "body": message["Body"]}]
            assert decide({"Records": records}, None) == {"batchItemFailures": []}
        return bool(found)


def _envelope() -> dict[str, Any]:
    return {
        "event_id": "evt-1", "type": "candle.closed", "version": 1, "occurred_at": 1, "known_at": 1,
        "data": {"series": SERIES.key},
    }  # fmt: skip


_CACHED = (
    clients.dynamodb, clients.sqs, floor.deployer, floor_decide.decider, transactions.transactor,
    floor_parts.store, floor_parts.records, floor_parts.instruments, floor_parts.waker,
    floor_parts.schedules, floor_parts.venue, floor_parts.health, floor_parts.settler, floor_parts._scheduler,
    floor_stop.stopper, floor_stop.liquidator, floor_stop.resumer, floor_reconcile.reconciler,
    floor_watch.watcher,
)  # fmt: skip


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """Everything empty, one instrument known."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for name in TABLES:
        monkeypatch.setenv(f"OMC_{name.upper()}_TABLE", name)
    for name in ("GROUP", "ROLE_ARN", "DLQ_ARN"):
        monkeypatch.setenv(f"OMC_SCHEDULE_{name}", "arn:aws:iam::123456789012:role/floor")
    monkeypatch.setenv("OMC_SCHEDULE_GROUP", "floor")
    monkeypatch.setenv("OMC_RECONCILE_FUNCTION_ARN", "arn:aws:lambda:eu-west-1:123456789012:function:r")
    monkeypatch.setenv("OMC_WATCH_FUNCTION_ARN", "arn:aws:lambda:eu-west-1:123456789012:function:w")
    quick_transactions(monkeypatch)
    _forget()
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for name in TABLES:
            create_table(dynamodb, name)
        sqs = boto3.client("sqs")
        queue_url = sqs.create_queue(QueueName="decide")["QueueUrl"]
        monkeypatch.setenv("OMC_DECIDE_QUEUE_URL", queue_url)
        boto3.client("scheduler").create_schedule_group(Name="floor")
        market = MemoryMarket([INSTRUMENT])
        for module in (floor, floor_decide):
            monkeypatch.setattr(module, "market", lambda: Bars(market))
        for module in (floor, floor_decide, floor_stop, floor_reconcile):
            monkeypatch.setattr(module, "instruments", lambda: market)
        yield Stack(dynamodb, sqs, queue_url, market)
    _forget()


def _forget() -> None:
    """As in a new process."""
    for cached in _CACHED:
        cached.cache_clear()


OWNER = ADA
