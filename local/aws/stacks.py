"""Bring one CloudFormation stack to its template: create, update, leave alone, or start over."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

# In these states CloudFormation accepts nothing but a deletion.
BEYOND_UPDATE = frozenset(
    {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"}
)
SUCCESS = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_POLL_S = 0.05


class StackFailedError(RuntimeError):
    """A stack did not reach its template; the message carries each failed resource and its reason."""


@dataclass(frozen=True)
class StackOutcome:
    """What was done to a stack ("created", "updated" or "unchanged") and its outputs."""

    name: str
    action: str
    outputs: dict[str, str]


class StackDeployer:
    """Works on the stacks of one CloudFormation client."""

    def __init__(self, cloudformation: Any, patience_s: float = 300.0) -> None:
        self._cfn = cloudformation
        self._patience_s = patience_s

    def apply(self, name: str, template_url: str) -> StackOutcome:
        """Create or update; StackFailedError tells what failed and that the stack was rolled back."""
        current = self._describe(name)
        if current is not None and current["StackStatus"] in BEYOND_UPDATE:
            self._delete(name)
            current = None
        action = "created" if current is None else "updated"
        seen = set() if current is None else {event["EventId"] for event in self._events(name)}
        if not self._submit(name, template_url, create=current is None):
            return StackOutcome(name, "unchanged", _outputs(current))
        final = self._settled(name)
        if final["StackStatus"] not in SUCCESS:
            raise StackFailedError(self._failure(name, final, seen))
        return StackOutcome(name, action, _outputs(final))

    def _submit(self, name: str, template_url: str, *, create: bool) -> bool:
        call = self._cfn.create_stack if create else self._cfn.update_stack
        try:
            call(StackName=name, TemplateURL=template_url, Capabilities=_CAPABILITIES)
        except ClientError as error:
            message = error.response["Error"]["Message"]
            if "No updates are to be performed" in message:
                return False
            raise StackFailedError(f"CloudFormation refused the template of {name}: {message}") from error
        return True

    def _describe(self, name: str) -> dict[str, Any] | None:
        try:
            stack: dict[str, Any] = self._cfn.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError:
            return None
        return stack

    def _settled(self, name: str) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience_s
        while time.monotonic() < deadline:
            stack = self._describe(name)
            if stack is None:
                raise StackFailedError(
                    f"Expected the stack {name} to exist while it is deployed; it was deleted."
                )
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                return stack
            time.sleep(_POLL_S)
        raise StackFailedError(
            f"Expected the stack {name} to settle within {self._patience_s:.0f} s; it did not."
        )

    def _delete(self, name: str) -> None:
        self._cfn.delete_stack(StackName=name)
        deadline = time.monotonic() + self._patience_s
        while (stack := self._describe(name)) is not None and stack["StackStatus"] != "DELETE_COMPLETE":
            if time.monotonic() > deadline:
                raise StackFailedError(
                    f"Expected the failed stack {name} to be deleted; it is {stack['StackStatus']}."
                )
            time.sleep(_POLL_S)

    def _events(self, name: str) -> Iterator[dict[str, Any]]:
        for page in self._cfn.get_paginator("describe_stack_events").paginate(StackName=name):
            yield from page["StackEvents"]

    def _failure(self, name: str, stack: dict[str, Any], seen: set[str]) -> str:
        lines = [
            "  {LogicalResourceId} ({ResourceType}): {ResourceStatusReason}".format(
                **{"ResourceStatusReason": "no reason given", **event}
            )
            for event in reversed(list(self._events(name)))
            if event["EventId"] not in seen and event["ResourceStatus"].endswith("_FAILED")
        ]
        reason = stack.get("StackStatusReason", "")
        return "\n".join([f"Stack {name} ended as {stack['StackStatus']}. {reason}".rstrip(), *lines])


def _outputs(stack: dict[str, Any] | None) -> dict[str, str]:
    found = (stack or {}).get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in found}
