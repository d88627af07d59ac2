"""The deployed ledgers beside made-up sources, which run in a process and at a time of their own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from cdk.functions import function_spec
from local.api import wait_until
from local.stack import Stack
from omc.adapters.dynamodb.ledger.collectors import DynamoCollectors
from omc.adapters.dynamodb.ledger.quality import DynamoQuality
from omc.adapters.dynamodb.ledger.secrets import DynamoSecrets
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.dynamodb.transactor import Transactor
from omc.adapters.evidence.registry import ENRICHERS, plugin
from omc.contracts.ledger_events import recorded
from omc.contracts.ledger_records import parse_record
from omc.kernel.errors import Conflict
from omc.kernel.events import Event
from omc.kernel.instants import Ms
from omc.ledgers.collectors import Run, State
from omc.ledgers.quality.ports import Standing
from omc.ledgers.reading import EVERY_ASSET
from omc.ledgers.records import Record
from omc.ledgers.seeding import seed
from omc.wiring.clock import SystemClock

INGEST, ENRICH, QUALITY = (
    function_spec(f"ledgers/{name}").physical_name("local") for name in ("ingest", "enrich", "quality")
)
# Who stores evidence, keeps it, and makes rows of it.
KEEPERS = {
    "events/alert", "ledgers/archive", "ledgers/compact", "ledgers/enrich", "ledgers/features",
    "ledgers/ingest",
}  # fmt: skip
_TURNS = 5


class Sources:
    """`python -m local.sources`, directed by its own paths."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._http = httpx.Client(base_url=origin, trust_env=False, timeout=10)

    def close(self) -> None:
        self._http.close()

    def at(self, now: Ms) -> None:
        """The made-up world's time."""
        self._http.post("/_clock", json={"now": now}).raise_for_status()

    def fault(self, action: str, **told: Any) -> None:
        """See local.sources.faults."""
        self._http.post("/_faults", json={"action": action, **told}).raise_for_status()

    def lift(self, host: str = "") -> None:
        """Away with the faults of one host, or with all."""
        self._http.delete("/_faults", params={"host": host}).raise_for_status()

    def asked(self) -> list[dict[str, Any]]:
        """Every request so far, and the fault that met it."""
        found: list[dict[str, Any]] = self._http.get("/_log").json()
        return found


