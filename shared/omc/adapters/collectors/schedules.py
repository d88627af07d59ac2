"""A schedule for each active collector, in a group of their own; where none is active, there is none."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

# No collector is called so: their ids are sources' names or begin with `col-`.
WATCH = "quality-watch"
# EventBridge Scheduler's word for the time that a start was meant for.
_AT = "<aws.scheduler.scheduled-time>"


@dataclass(frozen=True)
class CollectorStart:
    """What a schedule starts, as whom, and where a start that failed is left. others: by runner, where that
    is not the usual one."""

    function_arn: str
    role_arn: str
    dead_letter_arn: str
    others: Mapping[str, str] = field(default_factory=dict)

    def target_of(self, runner: str) -> str:
        return self.others.get(runner, self.function_arn)


class SchedulerSchedules:
    """The CollectorSchedules port. start: None for who only removes."""

    def __init__(
        self, client: "EventBridgeSchedulerClient", group: str, start: CollectorStart | None = None
    ) -> None:
        self._client, self._group, self._start = client, group, start

    def ensure(self, collector_id: str, expression: str, leeway_min: int = 0, runner: str = "ingest") -> None:
        wanted = self._wanted(collector_id, expression, leeway_min, runner)
        try:
            self._client.create_schedule(**wanted)
        except self._client.exceptions.ConflictException:
            self._client.update_schedule(**wanted)

    def remove(self, collector_id: str) -> None:
        with suppress(self._client.exceptions.ResourceNotFoundException):
            self._client.delete_schedule(Name=collector_id, GroupName=self._group)

    def _wanted(self, collector_id: str, expression: str, leeway_min: int, runner: str) -> Any:
        assert self._start is not None
        window: dict[str, Any] = {"Mode": "OFF"}
        if leeway_min:
            window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": leeway_min}
        return {
            "Name": collector_id,
            "GroupName": self._group,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": window,
            "Target": {
                "Arn": self._start.target_of(runner),
                "RoleArn": self._start.role_arn,
                "DeadLetterConfig": {"Arn": self._start.dead_letter_arn},
                # The next turn is the retry.
                "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60},
                "Input": json.dumps({"collector_id": collector_id, "trigger": "schedule", "at": _AT}),
            },
        }


class QualityWatch:
    """The WatchSchedule port: a schedule of its own in the same group. start: None for who only removes."""

    def __init__(
        self, client: "EventBridgeSchedulerClient", group: str, start: CollectorStart | None = None
    ) -> None:
        self._client, self._group, self._start = client, group, start

    def ensure(self) -> None:
        assert self._start is not None
        with suppress(self._client.exceptions.ConflictException):
            self._client.create_schedule(
                Name=WATCH,
                GroupName=self._group,
                ScheduleExpression="rate(15 minutes)",
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={
                    "Arn": self._start.function_arn,
                    "RoleArn": self._start.role_arn,
                    "DeadLetterConfig": {"Arn": self._start.dead_letter_arn},
                    "RetryPolicy": {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 300},
                    "Input": "{}",
                },
            )

    def remove(self) -> None:
        with suppress(self._client.exceptions.ResourceNotFoundException):
            self._client.delete_schedule(Name=WATCH, GroupName=self._group)
