"""The state machine's client against an emulated Step Functions."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from omc.adapters.parameters.gates import GateParameter
from omc.adapters.stepfunctions.machine import BacktestMachine
from omc.backtest.judging.gates import DEFAULT_GATES
from omc.contracts.backtest import gates_document

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

WAITING = '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": true}}}'


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.fixture
def client(cloud: None) -> "SFNClient":
    return boto3.client("stepfunctions")


@pytest.fixture
def arn(client: "SFNClient") -> str:
    role = "arn:aws:iam::123456789012:role/backtest"
    made = client.create_state_machine(name="backtest", definition=WAITING, roleArn=role)
    return made["stateMachineArn"]


def states(client: "SFNClient", arn: str) -> list[tuple[str, str]]:
    found = client.list_executions(stateMachineArn=arn)["executions"]
    return [(one["name"], one["status"]) for one in found]


def test_an_execution_is_named_by_its_run_and_started_once(client: "SFNClient", arn: str) -> None:
    machine = BacktestMachine(client, arn)
    machine.start("bt-1")
    machine.start("bt-1")

    assert states(client, arn) == [("bt-1", "RUNNING")]


def test_a_stopped_execution_is_aborted_and_an_unknown_one_no_matter(client: "SFNClient", arn: str) -> None:
    machine = BacktestMachine(client, arn)
    machine.start("bt-1")
    machine.stop("bt-1")
    machine.stop("bt-unknown")

    assert states(client, arn) == [("bt-1", "ABORTED")]


def test_gates_are_read_from_their_parameter(cloud: None) -> None:
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name="/omc/test/gates", Value=json.dumps(gates_document()), Type="String")

    assert GateParameter(ssm, "/omc/test/gates").current() == DEFAULT_GATES
