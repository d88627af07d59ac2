"""Ledgers: the collectors and, while one is active, the clock that wakes them."""

from pathlib import Path

from aws_cdk import Duration, Environment, TimeZone
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from cdk.constructs.bindings import invoking, naming, starting_only
from cdk.constructs.function import python_function
from cdk.constructs.keeping import keep_evidence
from cdk.constructs.logs import log_group
from cdk.constructs.state_machine import distributing, state_machine
from cdk.foundation import Foundation
from cdk.functions import Need, function_spec
from cdk.stacks.base import OmcStack

_BACKFILL_STEPS = ("plan", "page", "join", "fail")
_LONGEST_BACKFILL = Duration.hours(12)


class LedgersStack(OmcStack):
    """What collects bars and evidence, looks at it, mends gaps by night, and fetches history."""

    part = "Ledgers"

    def __init__(self, scope: Construct, foundation: Foundation, env: Environment, *, machines: Path) -> None:
        super().__init__(scope, foundation.stage, env)
        series = {"OMC_COLLECT_SERIES": foundation.stage.collect_series}
        foundation.bindings[Need.COLLECTION] = naming(series)
        collect = python_function(self, function_spec("ledgers/collect"), foundation)
        ingest = python_function(self, function_spec("ledgers/ingest"), foundation)
        quality = python_function(self, function_spec("ledgers/quality"), foundation)
        enrich = python_function(self, function_spec("ledgers/enrich"), foundation)
        keep_evidence(self, foundation)
        repair = python_function(self, function_spec("ledgers/repair"), foundation)
        self.tell(
            CollectFunction=collect.function_name,
            IngestFunction=ingest.function_name,
            QualityFunction=quality.function_name,
            EnrichFunction=enrich.function_name,
            RepairFunction=repair.function_name,
        )
        self._backfill(foundation, machines / "backfill.asl.json")
        foundation.bindings[Need.REPAIR] = invoking("OMC_REPAIR_FUNCTION", repair)
        if foundation.stage.collect_schedule != "absent":
            self._every_minute(collect, foundation)
            self._every_night(repair, foundation)

    def _backfill(self, foundation: Foundation, definition: Path) -> None:
        name = f"omc-{foundation.stage.name}-backfill"
        log = log_group(
            self, "BackfillLogs", f"/aws/vendedlogs/states/{name}", foundation.stage, foundation.key
        )
        machine = state_machine(
            self,
            "BackfillMachine",
            name=name,
            definition=definition,
            functions={
                step.capitalize(): python_function(self, function_spec(f"backfill/{step}"), foundation)
                for step in _BACKFILL_STEPS
            },
            log=log,
            timeout=_LONGEST_BACKFILL,
        )
        distributing(machine, name)
        foundation.machines["backfill"] = machine
        foundation.bindings[Need.BACKFILL] = starting_only("OMC_BACKFILL_MACHINE_ARN", machine)
        self.tell(BackfillStateMachineArn=machine.state_machine_arn)

    def _every_minute(self, collect: lambda_.Function, foundation: Foundation) -> None:
        scheduler.Schedule(
            self,
            "CollectEveryMinute",
            description="Wakes the collectors.",
            schedule=scheduler.ScheduleExpression.rate(Duration.minutes(1)),
            enabled=foundation.stage.collect_schedule == "enabled",
            target=targets.LambdaInvoke(
                collect,
                # The next minute is the retry.
                retry_attempts=0,
                dead_letter_queue=foundation.undelivered,
                input=scheduler.ScheduleTargetInput.from_object({"source": "schedule"}),
            ),
        )

    def _every_night(self, repair: lambda_.Function, foundation: Foundation) -> None:
        scheduler.Schedule(
            self,
            "RepairEveryNight",
            description="Asks venues once more for bars that are missing.",
            schedule=scheduler.ScheduleExpression.cron(hour="2", minute="0", time_zone=TimeZone.ETC_UTC),
            enabled=foundation.stage.collect_schedule == "enabled",
            target=targets.LambdaInvoke(
                repair,
                # The next night is the retry.
                retry_attempts=0,
                dead_letter_queue=foundation.undelivered,
                input=scheduler.ScheduleTargetInput.from_object({"source": "schedule"}),
            ),
        )
