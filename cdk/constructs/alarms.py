"""Alarms on aggregates: few, because each metric under alarm is billed while everything stands still.

Lambda's and EventBridge's own sums are used where they exist; a stage has its account for itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from cdk.constructs.http_api import HttpApi
from cdk.foundation import Foundation
from cdk.functions import Table, function_spec

_FIVE_MINUTES = Duration.minutes(5)
_TIGHT_FRACTION = 0.8


class Severity(StrEnum):
    """How soon a person should look."""

    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Watch:
    """One alarm: it rings when `metric` is above `threshold` for five minutes."""

    name: str
    severity: Severity
    runbook: str
    metric: cloudwatch.IMetric
    threshold: float = 0


def watches(foundation: Foundation, http: HttpApi) -> list[Watch]:
    """What is watched in this deployment."""
    return [
        Watch("ApiErrors", Severity.CRITICAL, "api-errors", _api_errors(http), 10),
        Watch("FunctionErrors", Severity.WARNING, "function-errors", _error_percent(), 1),
        Watch("FunctionThrottles", Severity.WARNING, "function-errors", _lambda_sum("Throttles")),
        Watch("DeadLetters", Severity.CRITICAL, "dead-letters", _dead_letters(foundation)),
        Watch("TableThrottles", Severity.WARNING, "table-throttles", _table_throttles(foundation)),
        Watch("EventsNotDelivered", Severity.CRITICAL, "dead-letters", _undelivered_events(foundation)),
        _slow_execute(foundation),
        Watch("TrainingSet", Severity.CRITICAL, "training-set", _errors_of(foundation, "ledgers/features")),
        Watch("FailedRuns", Severity.WARNING, "failed-backtest", _failed(foundation, "backtest")),
        Watch("FailedSearches", Severity.WARNING, "search", _failed(foundation, "search")),
    ]


def ring(scope: Construct, watch: Watch, topic: sns.Topic, stage: str) -> cloudwatch.Alarm:
    """The alarm of a watch; its description is what the person reads first."""
    alarm = cloudwatch.Alarm(
        scope,
        watch.name,
        alarm_name=f"omc-{stage}-{watch.name}",
        alarm_description=f"severity={watch.severity} runbook=docs/runbooks/{watch.runbook}.md",
        metric=watch.metric,
        threshold=watch.threshold,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluation_periods=1,
        # Nothing happening is the normal state of a deployment without algorithms.
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(topic))
    return alarm


def _metric(namespace: str, name: str, statistic: str = "Sum", **dimensions: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        dimensions_map=dimensions or None,
        period=_FIVE_MINUTES,
    )


def _total(label: str, metrics: list[cloudwatch.IMetric]) -> cloudwatch.MathExpression:
    named = {f"m{number}": metric for number, metric in enumerate(metrics)}
    filled = " + ".join(f"FILL({name}, 0)" for name in named)
    return cloudwatch.MathExpression(
        expression=filled, using_metrics=named, label=label, period=_FIVE_MINUTES
    )


def _lambda_sum(name: str) -> cloudwatch.Metric:
    return _metric("AWS/Lambda", name)


def _errors_of(foundation: Foundation, name: str) -> cloudwatch.Metric:
    physical = function_spec(name).physical_name(foundation.stage.name)
    return _metric("AWS/Lambda", "Errors", FunctionName=physical)


def _api_errors(http: HttpApi) -> cloudwatch.Metric:
    return _metric("AWS/ApiGateway", "5xx", ApiId=http.api.api_id)


def _error_percent() -> cloudwatch.MathExpression:
    return cloudwatch.MathExpression(
        expression="100 * errors / MAX([invocations, 1])",
        using_metrics={"errors": _lambda_sum("Errors"), "invocations": _lambda_sum("Invocations")},
        label="errors in 100 invocations",
        period=_FIVE_MINUTES,
    )


def _dead_letters(foundation: Foundation) -> cloudwatch.MathExpression:
    name = "ApproximateNumberOfMessagesVisible"
    queues = [_metric("AWS/SQS", name, "Maximum", QueueName=q.queue_name) for q in foundation.dead_letters]
    return _total("messages nobody could handle", [*queues])


def _table_throttles(foundation: Foundation) -> cloudwatch.MathExpression:
    floor = foundation.tables[Table.FLOOR].table_name
    kinds = ("ReadThrottleEvents", "WriteThrottleEvents")
    return _total(
        "throttled requests of the Floor's table",
        [_metric("AWS/DynamoDB", k, TableName=floor) for k in kinds],
    )


def _undelivered_events(foundation: Foundation) -> cloudwatch.Metric:
    return _metric("AWS/Events", "FailedInvocations", EventBusName=foundation.bus.event_bus_name)


def _slow_execute(foundation: Foundation) -> Watch:
    """Near its time limit the order path would be cut off between two steps."""
    spec = function_spec("floor/execute")
    name = spec.physical_name(foundation.stage.name)
    limit_ms = spec.timeout_s * 1000 * _TIGHT_FRACTION
    metric = _metric("AWS/Lambda", "Duration", "p95", FunctionName=name)
    return Watch("SlowExecute", Severity.CRITICAL, "stuck-order", metric, limit_ms)


def _failed(foundation: Foundation, machine: str) -> cloudwatch.Metric:
    arn = foundation.machines[machine].state_machine_arn
    return _metric("AWS/States", "ExecutionsFailed", StateMachineArn=arn)
