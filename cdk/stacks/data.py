"""Data: what keeps state and what carries it. Tables, lake, audit, bus, queues, and the outbox's relay."""

from pathlib import Path

from aws_cdk import Duration, Environment
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from cdk.assets import Code
from cdk.config import Stage
from cdk.constructs.bindings import (
    adding_below,
    appending_bucket,
    keeping_below,
    merging_bucket,
    naming,
    publishing,
    reading_bucket,
    reading_parameter,
    running_collectors,
    scheduling,
    scheduling_collectors,
    sending,
    unscheduling_collectors,
    writing_bucket,
)
from cdk.constructs.evidence import EVIDENCE_TREES, evidence_tables
from cdk.constructs.function import python_function
from cdk.constructs.key import customer_key
from cdk.constructs.queues import dead_letter_queue, queue
from cdk.constructs.schedules import CollectorSchedules, FloorSchedules
from cdk.constructs.storage import bucket, table
from cdk.constructs.streams import read_streams
from cdk.foundation import EVENT_SOURCE, Foundation
from cdk.functions import Need, Table, function_spec
from cdk.stacks.base import OmcStack

# Words leave after two years; observations, candles and the training set, which are numbers, stay.
_RECORDS_KEPT_DAYS, _RECORDS_COLD_DAYS = 730, 180
# A minute and then two later; a bus and a stream behind it deliver again what did not even start.
_ALERT_RETRIES = 2
_INDEXED = {Table.FLOOR, Table.LAB}
_PUBLISHERS = (Table.MARKET, Table.FLOOR, Table.LAB, Table.LEDGER)


