"""An HTTP API answers 500 when its handler raises, as API Gateway does.

Unmended it answers 502 with the error's details.
"""

import json
from typing import Any

from ministack.services import lambda_svc

from local.aws.patches.guard import expect

_ANSWER = {
    "statusCode": 500,
    "headers": {"Content-Type": "application/json"},
    "body": json.dumps({"message": "Internal Server Error"}),
}


def apply() -> None:
    """Replace the answer to a failed invocation; throttles keep theirs."""
    convert = lambda_svc.lambda_execute_result_to_api_proxy_response
    expect(convert, '"statusCode": 502', 'exec_result.get("throttle")')

    def convert_hiding_errors(result: dict[str, Any]) -> Any:
        if result.get("error") and not result.get("throttle"):
            return dict(_ANSWER), None
        return convert(result)

    lambda_svc.lambda_execute_result_to_api_proxy_response = convert_hiding_errors
