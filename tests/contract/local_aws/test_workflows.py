"""Step Functions match errors by name, evaluate JSONata and wait for task tokens."""

import json
from typing import Any

import pytest

from tests.contract.local_aws.cloud import Cloud, eventually

pytestmark = pytest.mark.integration


def _finished(cloud: Cloud, execution: str) -> dict[str, Any]:
    states = cloud.aws.client("stepfunctions")
    eventually(lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING")
    found: dict[str, Any] = states.describe_execution(executionArn=execution)
    return found


def test_a_retry_by_exception_name_matches(cloud: Cloud) -> None:
    states = cloud.aws.client("stepfunctions")
    started = states.start_execution(stateMachineArn=cloud["Flow"], input=json.dumps({"run": "r1"}))
    done = _finished(cloud, started["executionArn"])
    assert done["status"] == "SUCCEEDED", done
    assert json.loads(done["output"]) == {"tries": 3, "by": "jsonata"}


def test_a_task_waits_for_its_token(cloud: Cloud) -> None:
    states = cloud.aws.client("stepfunctions")
    started = states.start_execution(stateMachineArn=cloud["Waiter"], input="{}")
    token = eventually(lambda: cloud.notes("token"))[0]
    assert states.describe_execution(executionArn=started["executionArn"])["status"] == "RUNNING"
    states.send_task_success(taskToken=token, output=json.dumps({"decision": "yes"}))
    assert json.loads(_finished(cloud, started["executionArn"])["output"]) == {"answer": "yes"}
