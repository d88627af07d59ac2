"""The state machines, from outside: start, stop, answer. An execution is named by what it carries out."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

_STARTED_BEFORE = "ExecutionAlreadyExists"
_GONE = "ExecutionDoesNotExist"
_WAITS_NO_MORE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


class BacktestMachine:
    """A Machine; throttling and outages surface as botocore's ClientError."""

    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client = client
        self._arn = machine_arn

    def start(self, run_id: str) -> None:
        _start(self._client, self._arn, run_id, {"run_id": run_id})

    def stop(self, run_id: str) -> None:
        _stop(self._client, self._arn, run_id)

    def decided(self, task_token: str, decision: str) -> bool:
        try:
            self._client.send_task_success(taskToken=task_token, output=json.dumps({"decision": decision}))
        except ClientError as error:
            if _code(error) not in _WAITS_NO_MORE:
                raise
            return False
        return True


class SearchRunner:
    """A SearchMachine. One execution for each attempt, since a name is good for one execution only."""

    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client = client
        self._arn = machine_arn

    def start(self, search_id: str, attempt: int) -> None:
        _start(self._client, self._arn, f"{search_id}-{attempt}", {"search_id": search_id})

    def stop(self, search_id: str, attempt: int) -> None:
        _stop(self._client, self._arn, f"{search_id}-{attempt}")


class BackfillRunner:
    """A Runner of backfills: one execution for each attempt."""

    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client, self._arn = client, machine_arn

    def start(self, backfill_id: str, attempt: int) -> None:
        _start(self._client, self._arn, f"{backfill_id}-{attempt}", {"backfill_id": backfill_id})


def _start(client: "SFNClient", machine_arn: str, name: str, told: Mapping[str, str]) -> None:
    try:
        client.start_execution(stateMachineArn=machine_arn, name=name, input=json.dumps(told))
    except ClientError as error:
        if _code(error) != _STARTED_BEFORE:
            raise


def _stop(client: "SFNClient", machine_arn: str, name: str) -> None:
    execution = f"{machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
    try:
        client.stop_execution(executionArn=execution, error="Cancelled", cause="by its owner")
    except ClientError as error:
        if _code(error) != _GONE:
            raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
