"""How Lambda delivers a batch of stream records: retries, bisection, partial failures, and what is given up.

Pure: invocation, waiting and the failure destination are passed in. A batch blocks its shard until it is
delivered or given up, as on AWS.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
UNLIMITED = -1
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0


@dataclass(frozen=True)
class RetryPolicy:
    """The part of an event source mapping that decides what happens to a failed batch."""

    maximum_retries: int = UNLIMITED
    maximum_age_s: int = UNLIMITED
    bisect: bool = False
    reports_failures: bool = False

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> "RetryPolicy":
        """Read the mapping as Lambda stores it; absent means AWS's default."""
        return cls(
            maximum_retries=_number(mapping.get("MaximumRetryAttempts")),
            maximum_age_s=_number(mapping.get("MaximumRecordAgeInSeconds")),
            bisect=str(mapping.get("BisectBatchOnFunctionError", False)).lower() == "true",
            reports_failures="ReportBatchItemFailures" in (mapping.get("FunctionResponseTypes") or []),
        )


@dataclass(frozen=True)
class Consumer:
    """What delivery needs from its surroundings.

    invoke returns the executor's result ({"error": bool, "body": ...}); give_up receives the records that
    will never be delivered and why; keep_going turns false when the mapping is gone.
    """

    invoke: Callable[[Sequence[Record]], Mapping[str, Any]]
    give_up: Callable[[Sequence[Record], str], None]
    pause: Callable[[float], None]
    now_s: Callable[[], float]
    keep_going: Callable[[], bool]


def deliver(records: Sequence[Record], policy: RetryPolicy, consumer: Consumer) -> bool:
    """Deliver every record or give it up. False when the consumer went away before that."""
    failures = 0
    while records:
        left = undelivered(records, consumer.invoke(records), policy)
        if not left:
            return True
        # Progress inside a batch starts the count anew: the records that failed before are done.
        failures = 1 if len(left) < len(records) else failures + 1
        records = left
        reason = _exhausted(records, failures, policy, consumer.now_s())
        if reason:
            consumer.give_up(records, reason)
            return True
        if not consumer.keep_going():
            return False
        consumer.pause(min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE_S))
        if policy.bisect and len(records) > 1:
            middle = len(records) // 2
            return deliver(records[:middle], policy, consumer) and deliver(records[middle:], policy, consumer)
    return True


def undelivered(
    records: Sequence[Record], result: Mapping[str, Any], policy: RetryPolicy
) -> Sequence[Record]:
    """The tail of the batch that must be tried again: from the first reported failure on, or all of it."""
    if result.get("error"):
        return records
    body = result.get("body")
    if not policy.reports_failures or not isinstance(body, Mapping):
        return ()
    reported = {failure.get("itemIdentifier") for failure in body.get("batchItemFailures") or []}
    if not reported:
        return ()
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    if not reported <= set(numbers):
        return records  # an identifier that names no record fails the whole batch
    return records[min(numbers.index(number) for number in reported) :]


def _exhausted(records: Sequence[Record], failures: int, policy: RetryPolicy, now_s: float) -> str | None:
    # A batch that will be split is given another chance first: splitting does not count as a retry.
    splits = policy.bisect and len(records) > 1
    if policy.maximum_retries != UNLIMITED and failures > policy.maximum_retries and not splits:
        return "RetryAttemptsExhausted"
    oldest = min(float(record["dynamodb"].get("ApproximateCreationDateTime", now_s)) for record in records)
    if policy.maximum_age_s > 0 and now_s - oldest > policy.maximum_age_s:
        return "MaxRecordAgeExceeded"
    return None


def _number(value: object) -> int:
    return UNLIMITED if value is None else int(str(value))
