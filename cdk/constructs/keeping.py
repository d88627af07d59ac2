"""What keeps evidence for good and makes rows of it: the archive's reader, the merger, the training set."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from constructs import Construct

from cdk.constructs.function import python_function
from cdk.foundation import Foundation
from cdk.functions import function_spec

# As rarely as Lambda allows: each object written costs as much as twelve that are read.
_BATCH, _WINDOW = 500, Duration.minutes(5)
# After the day is over everywhere, when its late records have come too.
_MERGED_AT = scheduler.ScheduleExpression.cron(hour="8", minute="15")
# Bars of five minutes have closed and are stored; the second try comes five minutes after the first.
_BUILT_AT = {1: "7", 2: "12"}


def keep_evidence(scope: Construct, foundation: Foundation) -> None:
    """Three functions, and the clocks of two of them where the stage has clocks."""
    archive = python_function(scope, function_spec("ledgers/archive"), foundation)
    archive.add_event_source(
        # Many events, one object: the more come together, the fewer parts there are to merge.
        sources.SqsEventSource(
            foundation.archive_queue,
            batch_size=_BATCH,
            max_batching_window=_WINDOW,
            report_batch_item_failures=True,
        )
    )
    compact = python_function(scope, function_spec("ledgers/compact"), foundation)
    features = python_function(scope, function_spec("ledgers/features"), foundation)
    if foundation.stage.collect_schedule == "absent":
        return
    _clock(scope, foundation, "CompactDaily", compact, _MERGED_AT, {})
    for number, minute in _BUILT_AT.items():
        hourly = scheduler.ScheduleExpression.cron(minute=minute)
        _clock(scope, foundation, f"BuildTraining{number}", features, hourly, {"try": number})


def _clock(
    scope: Construct,
    foundation: Foundation,
    name: str,
    function: lambda_.Function,
    cron: scheduler.ScheduleExpression,
    told: dict[str, int],
) -> None:
    scheduler.Schedule(
        scope,
        name,
        schedule=cron,
        enabled=foundation.stage.collect_schedule == "enabled",
        target=targets.LambdaInvoke(
            function,
            retry_attempts=0,
            dead_letter_queue=foundation.undelivered,
            input=scheduler.ScheduleTargetInput.from_object({"source": "schedule", **told}),
        ),
    )
