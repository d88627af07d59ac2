"""Ledgers: the collectors and, while one is active, the clock that wakes them."""

from aws_cdk import Duration, Environment
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from cdk.constructs.bindings import naming
from cdk.constructs.function import python_function
from cdk.constructs.keeping import keep_evidence
from cdk.foundation import Foundation
from cdk.functions import Need, function_spec
from cdk.stacks.base import OmcStack


class LedgersStack(OmcStack):
    """One function that collects bars and loops inside its minute, and one that runs a collector once."""

    part = "Ledgers"

    def __init__(self, scope: Construct, foundation: Foundation, env: Environment) -> None:
        super().__init__(scope, foundation.stage, env)
        series = {"OMC_COLLECT_SERIES": foundation.stage.collect_series}
        foundation.bindings[Need.COLLECTION] = naming(series)
        collect = python_function(self, function_spec("ledgers/collect"), foundation)
        ingest = python_function(self, function_spec("ledgers/ingest"), foundation)
        self.tell(CollectFunction=collect.function_name, IngestFunction=ingest.function_name)
        keep_evidence(self, foundation)
        if foundation.stage.collect_schedule != "absent":
            self._every_minute(collect, foundation)

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
