"""DynamoDB streams reach their functions as Lambda delivers them, each mapping on its own thread.

Unmended, `batchItemFailures` is ignored, a handler that raises is retried for ever whatever the mapping says,
and one slow consumer holds up every other event source.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from ministack.core.responses import _request_account_id, _request_region
from ministack.services import dynamodb, lambda_svc

from local.aws.patches.guard import expect
from local.aws.stream_delivery import Consumer, Record, RetryPolicy, deliver


def apply() -> None:
    """Replace one pass of the emulator's stream poller."""
    expect(
        lambda_svc._poll_dynamodb_streams,
        "_dynamodb_stream_positions[esm_id] = pos + raw_len",
        'table.get("LatestStreamArn") != source_arn',
        "batch = _apply_filter_criteria(batch, esm)",
    )
    expect(lambda_svc._poll_loop, "_poll_dynamodb_streams() or processed")
    expect(lambda_svc._send_ddb_stream_failure_record, "esm, func_rec, batch, stream_arn, result, condition")
    expect(lambda_svc._dispatch_esm_batch, "_esm_inflight[esm_id]", "spawn_background(_task")
    lambda_svc._poll_dynamodb_streams = poll


def poll() -> bool:
    """Start delivery for every mapping that has records and none in flight; true when one was started."""
    started = False
    for account, region, mapping in list(lambda_svc._iter_all_esms()):
        with scope(account, region):
            started = _start(mapping) or started
    return started


@contextmanager
def scope(account: str, region: str) -> Iterator[None]:
    """Act as a request of that account and region."""
    account_token, region_token = _request_account_id.set(account), _request_region.set(region)
    try:
        yield
    finally:
        _request_account_id.reset(account_token)
        _request_region.reset(region_token)


def table_of(mapping: dict[str, Any]) -> str | None:
    """The table whose stream the mapping reads, None for other sources."""
    source = str(mapping.get("EventSourceArn", ""))
    if ":dynamodb:" not in source or "/stream/" not in source:
        return None
    return source.split("/stream/")[0].split("/")[-1]


def _start(mapping: dict[str, Any]) -> bool:
    name = table_of(mapping)
    if name is None or not mapping.get("Enabled", True) or lambda_svc._esm_inflight.get(mapping["UUID"], 0):
        return False
    table = dynamodb._tables.get(name)
    if not table or table.get("LatestStreamArn") != mapping["EventSourceArn"]:
        return False
    function, _config = lambda_svc._get_func_record_for_qualifier(
        mapping["FunctionName"], mapping.get("Qualifier")
    )
    if function is None:
        return False
    position = _position(mapping, name)
    records = dynamodb.stream_records_since(name, position, int(mapping.get("BatchSize", 100)))
    if records:
        lambda_svc._dispatch_esm_batch(mapping["UUID"], _consume, mapping, function, records, position)
    return bool(records)


def _position(mapping: dict[str, Any], table: str) -> int:
    positions = lambda_svc._dynamodb_stream_positions
    with lambda_svc._dynamodb_stream_positions_lock:
        oldest, newest = dynamodb.stream_start_position(table), dynamodb.stream_end_position(table)
        if mapping["UUID"] not in positions:
            from_start = mapping.get("StartingPosition", "LATEST") == "TRIM_HORIZON"
            positions[mapping["UUID"]] = oldest if from_start else newest
        position = max(int(positions[mapping["UUID"]]), int(oldest))
        positions[mapping["UUID"]] = position
    return position


def _consume(mapping: dict[str, Any], function: Any, records: list[Record], position: int) -> None:
    wanted = lambda_svc._apply_filter_criteria(records, mapping)
    consumer = Consumer(
        invoke=lambda batch: lambda_svc._execute_function(function, {"Records": list(batch)}),
        give_up=partial(_give_up, mapping, function),
        pause=time.sleep,
        now_s=time.time,
        keep_going=lambda: bool(mapping.get("Enabled", True)) and mapping["UUID"] in lambda_svc._esms,
    )
    if not wanted or deliver(wanted, RetryPolicy.of(mapping), consumer):
        mapping["LastProcessingResult"] = f"OK - {len(wanted)} records"
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = position + len(records)


def _give_up(mapping: dict[str, Any], function: Any, records: Sequence[Record], reason: str) -> None:
    result = {"error": True, "body": {"errorMessage": reason}}
    lambda_svc._send_ddb_stream_failure_record(
        mapping, function, list(records), mapping["EventSourceArn"], result, reason
    )
