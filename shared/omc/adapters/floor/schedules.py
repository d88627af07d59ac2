"""The minute schedules of reconcile and watch, there only while something runs."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

_EVERY_MINUTE = "rate(1 minutes)"


@dataclass(frozen=True)
class ScheduleHome:
    """Where schedules live and what they start: name -> function ARN."""

    group: str
    role_arn: str
    dead_letter_arn: str
    targets: Mapping[str, str]


class MinuteSchedules:
    """Implements the Schedules port; both moves may be repeated."""

    def __init__(self, client: "EventBridgeSchedulerClient", home: ScheduleHome) -> None:
        self._client, self._home = client, home

    def ensure(self) -> None:
        home = self._home
        for name, function_arn in home.targets.items():
            with suppress(self._client.exceptions.ConflictException):
                self._client.create_schedule(
                    Name=name,
                    GroupName=home.group,
                    ScheduleExpression=_EVERY_MINUTE,
                    FlexibleTimeWindow={"Mode": "OFF"},
                    Target={
                        "Arn": function_arn,
                        "RoleArn": home.role_arn,
                        "DeadLetterConfig": {"Arn": home.dead_letter_arn},
                        # The next minute is the retry.
                        "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60},
                        "Input": '{"source":"schedule"}',
                    },
                )

    def remove(self) -> None:
        for name in self._home.targets:
            with suppress(self._client.exceptions.ResourceNotFoundException):
                self._client.delete_schedule(Name=name, GroupName=self._home.group)
