"""Schedules made at run time: the Floor's with the first active algorithm, a collector's with itself.

The template holds only what they need: a group, a role that may start their functions, and a queue
for starts that failed. Functions are named, not referenced, because they themselves may delete schedules.
"""

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.constructs.function import USE_KEY
from cdk.foundation import allow
from cdk.functions import function_spec

SCHEDULED = ("floor/reconcile", "floor/watch")


class FloorSchedules(Construct):
    """Group, role and the environment that tells a function of them."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: str, failed: sqs.Queue, key: kms.Key
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        name = f"omc-{stage}-floor"
        self.group = scheduler.CfnScheduleGroup(self, "Group", name=name)
        self.schedules_arn = stack.format_arn(
            service="scheduler", resource="schedule", resource_name=f"{name}/*"
        )
        targets = {spec: _function_arn(stack, spec, stage) for spec in SCHEDULED}
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
        allow(self.role, ["lambda:InvokeFunction"], [*targets.values()])
        allow(self.role, ["sqs:SendMessage"], [failed.queue_arn])
        allow(self.role, USE_KEY, [key.key_arn])
        self.environment = {
            "OMC_SCHEDULE_GROUP": name,
            "OMC_SCHEDULE_ROLE_ARN": self.role.role_arn,
            "OMC_SCHEDULE_DLQ_ARN": failed.queue_arn,
            "OMC_RECONCILE_FUNCTION_ARN": targets["floor/reconcile"],
            "OMC_WATCH_FUNCTION_ARN": targets["floor/watch"],
        }


class CollectorSchedules(Construct):
    """Group, role and environment of the collectors' schedules: one each, while it is active, and one of
    who watches their quality."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: str, failed: sqs.Queue, key: kms.Key
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        name = f"omc-{stage}-collectors"
        self.group = scheduler.CfnScheduleGroup(self, "Group", name=name)
        self.schedules_arn = stack.format_arn(
            service="scheduler", resource="schedule", resource_name=f"{name}/*"
        )
        ingest = _function_arn(stack, "ledgers/ingest", stage)
        enrich = _function_arn(stack, "ledgers/enrich", stage)
        quality = _function_arn(stack, "ledgers/quality", stage)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
        allow(self.role, ["lambda:InvokeFunction"], [ingest, enrich, quality])
        allow(self.role, ["sqs:SendMessage"], [failed.queue_arn])
        allow(self.role, USE_KEY, [key.key_arn])
        self.runner_arns = [ingest, enrich]
        self.group_environment = {"OMC_COLLECTOR_SCHEDULE_GROUP": name}
        self.environment = {
            **self.group_environment,
            "OMC_COLLECTOR_SCHEDULE_ROLE_ARN": self.role.role_arn,
            "OMC_COLLECTOR_SCHEDULE_DLQ_ARN": failed.queue_arn,
            "OMC_INGEST_FUNCTION_ARN": ingest,
            "OMC_ENRICH_FUNCTION_ARN": enrich,
            "OMC_QUALITY_FUNCTION_ARN": quality,
        }


def _function_arn(stack: Stack, name: str, stage: str) -> str:
    return stack.format_arn(
        service="lambda",
        resource="function",
        resource_name=function_spec(name).physical_name(stage),
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
