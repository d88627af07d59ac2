"""The collector as it is deployed: its requests, its lease, and a replay through it."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.ledgers.collect import handler as collect_handler
from local.replay.run import Replay, ReplayFailed
from omc.adapters.dynamodb.lease import Leases
from omc.contracts.collect import Replayed, Scheduled, parse_configured, parse_request
from omc.kernel.errors import Forbidden, InvalidInput, NotFound
from omc.kernel.instants import Ms
from omc.market.bars import to_arrays
from omc.market.model import Series
from omc.wiring import clients, collect
from omc.wiring.aws import dynamodb
from omc.wiring.candles import exchanges
from omc.wiring.market import Market, market
from tests.contract.market_store.conftest import outbox
from tests.fakes.bars import bars
from tests.fakes.clock import FixedClock
from tests.fakes.exchange_server import kline, serving
from tests.fakes.tables import create_table

SERIES = Series.parse("simulated:BTC/USDT:1h")
H = SERIES.timeframe.ms
BASE = 440_000
CACHES = (dynamodb, clients.s3, market, exchanges, collect._replay)


def handled(event: dict[str, Any]) -> dict[str, Any]:
    return collect_handler.handler(event, None)


class Invoked:
    """Lambda's client, calling the handler in this process."""

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        try:
            return {"Payload": BytesIO(json.dumps(handled(json.loads(Payload))).encode())}
        except Forbidden as error:
            failure = json.dumps({"errorMessage": error.message}).encode()
            return {"Payload": BytesIO(failure), "FunctionError": "Unhandled"}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    names = {"AWS_ACCESS_KEY_ID": "t", "AWS_SECRET_ACCESS_KEY": "t", "AWS_DEFAULT_REGION": "us-east-1"}
    ours = {"OMC_MARKET_TABLE": "market", "OMC_LAKE_BUCKET": "lake", "OMC_STAGE": "local"}
    for name, value in {**names, **ours}.items():
        monkeypatch.setenv(name, value)
    for cached in CACHES:
        cached.cache_clear()
    with mock_aws():
        create_table(boto3.client("dynamodb"), "market")
        boto3.client("s3").create_bucket(Bucket="lake")
        yield market()
    for cached in CACHES:
        cached.cache_clear()


def replay(deployed: Market, **changes: Any) -> Replay:
    return Replay(deployed, Invoked(), "collect", **{"bars_per_second": None, **changes})  # type: ignore[arg-type]


def test_a_replay_tells_bar_after_bar_and_hides_all_after_its_cursor(deployed: Market) -> None:
    deployed.replay.add(SERIES, to_arrays(bars(SERIES, range(BASE, BASE + 5))))
    seen: list[tuple[Ms, int]] = []

    def follow(series: Series, ts: Ms) -> None:
        seen.append((ts // H - BASE, len(deployed.store.range(series))))

    assert replay(deployed, wait_for=follow).run(SERIES) == 5
    assert seen == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    assert len(outbox(dynamodb())) == 5


def test_a_replay_broken_off_goes_on_where_it_stopped_and_after_history(deployed: Market) -> None:
    deployed.lake.add(SERIES, to_arrays(bars(SERIES, range(BASE - 9, BASE))))
    deployed.store.adopt_history(SERIES, deployed.lake.arrays(SERIES).ts)
    deployed.replay.add(SERIES, to_arrays(bars(SERIES, [BASE, BASE + 1, BASE + 4, BASE + 5])))
    assert replay(deployed).run(SERIES, count=2) == 2
    assert replay(deployed).run(SERIES) == 2
    assert replay(deployed).run(SERIES) == 0
    assert len(deployed.bars.arrays(SERIES)) == 13
    assert [record.gap.count for record in deployed.store.gaps(SERIES)] == [2]
    assert len(outbox(dynamodb())) == 4


def test_a_replay_of_what_was_not_kept_is_refused(deployed: Market) -> None:
    with pytest.raises(NotFound):
        replay(deployed).run(SERIES)


def test_nothing_is_replayed_in_production(deployed: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed.replay.add(SERIES, to_arrays(bars(SERIES, [BASE])))
    monkeypatch.setenv("OMC_STAGE", "prod")
    with pytest.raises(ReplayFailed, match="expected a stage other than prod"):
        replay(deployed).run(SERIES)


def test_a_schedule_without_configured_series_ends_at_once(deployed: Market) -> None:
    assert handled({"source": "schedule"}) == {"reports": []}


def test_the_sample_event_is_understood() -> None:
    sample = json.loads(Path(collect_handler.__file__).with_name("event.json").read_text())
    assert isinstance(parse_request(sample), Replayed)
    assert parse_request({"source": "schedule"}) == Scheduled()


@pytest.mark.parametrize("event", [{"source": "replay"}, {"source": "else"}, {"source": "schedule", "x": 1}])
def test_another_request_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        parse_request(event)


def test_the_configured_series_are_a_list() -> None:
    assert [one.series for one in parse_configured('[{"series": "binance:BTC/USDT:1h"}]')] == [
        "binance:BTC/USDT:1h"
    ]
    assert parse_configured("") == []
    with pytest.raises(InvalidInput, match="expected a list such as"):
        parse_configured("{}")


def test_a_lease_is_held_by_one_until_its_time_is_over_or_it_is_given_back(deployed: Market) -> None:
    leases = Leases(dynamodb(), "market")
    assert leases.take("x", "ada", now=0, until=100)
    assert not leases.take("x", "ben", now=99, until=200)
    assert leases.take("x", "ada", now=99, until=150)
    assert leases.take("x", "ben", now=150, until=250)
    leases.release("x", "ada")
    assert not leases.take("x", "ada", now=151, until=250)
    leases.release("x", "ben")
    assert leases.take("x", "ada", now=152, until=250)


def test_the_schedule_collects_the_configured_series_from_their_exchange(
    deployed: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = Series.parse("binance:BTC/USDT:1h")
    with serving() as venue:
        venue.rows = [kline(series, bar) for bar in bars(series, range(BASE, BASE + 4))]
        monkeypatch.setenv("OMC_EXCHANGE_URL", venue.url)
        monkeypatch.setenv("OMC_COLLECT_SERIES", json.dumps([{"series": series.key}]))
        monkeypatch.setattr(collect, "_clock", FixedClock((BASE + 3) * H + 1))
        (report,) = handled({"source": "schedule"})["reports"]
        (again,) = handled({"source": "schedule"})["reports"]
    assert (report["series"], report["stored"], report["error"]) == (series.key, 3, None)
    assert again["seen"] == 0
    assert list(deployed.store.range(series)) == bars(series, range(BASE, BASE + 3))
    assert len(outbox(dynamodb())) == 3
