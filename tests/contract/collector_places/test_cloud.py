"""What only the places in the cloud can do: race, be killed, encrypt, expire."""

import gzip
import json
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from omc.adapters.collectors.schedules import SchedulerSchedules
from omc.adapters.dynamodb.ledger.breakers import DynamoBreakers
from omc.adapters.dynamodb.ledger.collectors import DynamoCollectors
from omc.adapters.dynamodb.ledger.secrets import DynamoSecrets
from omc.adapters.s3.raw import LakeRawPages
from omc.kernel.breakers import CLOSED, FAILURES, Breaker
from omc.kernel.errors import Conflict, InvalidInput
from omc.kernel.events import Event
from omc.kernel.instants import DAY_MS, MINUTE_MS
from omc.ledgers.errors import HostPaused
from tests.contract.collector_places.conftest import START, Cloud
from tests.contract.collector_places.test_places import collector, run
from tests.contract.ledger_store.conftest import TABLE, outbox, partition, transactor_over
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON

HOST = "a.test"


def breakers(cloud: Cloud, clock: FixedClock) -> DynamoBreakers:
    return DynamoBreakers(cloud.dynamodb, TABLE, clock)


def open_one(cloud: Cloud, clock: FixedClock) -> Breaker:
    mine, breaker = breakers(cloud, clock), CLOSED
    for _ in range(FAILURES):
        breaker = mine.load(HOST).failed(clock.now())
        mine.save(HOST, breaker)
    return breaker


def test_of_all_who_would_try_a_host_again_one_may(cloud: Cloud, clock: FixedClock) -> None:
    open_one(cloud, clock)
    clock.instant += 5 * MINUTE_MS
    rivals = [breakers(cloud, clock) for _ in range(5)]
    trials = [one.load(HOST).asks_at(clock.now()) for one in rivals]
    passed = 0
    for one, trial in zip(rivals, trials, strict=True):
        assert trial is not None
        try:
            one.save(HOST, trial)
            passed += 1
        except HostPaused:
            continue
    assert passed == 1


def test_failures_of_runs_at_the_same_time_all_count(cloud: Cloud, clock: FixedClock) -> None:
    rivals = [breakers(cloud, clock) for _ in range(FAILURES)]
    seen = [one.load(HOST) for one in rivals]
    for one, breaker in zip(rivals, seen, strict=True):
        one.save(HOST, breaker.failed(clock.now()))
    assert breakers(cloud, clock).load(HOST) == Breaker(FAILURES, clock.now())


def test_events_leave_with_the_collector_they_tell_of_or_not_at_all(cloud: Cloud) -> None:
    book = DynamoCollectors(cloud.dynamodb, TABLE, transactor_over(cloud.dynamodb))
    told = Event("evt-1", "collector.failing", NOON, NOON, {"collector_id": "index"})
    saved = book.save(collector(), events=[told])
    assert outbox(cloud.dynamodb) == [told]
    with pytest.raises(Conflict):
        book.save(replace(saved, version=9), events=[replace(told, event_id="evt-2")])
    assert outbox(cloud.dynamodb) == [told]


def test_runs_leave_after_ninety_days(cloud: Cloud) -> None:
    book = DynamoCollectors(cloud.dynamodb, TABLE, transactor_over(cloud.dynamodb))
    book.add_run(run())
    for pk in ("RUNS#index", "RUN#run-0"):
        (item,) = partition(cloud.dynamodb, pk)
        assert item["ttl"] == (NOON + 90 * DAY_MS) // 1000


def test_a_secret_is_not_in_the_table_and_opens_under_its_own_collector_and_name_only(cloud: Cloud) -> None:
    box = DynamoSecrets(cloud.dynamodb, TABLE, cloud.kms, cloud.key)
    box.put("index", {"token": "hush-hush"})
    (item,) = partition(cloud.dynamodb, "SECRETS#index")
    assert b"hush" not in bytes(str(item), "utf-8")
    sealed: Any = item["secrets"]
    blob = bytes(sealed["token"])
    for wrong in (("other", "token"), ("index", "key")):
        told = {"omc-collector": wrong[0], "omc-setting": wrong[1]}
        with pytest.raises(ClientError, match="InvalidCiphertext"):
            cloud.kms.decrypt(CiphertextBlob=blob, EncryptionContext=told)
    assert DynamoSecrets(cloud.dynamodb, TABLE, cloud.kms).get("index") == {"token": "hush-hush"}


@pytest.mark.parametrize("value", ["", "x" * 4097])
def test_a_secret_that_is_none_or_too_long_is_refused_without_being_told(cloud: Cloud, value: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        DynamoSecrets(cloud.dynamodb, TABLE, cloud.kms, cloud.key).put("index", {"token": value})
    assert "token" in str(caught.value)
    assert not value or value not in str(caught.value)


def test_a_schedule_starts_its_own_collector_and_no_later_than_its_leeway(cloud: Cloud) -> None:
    schedules = SchedulerSchedules(cloud.scheduler, "collectors", START)
    schedules.ensure("index", "rate(1 hour)")
    schedules.ensure("index", "rate(2 hours)", leeway_min=3)
    found = cloud.scheduler.get_schedule(Name="index", GroupName="collectors")
    assert found["ScheduleExpression"] == "rate(2 hours)"
    assert found["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 3}
    assert json.loads(found["Target"]["Input"])["collector_id"] == "index"
    assert found["Target"]["Arn"] == START.function_arn
    assert found["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    SchedulerSchedules(cloud.scheduler, "collectors").remove("index")
    assert cloud.scheduler.list_schedules(GroupName="collectors")["Schedules"] == []


def test_a_raw_page_is_kept_whole_below_its_source_day_and_run(cloud: Cloud) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for _ in range(2):
        LakeRawPages(s3, "lake").keep("fear_greed", "run-1", 0, b"<html>", NOON)
    (entry,) = s3.list_objects_v2(Bucket="lake")["Contents"]
    assert entry["Key"] == "raw/fear_greed/2024-03-05/run-1/0000.gz"
    assert gzip.decompress(s3.get_object(Bucket="lake", Key=entry["Key"])["Body"].read()) == b"<html>"
