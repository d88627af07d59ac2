"""The market on the deployed stack: import, replay through the real collector, events, and the API's view."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.candles.importing import import_bars
from local.market import market_in
from local.people import Person
from local.replay.run import Replay
from local.stack import Stack
from omc.market.bars import to_arrays
from omc.market.model import Series
from omc.wiring.market import Market
from tests.fakes.bars import bars

pytestmark = pytest.mark.integration

BASE = 440_000
NUMBERS = [*range(BASE + 10, BASE + 20), *range(BASE + 22, BASE + 30)]


@pytest.fixture(scope="module")
def market(stack: Stack) -> Market:
    return market_in(stack)


@pytest.fixture
def heard(stack: Stack) -> Iterator[Any]:
    """A queue of our own behind the bus; calling it takes what comes of a series, `count` events or less."""
    sqs, bus = stack.aws.client("sqs"), stack.aws.client("events")
    url = sqs.create_queue(QueueName="market-test")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = {"Name": "market-test", "EventBusName": stack.outputs["EventBus"]}
    bus.put_rule(**rule, EventPattern=json.dumps({"source": ["omc"], "detail-type": ["candle.closed"]}))
    bus.put_targets(Rule="market-test", EventBusName=rule["EventBusName"], Targets=[{"Id": "q", "Arn": arn}])

    def take(series: Series, count: int, wait_s: float = 15.0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        until = time.monotonic() + wait_s
        while time.monotonic() < until and len(found) < count:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                detail = json.loads(message["Body"])["detail"]
                if detail["data"]["series"] == series.key:
                    found.append(detail)
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    yield take
    bus.remove_targets(Rule="market-test", EventBusName=rule["EventBusName"], Ids=["q"])
    bus.delete_rule(**rule)
    sqs.delete_queue(QueueUrl=url)


def prepared(market: Market, key: str) -> Series:
    """Ten bars of history and eighteen for the replay, two missing among them."""
    series = Series.parse(key)
    import_bars(to_arrays(bars(series, range(BASE, BASE + 10))), series, market, lambda _: None)
    market.replay.add(series, to_arrays(bars(series, NUMBERS)))
    return series


def test_a_replay_runs_through_collector_stream_and_bus_and_the_api_shows_it(
    stack: Stack, market: Market, ada: Person, heard: Any
) -> None:
    series = prepared(market, "simulated:ETH/USDT:1h")
    collect = stack.outputs["CollectFunction"]
    told = Replay(market, stack.aws.client("lambda"), collect, bars_per_second=None).run(series)
    assert told == len(NUMBERS)

    events = heard(series, told)
    assert sorted(event["data"]["ts"] // series.timeframe.ms for event in events) == NUMBERS
    assert all(event["known_at"] == event["data"]["close_time"] for event in events)

    headers = {"authorization": f"Bearer {ada.token}"}
    with httpx.Client(base_url=stack.api_url, trust_env=False, timeout=30, headers=headers) as http:
        asked = {"series": series.key}
        candles = http.get("/v1/ledgers/exchange/candles", params=asked).json()
        gaps = http.get("/v1/ledgers/exchange/gaps", params=asked).json()
    assert len(candles["items"]) == 28
    assert candles["simulated"] is True
    assert [gap["bars"] for gap in gaps["items"]] == [2]


def test_four_collectors_at_once_store_and_announce_each_bar_once(
    stack: Stack, market: Market, heard: Any
) -> None:
    series = prepared(market, "simulated:SOL/USDT:1h")
    through = NUMBERS[-1] * series.timeframe.ms
    request = json.dumps({"source": "replay", "series": series.key, "through": through}).encode()

    def collect(_: int) -> dict[str, Any]:
        answer = stack.aws.client("lambda").invoke(
            FunctionName=stack.outputs["CollectFunction"], Payload=request
        )
        report: dict[str, Any] = json.loads(answer["Payload"].read())["reports"][0]
        return report

    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(collect, range(4)))
    assert [report["error"] for report in reports] == [None] * 4
    assert sum(report["stored"] for report in reports) == len(NUMBERS)
    assert len(market.bars.arrays(series)) == 28
    assert len(heard(series, 2 * len(NUMBERS), wait_s=4.0)) == len(NUMBERS)
