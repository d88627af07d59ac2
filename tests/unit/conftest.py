"""The house's cloud, emulated in process and empty."""

import sys
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tests.fakes.tables import create_table

TABLES = ("market", "floor", "lab", "account", "sockets", "ledger")
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "OMC_STAGE": "test",
    "OMC_LAKE_BUCKET": "lake",
    "OMC_EVENT_BUS": "bus",
    "OMC_RECONCILE_FUNCTION_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:reconcile",
    "OMC_WATCH_FUNCTION_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:watch",
    "OMC_SCHEDULE_GROUP": "floor",
    "OMC_SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/schedules",
    "OMC_SCHEDULE_DLQ_ARN": "arn:aws:sqs:eu-west-1:123456789012:schedules",
    "OMC_SOCKET_ENDPOINT": "https://w1.execute-api.eu-west-1.amazonaws.com/live",
    **{f"OMC_{name.upper()}_TABLE": name for name in TABLES},
}


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every table, empty, and the environment that names them."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    _forget_clients()
    with mock_aws():
        client = boto3.client("dynamodb")
        for name in TABLES:
            create_table(client, name)
        yield
    _forget_clients()


@pytest.fixture
def cloud(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables, and what else the API reaches: lake, queues, machines that do nothing."""
    lake = {"LocationConstraint": "eu-west-1"}
    boto3.client("s3").create_bucket(Bucket="lake", CreateBucketConfiguration=lake)  # type: ignore[arg-type]
    sqs = boto3.client("sqs")
    decide = sqs.create_queue(QueueName="decide")
    execute = sqs.create_queue(QueueName="execute.fifo", Attributes={"FifoQueue": "true"})
    machines = {
        name: boto3.client("stepfunctions").create_state_machine(
            name=name,
            definition='{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}',
            roleArn="arn:aws:iam::123456789012:role/backtest",
        )["stateMachineArn"]
        for name in ("backtest", "search")
    }
    boto3.client("scheduler").create_schedule_group(Name="floor")
    monkeypatch.setenv("OMC_DECIDE_QUEUE_URL", decide["QueueUrl"])
    monkeypatch.setenv("OMC_EXECUTE_QUEUE_URL", execute["QueueUrl"])
    monkeypatch.setenv("OMC_STATE_MACHINE_ARN", machines["backtest"])
    monkeypatch.setenv("OMC_SEARCH_MACHINE_ARN", machines["search"])


def _forget_clients() -> None:
    """What wiring keeps for the life of a process would outlive a test's cloud."""
    for name, module in list(sys.modules.items()):
        if name.startswith("omc.wiring"):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
