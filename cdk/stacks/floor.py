"""Floor: decisions from closed bars, orders one account at a time, and two watchers on the clock."""

from aws_cdk import Environment
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from cdk.constructs.function import python_function
from cdk.foundation import Foundation
from cdk.functions import function_spec
from cdk.stacks.base import OmcStack


class FloorStack(OmcStack):
    """decide and execute read their queues; reconcile and watch are scheduled while an algorithm runs."""

    part = "Floor"

    def __init__(self, scope: Construct, foundation: Foundation, env: Environment) -> None:
        super().__init__(scope, foundation.stage, env)
        self._foundation = foundation
        self._reader("floor/decide", foundation.decide_queue, batch=10, concurrency=None)
        # One message at a time: a crash between two orders must not bring the first one back.
        concurrency = foundation.stage.execute_concurrency
        self._reader("floor/execute", foundation.execute_queue, batch=1, concurrency=concurrency)
        for name in ("floor/reconcile", "floor/watch"):
            python_function(self, function_spec(name), foundation)

    def _reader(self, name: str, queue: sqs.Queue, *, batch: int, concurrency: int | None) -> None:
        function = python_function(self, function_spec(name), self._foundation, concurrency)
        function.add_event_source(
            sources.SqsEventSource(queue, batch_size=batch, report_batch_item_failures=True)
        )
