"""Streams, queues, the bus and schedules reach their functions as on AWS."""

import json
from datetime import UTC, datetime

import pytest

from tests.contract.local_aws.cloud import Cloud, eventually
from tests.contract.local_aws.template import ROLE, function_id

pytestmark = pytest.mark.integration


def _record(cloud: Cloud, *keys: str) -> None:
    items = [{"PutRequest": {"Item": {"pk": key, "sk": "fact"}}} for key in keys]
    cloud.aws.resource("dynamodb").batch_write_item(RequestItems={cloud["Facts"]: items})


def _consumed(cloud: Cloud) -> list[str]:
    return [key for batch in cloud.notes("consume") for key in batch]


def test_a_poisoned_record_is_given_up_and_its_neighbours_arrive(cloud: Cloud) -> None:
    _record(cloud, "before", "poison", "after")
    assert eventually(lambda: "after" in _consumed(cloud))
    given_up = eventually(lambda: cloud.messages("DeadFacts"))
    batch = json.loads(given_up[0]["Body"])
    assert batch["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert batch["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_batch_that_raises_is_split_until_the_bad_record_stands_alone(cloud: Cloud) -> None:
    _record(cloud, "left", "bomb", "right")
    assert eventually(lambda: ["right"] in cloud.notes("consume") or "right" in _consumed(cloud)[-1:])
    assert eventually(lambda: cloud.messages("DeadFacts"))
    assert eventually(lambda: ["bomb"] in cloud.notes("consume"))


def _send(cloud: Cloud, number: int, group: str, *, fail: bool = False) -> None:
    cloud.aws.client("sqs").send_message(
        QueueUrl=cloud["Work"],
        MessageBody=json.dumps({"number": number, "fail": fail}),
        MessageGroupId=group,
        MessageDeduplicationId=f"{group}-{number}",
    )


def test_a_group_keeps_its_order(cloud: Cloud) -> None:
    for number in range(12):
        _send(cloud, number, f"even-odd-{number % 2}")
    wanted = {f"even-odd-{rest}": list(range(rest, 12, 2)) for rest in (0, 1)}

    def by_group() -> dict[str, list[int]]:
        return {group: [w["number"] for w in cloud.notes("work") if w["group"] == group] for group in wanted}

    eventually(lambda: by_group() == wanted)
    assert by_group() == wanted


def test_a_message_that_keeps_failing_goes_to_the_dead_letters(cloud: Cloud) -> None:
    _send(cloud, 99, "failing", fail=True)
    dead = eventually(lambda: cloud.messages("DeadWork"))
    assert json.loads(dead[0]["Body"])["number"] == 99
    assert [w["count"] for w in cloud.notes("work") if w["group"] == "failing"] == ["1", "2"]


def test_a_rule_puts_the_whole_event_into_its_queue(cloud: Cloud) -> None:
    entry = {
        "EventBusName": cloud["Bus"],
        "Source": "omc",
        "DetailType": "candle.closed",
        "Detail": '{"bar": 1}',
    }
    cloud.aws.client("events").put_events(Entries=[entry])
    event = json.loads(eventually(lambda: cloud.messages("Inbox"))[0]["Body"])
    assert (event["detail-type"], event["detail"]) == ("candle.closed", {"bar": 1})


def test_a_schedule_fills_in_its_time_and_fires_at_once(cloud: Cloud) -> None:
    function = cloud.aws.client("lambda").get_function(FunctionName=cloud[function_id("remember")])
    due = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    cloud.aws.client("scheduler").create_schedule(
        Name="now",
        ScheduleExpression=f"at({due.isoformat()})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": function["Configuration"]["FunctionArn"],
            "RoleArn": ROLE,
            "Input": '{"at": "<aws.scheduler.scheduled-time>"}',
        },
    )
    seen = eventually(lambda: cloud.notes("event"), patience_s=5)
    assert seen[0]["at"].startswith(f"{due:%Y-%m-%dT%H}")
