"""A call about a schedule is authorized on the schedule's own group.

Unmended, policies are asked about every schedule as one of group `default`: where roles are enforced, a grant
on the schedules of another group allows nothing.
"""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

from local.aws.patches.guard import expect

_DEFAULT = ":schedule/default/"


def apply() -> None:
    """Put the request's group into the resource that the emulator checks."""
    name_resource: Callable[..., str] = iam_actions.extract_resource_arn
    expect(name_resource, ':schedule/default/{parts[si + 1]}"')

    def name_in_its_group(service: str, *request: Any) -> str:
        arn = name_resource(service, *request)
        if service != "scheduler":
            return arn
        _method, _path, _headers, body, query, *_scope = request
        return in_group(arn, iam_actions._param(body, {}, "GroupName") or _asked(query))

    iam_actions.extract_resource_arn = name_in_its_group


def _asked(query: dict[str, Any]) -> str:
    return str(iam_actions._query_param(query, "groupName"))


def in_group(arn: str, group: str) -> str:
    """The schedule's name with its group; anything else, and a request that names no group, as it came.

    >>> in_group("arn:aws:scheduler:us-east-1:1:schedule/default/watch", "floor")
    'arn:aws:scheduler:us-east-1:1:schedule/floor/watch'
    >>> in_group("arn:aws:scheduler:us-east-1:1:schedule-group/floor", "floor")
    'arn:aws:scheduler:us-east-1:1:schedule-group/floor'
    """
    return arn.replace(_DEFAULT, f":schedule/{group}/", 1) if group else arn
