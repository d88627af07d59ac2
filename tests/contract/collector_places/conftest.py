"""The places that runs work with, in memory and in the cloud, bound by one contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

from omc.adapters.collectors.schedules import CollectorStart, SchedulerSchedules
from omc.adapters.dynamodb.ledger.breakers import DynamoBreakers
from omc.adapters.dynamodb.ledger.collectors import DynamoCollectors
from omc.adapters.dynamodb.ledger.memory import DynamoMemory, DynamoQuotas
from omc.adapters.dynamodb.ledger.secrets import DynamoSecrets
from omc.adapters.evidence.http.client import Breakers
from omc.ledgers.ports import CollectorBook, CollectorSchedules, SecretBox
from omc.ledgers.sources import Memory, Quotas
from tests.contract.ledger_store.conftest import TABLE, transactor_over
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON
from tests.fakes.ledgers import MemoryCollectors, MemorySchedules, MemorySecrets
from tests.fakes.sources import MemoryBreakers, MemoryOfSource, MemoryQuotas
from tests.fakes.tables import create_table

ROLE = "arn:aws:iam::123456789012:role/schedules"
START = CollectorStart(
    "arn:aws:lambda:eu-west-1:123456789012:function:ingest",
    ROLE,
    "arn:aws:sqs:eu-west-1:123456789012:undelivered",
)


@dataclass(frozen=True)
class Places:
    book: CollectorBook
    memory: Memory
    other_memory: Memory
    quotas: Quotas
    breakers: Breakers
    secrets: SecretBox
    schedules: CollectorSchedules


@dataclass(frozen=True)
class Cloud:
    """Clients of the emulated services; `key` encrypts."""

    dynamodb: Any
    kms: Any
    scheduler: Any
    key: str


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        dynamodb, kms = boto3.client("dynamodb"), boto3.client("kms")
        create_table(dynamodb, TABLE)
        scheduler = boto3.client("scheduler")
        scheduler.create_schedule_group(Name="collectors")
        yield Cloud(dynamodb, kms, scheduler, kms.create_key()["KeyMetadata"]["KeyId"])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture(params=["memory", "cloud"])
def places(request: pytest.FixtureRequest, clock: FixedClock) -> Places:
    if request.param == "memory":
        return Places(
            MemoryCollectors(), MemoryOfSource(), MemoryOfSource(), MemoryQuotas(), MemoryBreakers(),
            MemorySecrets(), MemorySchedules(),
        )  # fmt: skip
    found: Cloud = request.getfixturevalue("cloud")
    table = found.dynamodb
    return Places(
        DynamoCollectors(table, TABLE, transactor_over(table)),
        DynamoMemory(table, TABLE, "a"),
        DynamoMemory(table, TABLE, "b"),
        DynamoQuotas(table, TABLE, clock),
        DynamoBreakers(table, TABLE, clock),
        DynamoSecrets(table, TABLE, found.kms, found.key),
        SchedulerSchedules(found.scheduler, "collectors", START),
    )
