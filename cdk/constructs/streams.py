"""Table streams to functions: only the records meant for it, tried again, split, and never lost."""

from collections.abc import Iterable

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources

from cdk.foundation import Foundation
from cdk.functions import Table

# A table's stream serves two readers at most: the relay and the socket's publisher. There is no third.
RETRIES = 5


def read_streams(
    function: lambda_.Function, foundation: Foundation, tables: Iterable[Table], key_prefix: str
) -> None:
    """Give `function` the inserts whose partition key starts with `key_prefix`, from each table."""
    inserts = lambda_.FilterCriteria.filter(
        {
            "eventName": lambda_.FilterRule.is_equal("INSERT"),
            "dynamodb": {"Keys": {"pk": {"S": lambda_.FilterRule.begins_with(key_prefix)}}},
        }
    )
    for table in tables:
        function.add_event_source(
            sources.DynamoEventSource(
                foundation.tables[table],
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                max_record_age=Duration.hours(6),
                retry_attempts=RETRIES,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                on_failure=sources.SqsDlq(foundation.undelivered),
                filters=[inserts],
            )
        )
