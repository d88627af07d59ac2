"""The backtest state machine, from outside: start, stop, answer. An execution is named by its run."""

import json
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
        try:
            self._client.start_execution(
                stateMachineArn=self._arn, name=run_id, input=json.dumps({"run_id": run_id})
            )
        except ClientError as error:
            if _code(error) != _STARTED_BEFORE:
                raise

    def stop(self, run_id: str) -> None:
        execution = f"{self._arn.replace(':stateMachine:', ':execution:')}:{run_id}"
        try:
            self._client.stop_execution(executionArn=execution, error="Cancelled", cause="by its owner")
        except ClientError as error:
            if _code(error) != _GONE:
                raise

    def decided(self, task_token: str, decision: str) -> bool:
        try:
            self._client.send_task_success(taskToken=task_token, output=json.dumps({"decision": decision}))
        except ClientError as error:
            if _code(error) not in _WAITS_NO_MORE:
                raise
            return False
        return True


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
