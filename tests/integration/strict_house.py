"""A deployed house whose roles are enforced: what was refused, who ran, and what a grant is needed for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cdk.functions import FUNCTIONS, function_spec
from local.stack import Stack

# The emulator's word for each refusal, and what SDKs say when a function tells of one.
WORDS = ("AccessDenied", "not authorized to perform")
GROUP = "omc-local-floor"


def logs_of(stack: Stack) -> dict[str, list[str]]:
    """What each function has logged so far."""
    pages = stack.aws.client("logs").get_paginator("filter_log_events")
    groups = {spec.name: f"/aws/lambda/{spec.physical_name('local')}" for spec in FUNCTIONS}
    return {
        name: [event["message"] for page in pages.paginate(logGroupName=group) for event in page["events"]]
        for name, group in groups.items()
    }


def refusals(stack: Stack) -> list[str]:
    """Lines that tell of a refused call, of the emulator and of all functions."""
    told = [f"{name}: {line}" for name, lines in logs_of(stack).items() for line in lines]
    return [line for line in [*stack.aws.log().splitlines(), *told] if any(word in line for word in WORDS)]


def idle(stack: Stack) -> set[str]:
    """Functions that have not run yet: each run leaves lines in the log."""
    return {name for name, lines in logs_of(stack).items() if not lines}


def schedules(stack: Stack) -> set[str]:
    """Names of the Floor's schedules."""
    found = stack.aws.client("scheduler").list_schedules(GroupName=GROUP)["Schedules"]
    return {schedule["Name"] for schedule in found}


def call(stack: Stack, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """What a function answers, as a step of the state machine hears it."""
    lambdas, target = stack.aws.client("lambda"), function_spec(name).physical_name("local")
    answer = lambdas.invoke(FunctionName=target, Payload=json.dumps(event).encode())
    body: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, body
    return body


def start(stack: Stack, *names: str) -> None:
    """Start functions as their schedules do, without waiting for their minute's end."""
    lambdas = stack.aws.client("lambda")
    for name in names:
        lambdas.invoke(FunctionName=function_spec(name).physical_name("local"), InvocationType="Event")


@contextmanager
def without(stack: Stack, function: str, action: str) -> Iterator[str]:
    """Take `action` from the role of a function for as long as it lasts; gives the role's name."""
    iam, name = stack.aws.client("iam"), function_spec(function).physical_name("local")
    arn = stack.aws.client("lambda").get_function_configuration(FunctionName=name)["Role"]
    role = str(arn).rsplit("/", 1)[1]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    less = {**whole, "Statement": [_lacking(statement, action) for statement in whole["Statement"]]}
    assert less != whole, f"expected {role} to be granted {action}, got {whole}"
    iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(less))
    try:
        yield role
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(whole))


def _lacking(statement: dict[str, Any], action: str) -> dict[str, Any]:
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    kept = [each for each in actions if each != action]
    return {**statement, "Action": kept} if len(kept) < len(actions) else statement