@contextmanager
def sources_process() -> Iterator[Sources]:
    process = subprocess.Popen([sys.executable, "-m", "local.sources"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    sources = Sources(process.stdout.readline().split()[-1])
    try:
        yield sources
    finally:
        sources.close()
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@dataclass(frozen=True)
class EvidenceHouse:
    """Collectors as a person sets them up, runs as schedules wake them, and what came of it."""

    stack: Stack
    sources: Sources

    @property
    def table(self) -> str:
        return self.stack.outputs["LedgerTable"]

    @property
    def book(self) -> DynamoCollectors:
        client = self.stack.aws.client("dynamodb")
        return DynamoCollectors(client, self.table, Transactor(client, lambda ms: None, lambda: 0.5))

    def made_up(self) -> None:
        """The deployed runs ask the made-up sources, and who looks at them knows it."""
        lambdas = self.stack.aws.client("lambda")
        for name in (INGEST, ENRICH, QUALITY):
            plain = lambdas.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
            told = {**plain, "OMC_SOURCE_URL": self.sources.origin}
            lambdas.update_function_configuration(FunctionName=name, Environment={"Variables": told})

    def activate(
        self,
        name: str,
        now: Ms,
        settings: Mapping[str, Any] | None = None,
        schedule: str | None = None,
    ) -> None:
        """As the administration does it, but for the real schedule, which the test stands for."""
        # Paid ones are not there from the beginning; here each is set up as if it were.
        seed(self.book, [replace(plugin(name).info, tier=1)], now)
        for _ in range(_TURNS):
            found = self.book.get(name)
            changed = found if settings is None else replace(found, settings=settings, schedule=schedule)
            try:
                self.book.save(changed.moved(State.ACTIVE, now))
                return
            except Conflict:
                continue
        raise AssertionError(f"expected a turn at {name}")

    def seal(self, name: str, **secrets: str) -> None:
        """Secret settings, as the administration keeps them."""
        aws = self.stack.aws
        (key,) = aws.client("kms").list_keys()["Keys"]
        box = DynamoSecrets(aws.client("dynamodb"), self.table, aws.client("kms"), key["KeyId"])
        box.put(name, secrets)

    def ingest(self, name: str, **event: Any) -> dict[str, Any]:
        """One start of whoever runs it: the run's line, or what a check found."""
        payload = json.dumps({"collector_id": name, **event}).encode()
        target = ENRICH if name in ENRICHERS else INGEST
        answer = self.stack.aws.client("lambda").invoke(FunctionName=target, Payload=payload)
        body: dict[str, Any] = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return body

    def standings(self) -> dict[str, Standing]:
        """What the last look at the quality came to, by name."""
        client = self.stack.aws.client("dynamodb")
        quality = DynamoQuality(client, self.table, Transactor(client, lambda ms: None, lambda: 0.5))
        return {one.score.name: one for one in quality.current()}

    def store(self, *records: Record) -> Event:
        """As a run stores them; what the bus is told of it."""
        client = self.stack.aws.client("dynamodb")
        transactor = Transactor(client, lambda ms: None, lambda: 0.5)
        written = DynamoRecordWriter(client, self.table, SystemClock(), transactor).write(records)
        stored = [(one, False) for one in written.new] + [(one, True) for one in written.revised]
        return recorded(records[0].of_ledger, records[0].source, stored)

    def runs(self, name: str) -> list[Run]:
        """Oldest first."""
        return list(self.book.runs(name, 1_000))[::-1]

    def records(self) -> list[Record]:
        """Every revision in the table, once."""
        pages = (
            self.stack.aws.client("dynamodb")
            .get_paginator("scan")
            .paginate(
                TableName=self.table,
                FilterExpression="contains(pk, :every)",
                ExpressionAttributeValues={":every": {"S": f"#{EVERY_ASSET}#"}},
            )
        )
        return [parse_record(item["record"]["S"]) for page in pages for item in page["Items"]]

    def in_lake(self, tree: str) -> list[str]:
        pages = self.stack.aws.client("s3").get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.stack.outputs["LakeBucket"], Prefix=f"{tree}/")
        return [entry["Key"] for page in found for entry in page.get("Contents", [])]

    def listen(self, name: str, *types: str) -> str:
        """A queue of our own behind the bus; its address."""
        sqs, bus = self.stack.aws.client("sqs"), self.stack.aws.client("events")
        url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        rule = {"Name": name, "EventBusName": self.stack.outputs["EventBus"]}
        bus.put_rule(**rule, EventPattern=json.dumps({"source": ["omc"], "detail-type": list(types)}))
        targets = [{"Id": "q", "Arn": arn}]
        bus.put_targets(Rule=name, EventBusName=rule["EventBusName"], Targets=targets)
        return url

    def heard(
        self, url: str, until: Callable[[list[dict[str, Any]]], bool], within_s: float = 30
    ) -> list[dict[str, Any]]:
        """What came into that queue by the time it is enough, or time is over."""
        sqs, found = self.stack.aws.client("sqs"), list[dict[str, Any]]()
        ends = time.monotonic() + within_s
        while not until(found) and time.monotonic() < ends:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                found.append(json.loads(message["Body"])["detail"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def archived(self, within_s: float = 120) -> None:
        """Wait until nothing is on its way from the table to the lake."""
        seen, since = -1, time.monotonic()

        def quiet() -> bool:
            nonlocal seen, since
            waiting = self._on_their_way() + len(self.in_lake("records"))
            if waiting != seen or self._on_their_way():
                seen, since = waiting, time.monotonic()
            return time.monotonic() - since > 3

        wait_until(quiet, within_s=within_s, what="the archive", every_s=0.5)

    def _on_their_way(self) -> int:
        sqs = self.stack.aws.client("sqs")
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        count = 0
        for url in sqs.list_queues(QueueNamePrefix="Omc-local-Data-Archive")["QueueUrls"]:
            told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))["Attributes"]
            count += sum(int(told[name]) for name in names)
        return count
