"""Schedules substitute their context attributes and fire within a second of being due.

Unmended, `<aws.scheduler.scheduled-time>` and its kin reach the function as they stand in the template, and
due schedules are looked for every 10 seconds.
"""

import time
from typing import Any

from ministack.services import eventbridge, scheduler

from local.aws.patches.guard import EmulatorChangedError, expect


def apply() -> None:
    """Substitute before the target is invoked; look for due schedules every second."""
    expect(eventbridge._invoke_target, 'target_input_payload = target["Input"]')
    expect(scheduler._tick_schedules, '"Source": "aws.scheduler"', "_eb._invoke_target(target, event, sched)")
    if "aws.scheduler.scheduled-time" in open_source(scheduler):
        raise EmulatorChangedError(
            "The emulator substitutes schedule attributes now: drop the schedules mend."
        )
    expect(scheduler._ticker_loop, "time.sleep(_SCHEDULE_TICK_INTERVAL)")
    scheduler._SCHEDULE_TICK_INTERVAL = 1
    invoke = eventbridge._invoke_target

    def invoke_substituted(target: Any, event: Any, rule: Any, view: Any = None) -> Any:
        if isinstance(event, dict) and event.get("Source") == "aws.scheduler" and target.get("Input"):
            target = {**target, "Input": substituted(target["Input"], event)}
        return invoke(target, event, rule, view)

    eventbridge._invoke_target = invoke_substituted


def open_source(module: Any) -> str:
    """The module's text, to see whether it learned what we mend."""
    return str(module.__spec__.loader.get_source(module.__name__))


def substituted(text: str, event: dict[str, Any]) -> str:
    """Replace EventBridge Scheduler's context attributes in a target's input.

    >>> event = {"EventId": "e1", "Resources": ["arn:s"], "Time": 0}
    >>> substituted('{"at": "<aws.scheduler.scheduled-time>"}', event)
    '{"at": "1970-01-01T00:00:00Z"}'
    """
    values = {
        "execution-id": event["EventId"],
        "schedule-arn": event["Resources"][0],
        "scheduled-time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(event["Time"])),
        "attempt-number": "1",
    }
    for name, value in values.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text
