"""The one customer key, and the AWS services that may use it for us."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from cdk.config import Stage
from cdk.constructs.storage import removal


def customer_key(scope: Construct, stage: Stage) -> kms.Key:
    """The key; roles of this account use it by their own policies, services by the key's."""
    key = kms.Key(
        scope,
        "Key",
        description=f"Oh My Coins, stage {stage.name}",
        enable_key_rotation=True,
        rotation_period=Duration.days(stage.key_rotation_days),
        removal_policy=removal(stage),
    )
    stack = Stack.of(scope)
    key.add_to_resource_policy(
        _for_service(
            "Logs",
            f"logs.{stack.region}.amazonaws.com",
            {
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": f"arn:{stack.partition}:logs:*:{stack.account}:*"
                }
            },
        )
    )
    here = {"StringEquals": {"aws:SourceAccount": stack.account}}
    key.add_to_resource_policy(_for_service("Alarms", "cloudwatch.amazonaws.com", here))
    key.add_to_resource_policy(_for_service("Events", "events.amazonaws.com", here))
    return key


def _for_service(sid: str, service: str, conditions: dict[str, dict[str, str]]) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        principals=[iam.ServicePrincipal(service)],
        actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        resources=["*"],
        conditions=conditions,
    )
