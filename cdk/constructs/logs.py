"""Log groups: named for people, encrypted, and gone after the stage's retention."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.config import Stage

_RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
}


def log_group(scope: Construct, construct_id: str, name: str, stage: Stage, key: kms.Key) -> logs.LogGroup:
    """A log group; logs are never worth keeping a stack's leftovers for."""
    return logs.LogGroup(
        scope,
        construct_id,
        log_group_name=name,
        retention=_RETENTION[stage.log_retention_days],
        encryption_key=key,
        removal_policy=RemovalPolicy.DESTROY,
    )
