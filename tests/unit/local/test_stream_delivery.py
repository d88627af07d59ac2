"""A batch of stream records is delivered, split, retried and given up as Lambda does."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from local.aws.stream_delivery import Consumer, Record, RetryPolicy, deliver

Handler = Callable[[list[str]], Mapping[str, Any]]


class Shard:
    """Records numbered by name, a handler, and what became of each."""

    def __init__(self, handler: Handler, gone_after: int = 10_000) -> None:
        self.handler, self.gone_after = handler, gone_after
        self.calls: list[list[str]] = []
        self.given_up: list[tuple[list[str], str]] = []
        self.now_s = 0.0

    def deliver(self, names: Sequence[str], policy: RetryPolicy) -> bool:
        """Run the delivery over records made at time 0."""
        records = [{"dynamodb": {"SequenceNumber": n, "ApproximateCreationDateTime": 0}} for n in names]
        return deliver(
            records, policy, Consumer(self._invoke, self._give_up, self._pause, self._now, self._here)
        )

    def _invoke(self, records: Sequence[Record]) -> Mapping[str, Any]:
        self.calls.append([record["dynamodb"]["SequenceNumber"] for record in records])
        return self.handler(self.calls[-1])

    def _give_up(self, records: Sequence[Record], reason: str) -> None:
        self.given_up.append(([record["dynamodb"]["SequenceNumber"] for record in records], reason))

    def _pause(self, seconds: float) -> None:
        self.now_s += seconds

    def _now(self) -> float:
        return self.now_s

    def _here(self) -> bool:
        return len(self.calls) < self.gone_after


def _failing_on(bad: set[str]) -> Handler:
    def handle(names: list[str]) -> Mapping[str, Any]:
        first = next((name for name in names if name in bad), None)
        return {"body": {"batchItemFailures": [{"itemIdentifier": first}] if first else []}}

    return handle


def _raising_on(bad: set[str]) -> Handler:
    return lambda names: {"error": bool(bad & set(names)), "body": {}}


def test_a_reported_failure_is_retried_from_its_record_on() -> None:
    shard = Shard(_failing_on({"b"}))
    shard.deliver("abc", RetryPolicy(maximum_retries=2, reports_failures=True))
    assert shard.calls == [["a", "b", "c"], ["b", "c"], ["b", "c"]]
    assert shard.given_up == [(["b", "c"], "RetryAttemptsExhausted")]


def test_no_retries_means_one_try() -> None:
    shard = Shard(_raising_on({"a"}))
    shard.deliver("a", RetryPolicy(maximum_retries=0))
    assert (len(shard.calls), shard.given_up) == (1, [(["a"], "RetryAttemptsExhausted")])


def test_an_unknown_identifier_fails_the_whole_batch() -> None:
    shard = Shard(lambda names: {"body": {"batchItemFailures": [{"itemIdentifier": "nothing"}]}})
    shard.deliver("ab", RetryPolicy(maximum_retries=1, reports_failures=True))
    assert shard.calls == [["a", "b"], ["a", "b"]]


def test_reports_are_ignored_where_the_mapping_did_not_ask_for_them() -> None:
    shard = Shard(_failing_on({"a"}))
    assert shard.deliver("ab", RetryPolicy())
    assert shard.calls == [["a", "b"]]


def test_records_past_their_age_are_given_up() -> None:
    shard = Shard(_raising_on({"a"}))
    shard.deliver("a", RetryPolicy(maximum_age_s=60))
    assert shard.given_up == [(["a"], "MaxRecordAgeExceeded")]
    assert shard.now_s > 60


def test_a_removed_mapping_ends_the_retries() -> None:
    shard = Shard(_raising_on({"a"}), gone_after=3)
    assert not shard.deliver("a", RetryPolicy())
    assert shard.given_up == []


@given(st.sets(st.sampled_from("abcdefgh")), st.integers(0, 3), st.booleans())
def test_with_bisection_every_good_record_arrives_and_only_bad_ones_are_lost(
    bad: set[str], retries: int, reports: bool
) -> None:
    handler = _failing_on(bad) if reports else _raising_on(bad)
    shard = Shard(handler)
    assert shard.deliver("abcdefgh", RetryPolicy(retries, bisect=True, reports_failures=reports))
    assert sorted(name for names, _ in shard.given_up for name in names) == sorted(bad)
