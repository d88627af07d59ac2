"""Clients of the cloud's services, made on first use and kept for the life of the process."""

from functools import cache
from typing import TYPE_CHECKING

from omc.wiring.aws import dynamodb, setting

if TYPE_CHECKING:
    from mypy_boto3_events.client import EventBridgeClient
    from mypy_boto3_lambda.client import LambdaClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_sqs.client import SQSClient

__all__ = ["dynamodb", "eventbridge", "lambdas", "s3", "setting", "sqs"]

# boto3 is imported late: a path that needs no service answers without paying for it.


@cache
def s3() -> "S3Client":
    import boto3

    return boto3.client("s3")


@cache
def eventbridge() -> "EventBridgeClient":
    import boto3

    return boto3.client("events")


@cache
def sqs() -> "SQSClient":
    import boto3

    return boto3.client("sqs")


@cache
def lambdas() -> "LambdaClient":
    import boto3

    return boto3.client("lambda")
