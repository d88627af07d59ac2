"""Lambda handlers of the contract stack; uploaded as a bundle of their own, importing nothing of ours."""

import importlib
import json
import os
import sys
import time
from typing import Any

import boto3

Event = dict[str, Any]
_calls = 0


class TransientError(Exception):
    """A named failure, for Retry and Catch to match."""


def _notes() -> Any:
    return boto3.resource("dynamodb").Table(os.environ["NOTES"])


def note(subject: str, detail: object) -> None:
    """Leave a trace the test can read."""
    _notes().put_item(
        Item={"pk": subject, "sk": f"{time.time_ns()}", "detail": json.dumps(detail, default=str)}
    )


def say(line: str) -> None:
    """Write one line of the log."""
    sys.stdout.write(f"{line}\n")


def probe(event: Event, _context: object) -> object:
    """Do what the event asks: fail, import, sleep, measure, or show the environment."""
    global _calls
    _calls += 1
    if "fail" in event:
        raise TransientError(event["fail"])
    if "import" in event:
        importlib.import_module(event["import"])
    if "print" in event:
        say(event["print"])
    time.sleep(event.get("sleep_s", 0))
    return {"pid": os.getpid(), "calls": _calls, "environment": sorted(os.environ), "echo": event}


def http(event: Event, _context: object) -> object:
    """Answer with the event, or fail on /boom."""
    if event["rawPath"].endswith("/boom"):
        raise TransientError("boom")
    return {"statusCode": 200, "body": json.dumps(event["requestContext"])}


def authorize(event: Event, _context: object) -> object:
    """Let the ticket `good` in and pass on who it is."""
    allowed = (event.get("queryStringParameters") or {}).get("ticket") == "good"
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if allowed else "Deny",
        "Resource": event["methodArn"],
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "u1", "policyDocument": policy, "context": {"owner_id": "u1", "level": 3}}


def socket(event: Event, _context: object) -> object:
    """Note connections, push back on `push`, fail on `boom`."""
    context = event["requestContext"]
    route, connection = context["routeKey"], context["connectionId"]
    say(f"socket {route}")
    if route == "boom":
        raise TransientError("boom")
    if route == "push":
        client = boto3.client("apigatewaymanagementapi", endpoint_url=json.loads(event["body"])["via"])
        client.post_to_connection(ConnectionId=connection, Data=b'{"pushed": true}')
        return {"statusCode": 200}
    note(f"socket{route}", context)
    return {"statusCode": 200}


def consume(event: Event, _context: object) -> object:
    """Note each new fact; report the poisoned ones, or raise for a whole batch that holds a bomb."""
    failed = []
    keys = []
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["pk"]["S"]
        keys.append(key)
        if key.startswith("poison"):
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
            break
    note("consume", keys)
    if any(key.startswith("bomb") for key in keys):
        raise TransientError("bomb")
    return {"batchItemFailures": failed}


def work(event: Event, _context: object) -> object:
    """Note each message with its group and count; report those that ask to fail."""
    failed = []
    for record in event["Records"]:
        body, attributes = json.loads(record["body"]), record["attributes"]
        note(
            "work",
            {**body, "count": attributes["ApproximateReceiveCount"], "group": attributes["MessageGroupId"]},
        )
        if body.get("fail"):
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def step(event: Event, _context: object) -> object:
    """A task: fails by name until the third try, or hands its token to whoever asks."""
    if "token" in event:
        note("token", event["token"])
        return None
    tries: Any = _notes().update_item(
        Key={"pk": "tries", "sk": event["run"]},
        UpdateExpression="ADD n :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="ALL_NEW",
    )["Attributes"]["n"]
    if tries < 3:
        raise TransientError(f"try {tries}")
    return {"tries": int(tries)}


def remember(event: Event, _context: object) -> None:
    """Note the event as it came."""
    note("event", event)
