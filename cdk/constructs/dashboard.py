"""One dashboard: is it reachable, does it work, is anything waiting. Up to 50 metrics cost nothing."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from cdk.constructs.http_api import HttpApi
from cdk.foundation import Foundation
from cdk.functions import Table

_WIDTH = 8


def dashboard(
    scope: Construct, foundation: Foundation, http: HttpApi, alarms: Sequence[cloudwatch.Alarm]
) -> cloudwatch.Dashboard:
    """The overview of one stage."""
    board = cloudwatch.Dashboard(scope, "Overview", dashboard_name=f"omc-{foundation.stage.name}")
    board.add_widgets(cloudwatch.AlarmStatusWidget(alarms=[*alarms], title="Alarms", width=24, height=3))
    board.add_widgets(
        _graph(
            "Requests",
            [http.api.metric_count(), http.api.metric_client_error(), http.api.metric_server_error()],
        ),
        _graph("Latency, p95 ms", [http.api.metric_latency(statistic="p95")]),
        _graph("Functions", [_lambda("Invocations"), _lambda("Errors"), _lambda("Throttles")]),
    )
    board.add_widgets(
        _graph("Waiting", _waiting(foundation)),
        _graph("Lag of readers, ms", _lag(foundation)),
        _graph("Floor, ms p95", _floor(foundation)),
    )
    board.add_widgets(
        _graph("Table writes", _writes(foundation)),
        _graph("Backtests", _runs(foundation, "backtest")),
        _graph("Searches", _runs(foundation, "search")),
    )
    return board


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=[*metrics], width=_WIDTH)


def _lambda(name: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(namespace="AWS/Lambda", metric_name=name, statistic="Sum")


def _waiting(foundation: Foundation) -> list[cloudwatch.IMetric]:
    queues = (foundation.decide_queue, foundation.execute_queue, *foundation.dead_letters)
    return [queue.metric_approximate_number_of_messages_visible() for queue in queues]


def _lag(foundation: Foundation) -> list[cloudwatch.IMetric]:
    readers = [foundation.functions[name] for name in ("events/relay", "socket/publish")]
    return [reader.metric("IteratorAge", statistic="Maximum") for reader in readers]


def _floor(foundation: Foundation) -> list[cloudwatch.IMetric]:
    found = [f for name, f in foundation.functions.items() if name.startswith("floor/")]
    return [function.metric_duration(statistic="p95") for function in found]


def _writes(foundation: Foundation) -> list[cloudwatch.IMetric]:
    return [foundation.tables[name].metric_consumed_write_capacity_units() for name in Table]


def _runs(foundation: Foundation, name: str) -> list[cloudwatch.IMetric]:
    machine = foundation.machines[name]
    return [machine.metric_started(), machine.metric_succeeded(), machine.metric_failed()]
