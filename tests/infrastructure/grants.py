"""Reads a template's grants: who may do what on which resource, whichever way one stack refers to another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.infrastructure.assembly import Properties, Synthesized

# Name of an export that the CDK makes for an attribute used by another stack.
_EXPORT = re.compile(r".*ExportsOutputFnGetAtt(\w+?)(StreamArn|Arn)[0-9A-F]{8}")
Grant = tuple[str, str]


def address(value: Any) -> str:
    """One spelling for a resource, as its own stack and as others write it.

    >>> address({"Fn::GetAtt": ["Queue1", "Arn"]})
    'Queue1.Arn'
    >>> address({"Fn::ImportValue": "Omc-prod-Data:ExportsOutputFnGetAttQueue1Arn084D2FD1"})
    'Queue1.Arn'
    >>> address({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::x"]]})
    'arn:AWS::Partition:s3:::x'
    """
    if isinstance(value, str):
        return value
    ((kind, inner),) = value.items()
    if kind == "Fn::GetAtt":
        return ".".join(inner)
    if kind == "Fn::Join":
        return "".join(address(part) for part in inner[1])
    found = _EXPORT.fullmatch(inner)
    return f"{found[1]}.{found[2]}" if found else str(inner)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def granted(statements: Iterable[Properties]) -> Iterator[Grant]:
    """(action, resource) of each allowing statement."""
    for statement in statements:
        if statement["Effect"] == "Allow":
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    yield action, address(resource)


@dataclass(frozen=True)
class Grants:
    """The grants of one stage's template."""

    stage: Synthesized

    def of_role(self, part: str, role: Any) -> set[Grant]:
        """What a role of that stack may do, named by its ARN."""
        logical = address(role).removesuffix(".Arn")
        policies = self.stage.resources("AWS::IAM::Policy")
        return {
            grant
            for name, policy in policies.items()
            if name.startswith(f"{part}/") and {"Ref": logical} in policy["Roles"]
            for grant in granted(policy["PolicyDocument"]["Statement"])
        }

    def of_function(self, name: str) -> set[Grant]:
        """What a function may do; `name` is stack/logical id, as in `resources`."""
        function = self.stage.resources("AWS::Lambda::Function")[name]
        return self.of_role(name.split("/")[0], function["Role"])

    def of_service(self, kind: str, owner: str, service: str) -> set[str]:
        """Actions that a queue's or topic's own policy, of type `kind`, allows to a service."""
        return {
            action
            for policy in self.stage.resources(kind).values()
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow" and statement["Principal"] == {"Service": service}
            for action, resource in granted([statement])
            if resource == owner
        }
