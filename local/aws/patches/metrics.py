"""Metrics that a function prints in CloudWatch's embedded format become metrics.

Unmended they are only log lines.
"""

import json
from collections.abc import Iterator
from typing import Any

from ministack.services import cloudwatch, lambda_svc

from local.aws.patches.guard import expect

Sample = tuple[str, str, float, str, dict[str, str]]


def apply() -> None:
    """Read each invocation's log once more after it is stored."""
    expect(lambda_svc._emit_lambda_logs, "log_text: str", "_cwl._append_log_events(stream")
    expect(cloudwatch.record_metric, "namespace: str, metric_name: str, value: float")
    emit = lambda_svc._emit_lambda_logs

    def emit_and_measure(func: Any, request_id: str, log_text: str, *args: Any, **kwargs: Any) -> None:
        emit(func, request_id, log_text, *args, **kwargs)
        for line in (log_text or "").splitlines():
            for sample in embedded_samples(line):
                cloudwatch.record_metric(*sample)

    lambda_svc._emit_lambda_logs = emit_and_measure


def embedded_samples(line: str) -> Iterator[Sample]:
    """(namespace, name, value, unit, dimensions) for each value of an embedded metric record.

    >>> list(embedded_samples("plain text"))
    []
    """
    if '"CloudWatchMetrics"' not in line:
        return
    try:
        record = json.loads(line)
        directives = record["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return  # a log line that only looks like a record
    for directive in directives:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(record[name]) for name in names if name in record}
            for metric in directive.get("Metrics", []):
                values = record.get(metric["Name"], [])
                for value in values if isinstance(values, list) else [values]:
                    unit = metric.get("Unit", "None")
                    yield directive["Namespace"], metric["Name"], float(value), unit, dimensions
