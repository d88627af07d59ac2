"""Has the function that runs collectors run one, or test a connection: only it may open secrets."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from omc.kernel.errors import Transient
from omc.ledgers.sources import Checked

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient

_BUSY = {"TooManyRequestsException", "ServiceException", "EC2ThrottledException"}


class LambdaStarter:
    """The Starter port. function_arns: by runner."""

    def __init__(self, client: "LambdaClient", function_arns: Mapping[str, str]) -> None:
        self._client, self._functions = client, function_arns

    def run(self, collector_id: str, run_id: str, runner: str) -> None:
        request = {"collector_id": collector_id, "trigger": "manual", "run_id": run_id}
        self._invoke(runner, request, "Event")

    def check(self, collector_id: str, runner: str) -> Checked:
        answer = self._invoke(runner, {"collector_id": collector_id, "check": True}, "RequestResponse")
        told = json.loads(answer["Payload"].read() or b"{}")
        if "FunctionError" in answer:
            raise Transient("expected an answer from the function that runs collectors, it failed")
        return Checked(bool(told["works"]), str(told["message"]), int(told["latency_ms"]))

    def _invoke(self, runner: str, request: dict[str, Any], kind: Any) -> Any:
        try:
            return self._client.invoke(
                FunctionName=self._functions[runner],
                InvocationType=kind,
                Payload=json.dumps(request).encode(),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in _BUSY:
                raise
            raise Transient("the function that runs collectors is busy", retry_after_s=5.0) from error
        except BotoCoreError as error:
            # Its own text may hold addresses; the kind is enough.
            raise Transient(
                f"the function that runs collectors did not answer: {type(error).__name__}", retry_after_s=5.0
            ) from None
