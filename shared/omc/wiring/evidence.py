"""Builds what collectors and records are kept in; nothing here opens a source.

With OMC_SOURCE_URL another server stands in for every source, and every record says that it is made up.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING

from omc.adapters.dynamodb.lease import Leases
from omc.adapters.dynamodb.ledger.breakers import DynamoBreakers
from omc.adapters.dynamodb.ledger.collectors import DynamoCollectors
from omc.adapters.dynamodb.ledger.heads import DynamoKnown
from omc.adapters.dynamodb.ledger.memory import DynamoMemory, DynamoQuotas
from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
from omc.adapters.dynamodb.ledger.uses import DynamoUses
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.s3.raw import LakeRawPages
from omc.kernel.errors import Forbidden
from omc.kernel.instants import Ms
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.running import Workplace
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import TellableClock
from omc.wiring.transactions import transactor

if TYPE_CHECKING:
    from mypy_boto3_kms.client import KMSClient
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

clock = TellableClock()


def table() -> str:
    return setting("OMC_LEDGER_TABLE")


def made_up_origin() -> str | None:
    """Where the server is that stands in for every source; None: the sources themselves are asked."""
    return os.environ.get("OMC_SOURCE_URL") or None


def at(told: Ms | None) -> AbstractContextManager[None]:
    """The present of one request. What real sources say must never be dated by whoever asks."""
    if told is None:
        return nullcontext()
    if setting("OMC_STAGE") == "prod" or made_up_origin() is None:
        raise Forbidden("expected made-up sources and a stage other than prod for a run at a told instant")
    return clock.told(told)


@cache
def book() -> DynamoCollectors:
    return DynamoCollectors(dynamodb(), table(), transactor())


@cache
def writer() -> DynamoRecordWriter:
    return DynamoRecordWriter(dynamodb(), table(), clock, transactor())


@cache
def workplace() -> Workplace:
    return Workplace(clock, book(), writer(), Leases(dynamodb(), table()), _RawPages())


class _RawPages:
    """The RawPages port, opened with the first page: who keeps none needs no bucket."""

    def keep(self, source: str, run_id: str, number: int, body: bytes, at: Ms) -> None:
        LakeRawPages(s3(), setting("OMC_LAKE_BUCKET")).keep(source, run_id, number, body, at)


@cache
def places() -> LedgerPlaces:
    """What is stored, for who scores it."""
    known = DynamoKnown(dynamodb(), table())
    return LedgerPlaces(DynamoRecordReader(dynamodb(), table()), known, DynamoUses(dynamodb(), table()))


@cache
def breakers() -> DynamoBreakers:
    return DynamoBreakers(dynamodb(), table(), clock)


@cache
def quotas() -> DynamoQuotas:
    return DynamoQuotas(dynamodb(), table(), clock)


def memory(collector_id: str) -> DynamoMemory:
    return DynamoMemory(dynamodb(), table(), collector_id)


@cache
def kms() -> "KMSClient":
    import boto3

    return boto3.client("kms")


@cache
def scheduler() -> "EventBridgeSchedulerClient":
    import boto3

    return boto3.client("scheduler")
