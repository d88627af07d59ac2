"""The running contract stack, as the tests speak of it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from local.aws.process import LocalAws
from tests.contract.local_aws.template import function_id

T = TypeVar("T")
HANDLERS = (Path(__file__).parent / "handlers.py").read_text()


@dataclass(frozen=True)
class Cloud:
    """A LocalAws and the physical names of the stack's resources."""

    aws: LocalAws
    names: Mapping[str, str]

    def __getitem__(self, logical_id: str) -> str:
        return self.names[logical_id]

    def invoke(self, handler: str, event: object) -> Any:
        """Payload of a synchronous invocation."""
        answer = self.aws.client("lambda").invoke(
            FunctionName=self[function_id(handler)], Payload=json.dumps(event).encode()
        )
        return json.loads(answer["Payload"].read())

    def notes(self, subject: str) -> list[Any]:
        """What handlers noted under the subject, in order."""
        table = self.aws.resource("dynamodb").Table(self["Notes"])
        found = table.query(
            KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": subject}, ConsistentRead=True
        )
        return [json.loads(item["detail"]) for item in found["Items"]]

    def log_lines(self, handler: str) -> list[str]:
        """Messages in the function's log group."""
        group = f"/aws/lambda/{self[function_id(handler)]}"
        events = self.aws.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in events]

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """Receive what lies in a queue now."""
        found = self.aws.client("sqs").receive_message(QueueUrl=self[queue], MaxNumberOfMessages=10)
        return list(found.get("Messages", []))


def eventually(look: Callable[[], T], patience_s: float = 12.0) -> T:
    """The first truthy answer; the last one when patience ends, for the assertion to show."""
    deadline = time.monotonic() + patience_s
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen
