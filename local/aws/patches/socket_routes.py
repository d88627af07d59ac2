"""Socket routes run like every other invocation: with logs, metrics, concurrency and our failures.

Unmended they bypass the executor, so a socket handler leaves no log at all.
"""

import json
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

from local.aws.patches.guard import expect


class ThroughTheExecutor:
    """Stands where the route expects a worker."""

    def __init__(self, config: Any, code: bytes) -> None:
        self._function = {"config": config, "code_zip": code}

    def invoke(self, event: dict[str, Any], _message_id: str) -> dict[str, Any]:
        """Run the handler; a failure becomes the frame API Gateway sends to the client."""
        result = lambda_svc._execute_function(self._function, event)
        if not result.get("error"):
            return {"status": "ok", "result": result.get("body") or {}}
        context = event["requestContext"]
        frame = {
            "message": "Internal server error",
            "connectionId": context["connectionId"],
            "requestId": context.get("requestId"),
        }
        return {"status": "ok", "result": {"statusCode": 500, "body": json.dumps(frame)}}


def apply() -> None:
    """Hand socket routes our stand-in; the route looks the function up at each call."""
    expect(
        apigateway._invoke_ws_lambda,
        "from ministack.core.lambda_runtime import get_or_create_worker",
        "return worker.invoke(event, message_id)",
    )

    def stand_in(_name: str, config: Any, code: bytes, qualifier: str = "$LATEST") -> ThroughTheExecutor:
        del qualifier  # the configuration already names its version
        return ThroughTheExecutor(config, code)

    lambda_runtime.get_or_create_worker = stand_in