class DataStack(OmcStack):
    """The first stack; everything else refers to its `foundation`."""

    part = "Data"

    def __init__(self, scope: Construct, stage: Stage, env: Environment, *, code: Code, gates: Path) -> None:
        super().__init__(scope, stage, env)
        key = customer_key(self, stage)
        tables = {t: table(self, t.capitalize(), stage, key, indexed=t in _INDEXED) for t in Table}
        undelivered = dead_letter_queue(self, "Undelivered", stage, key)
        # Longer than their consumers may run, or a message would be handed out twice at once.
        decide, decide_failed = queue(self, "Decide", stage, key, visibility=Duration.seconds(90))
        execute, execute_failed = queue(
            self, "Execute", stage, key, visibility=Duration.seconds(45), fifo=True
        )
        archive, archive_failed = queue(self, "Archive", stage, key, visibility=Duration.seconds(660))
        self.foundation = Foundation(
            stage=stage,
            code=code,
            key=key,
            tables=tables,
            undelivered=undelivered,
            bus=events.EventBus(self, "Bus", event_bus_name=f"omc-{stage.name}"),
            decide_queue=decide,
            execute_queue=execute,
            archive_queue=archive,
            dead_letters=(undelivered, decide_failed, execute_failed, archive_failed),
        )
        self._buckets()
        self._transport(decide_failed)
        events.Rule(
            self,
            "LedgerTold",
            description="What the ledgers stored or took back goes to the lake.",
            event_bus=self.foundation.bus,
            event_pattern=events.EventPattern(
                source=[EVENT_SOURCE], detail_type=["ledger.recorded", "ledger.erased"]
            ),
            targets=[targets.SqsQueue(archive, dead_letter_queue=archive_failed)],
        )
        self._gates(gates)
        self._schedules()
        self._relay()
        self._alert()
        self.tell(**{f"{t.capitalize()}Table": tables[t].table_name for t in Table})

    def _buckets(self) -> None:
        stage, key = self.foundation.stage, self.foundation.key
        # Searches and runs as long as their items in the lab's table (what passed is copied below kept/, for
        # good); raw pages a week, for who mends a parser; pages of a backfill as long as it may be resumed.
        kept = {"searches/": 90, "runs/": 90, "raw/": 7, "backfills/": 30, "records/": _RECORDS_KEPT_DAYS}
        lake = bucket(self, "Lake", stage, key, kept_days=kept, cold_days={"records/": _RECORDS_COLD_DAYS})
        audit = bucket(self, "Audit", stage, key, lock=stage.audit_lock)
        self.foundation.bindings |= {
            Need.LAKE_READ: reading_bucket("OMC_LAKE_BUCKET", lake),
            Need.LAKE_WRITE: writing_bucket("OMC_LAKE_BUCKET", lake),
            Need.BACKFILL_PAGES: keeping_below("OMC_LAKE_BUCKET", lake, "backfills/"),
            Need.RAW_PAGES: adding_below("OMC_LAKE_BUCKET", lake, "raw/"),
            Need.LAKE_MERGE: merging_bucket("OMC_LAKE_BUCKET", lake, EVIDENCE_TREES),
            Need.AUDIT_WRITE: appending_bucket("OMC_AUDIT_BUCKET", audit),
        }
        evidence_tables(self, stage, lake)
        self.tell(LakeBucket=lake.bucket_name, AuditBucket=audit.bucket_name)

    def _transport(self, decide_failed: sqs.Queue) -> None:
        bus, decide = self.foundation.bus, self.foundation.decide_queue
        execute = self.foundation.execute_queue
        events.Rule(
            self,
            "CandleClosed",
            description="A closed bar wakes the Floor.",
            event_bus=bus,
            event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=["candle.closed"]),
            targets=[targets.SqsQueue(decide, dead_letter_queue=decide_failed)],
        )
        self.foundation.bindings |= {
            Need.BUS: publishing(bus),
            Need.DECIDE_QUEUE: sending("OMC_DECIDE_QUEUE_URL", decide),
            Need.EXECUTE_QUEUE: sending("OMC_EXECUTE_QUEUE_URL", execute),
        }
        self.tell(
            EventBus=bus.event_bus_name, DecideQueueUrl=decide.queue_url, ExecuteQueueUrl=execute.queue_url
        )

    def _gates(self, defaults: Path) -> None:
        parameter = ssm.StringParameter(
            self,
            "Gates",
            parameter_name=f"/omc/{self.foundation.stage.name}/gates",
            description="Thresholds a run must pass to be promoted.",
            string_value=defaults.read_text(),
        )
        self.foundation.bindings[Need.GATES] = reading_parameter("OMC_GATES_PARAMETER", parameter)

    def _schedules(self) -> None:
        schedules = FloorSchedules(
            self,
            "FloorSchedules",
            stage=self.foundation.stage.name,
            failed=self.foundation.undelivered,
            key=self.foundation.key,
        )
        self.foundation.bindings[Need.SCHEDULES] = scheduling(schedules)
        self._collectors()

    def _collectors(self) -> None:
        schedules = CollectorSchedules(
            self,
            "CollectorSchedules",
            stage=self.foundation.stage.name,
            failed=self.foundation.undelivered,
            key=self.foundation.key,
        )
        self.foundation.bindings |= {
            Need.COLLECTOR_SCHEDULES: scheduling_collectors(schedules),
            Need.COLLECTOR_UNSCHEDULE: unscheduling_collectors(schedules),
            Need.COLLECTOR_RUNS: running_collectors(schedules),
            Need.SECRETS_READ: naming({}),
            Need.SECRETS_WRITE: naming({"OMC_KEY_ARN": self.foundation.key.key_arn}),
        }

    def _relay(self) -> None:
        relay = python_function(self, function_spec("events/relay"), self.foundation)
        read_streams(relay, self.foundation, _PUBLISHERS, "OUTBOX#")

    def _alert(self) -> None:
        alert = python_function(self, function_spec("events/alert"), self.foundation, retries=_ALERT_RETRIES)
        events.Rule(
            self,
            "CatalystTold",
            description="Stored events go to the people who asked for them.",
            event_bus=self.foundation.bus,
            event_pattern=events.EventPattern(
                source=[EVENT_SOURCE],
                detail_type=["ledger.recorded"],
                detail={"data": {"ledger": ["catalyst"]}},
            ),
            # Straight to the function: Lambda asks a queue for messages all the time, and that is billed.
            targets=[targets.LambdaFunction(alert, dead_letter_queue=self.foundation.undelivered)],
        )
