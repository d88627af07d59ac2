"""Evidence on the deployed house, with roles enforced: from a source by table, outbox and bus into the lake,
and from there into a backtest. The other side is made up, and every record says so."""

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from websockets.sync.client import connect

from local.api import Api
from local.candles.importing import import_bars
from local.market import market_in
from local.people import person
from local.stack import deployed
from local.thread import Strategy, backtest
from omc.adapters.s3.ledger.history import LakeObservations
from omc.contracts.events import format_event
from omc.kernel.instants import DAY_MS, Ms, from_iso
from omc.ledgers.collectors import State
from omc.ledgers.records import Measurement
from omc.ledgers.taxonomy import EventType
from omc.market.bars import to_arrays
from omc.market.model import Series
from tests.fakes.bars import bar
from tests.fakes.evidence import event
from tests.fakes.floor_scenes import INSTRUMENT
from tests.integration.evidence_house import KEEPERS, EvidenceHouse, sources_process
from tests.integration.strict_house import call, idle, logs_of, refusals

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

ASKED = {
    "chain_heads": {}, "coinmetrics": {"history_days": 30}, "coinspot_news": {}, "coinspot_prices": {},
    "fear_greed": {"history_days": 40}, "news_feeds": {}, "snapshot": {},
}  # fmt: skip
SERIES = Series.parse("simulated:FNG/USDT:1h")
DAYS = 30
TOKEN = "never-seen-anywhere"


@pytest.fixture(scope="module")
def house() -> Iterator[EvidenceHouse]:
    """Roles are enforced: what a function may do is what its role says."""
    with sources_process() as sources, deployed(enforce_iam=True, wait_scale=0.1) as stack:
        made = EvidenceHouse(stack, sources)
        made.made_up()
        yield made


@pytest.fixture(scope="module")
def heard(house: EvidenceHouse) -> str:
    """A queue of our own behind the bus: its address."""
    return house.listen("evidence-test", "ledger.recorded")


@pytest.fixture(scope="module")
def runs(house: EvidenceHouse, heard: str) -> dict[str, dict[str, Any]]:
    """Each of the collectors, set up, active, and woken once as by its schedule."""
    for name, settings in ASKED.items():
        house.activate(name, _now(), settings)
    return {name: house.ingest(name) for name in ASKED if name != "coinspot_prices"} | {
        "coinspot_prices": house.ingest("coinspot_prices", trigger="manual")
    }


def _now() -> Ms:
    return time.time_ns() // 1_000_000


def test_what_collectors_store_is_announced_archived_and_merged_each_record_once(
    house: EvidenceHouse, heard: str, runs: dict[str, dict[str, Any]]
) -> None:
    assert {name: run["status"] for name, run in runs.items()} == dict.fromkeys(ASKED, "succeeded")
    stored = house.records()
    assert {record.source for record in stored} == set(ASKED)
    assert len(stored) == sum(run["new"] + run["revised"] for run in runs.values())
    assert all(record.synthetic for record in stored)

    told = house.heard(heard, until=lambda events: _announced(events) >= {r.record_id for r in stored})
    assert _announced(told) == {record.record_id for record in stored}

    house.archived()
    parts = house.in_lake("records")
    assert parts
    merged = call(house.stack, "ledgers/compact", {})
    assert (merged["done"], merged["folders"] > 0) == (merged["folders"], True)
    assert len(house.in_lake("records")) < len(parts)
    lake = LakeObservations(house.stack.aws.client("s3"), house.stack.outputs["LakeBucket"])
    read = lake.columns([("human.fear_greed", "MARKET")], _now() - 60 * DAY_MS, _now())
    assert sorted(zip(read.known_at.tolist(), read.value.tolist(), strict=True)) == sorted(
        (r.known_at, float(r.values["fear_greed"])) for r in stored if isinstance(r, Measurement)
        and r.source == "fear_greed"
    )  # fmt: skip
    assert bool(read.synthetic.all())


def _announced(events: list[dict[str, Any]]) -> set[str]:
    return {one["id"] for event in events for one in event["data"]["records"]}


def test_a_deployed_backtest_reads_the_collected_index_and_trades_by_it(
    house: EvidenceHouse, runs: dict[str, dict[str, Any]]
) -> None:
    house.archived()
    market, first = market_in(house.stack), _now() // DAY_MS * DAY_MS - DAYS * DAY_MS
    market.store.put_instrument(replace(INSTRUMENT, symbol=SERIES.symbol))
    number = first // SERIES.timeframe.ms
    hours = [bar(SERIES, number + n, f"{10 + n % 7 / 10}") for n in range(24 * DAYS)]
    import_bars(to_arrays(hours), SERIES, market, lambda _: None)
    told = [r for r in house.records() if isinstance(r, Measurement) and r.source == "fear_greed"]
    middle = statistics.median_high(record.values["fear_greed"] for record in told)
    with Api(house.stack, person(house.stack)) as api:
        spec = {
            "name": "By the mood",
            "family": "custom",
            "venue": SERIES.venue,
            "symbol": SERIES.symbol,
            "timeframe": SERIES.timeframe.value,
            "sizing": {"kind": "fraction", "fraction": "0.5"},
            "features": {"mood": "human.fear_greed(MARKET)"},
            "long": {"enter": f"mood < {middle}", "exit": f"mood >= {middle}"},
        }
        made = api.post("/v1/strategies", {"spec": spec})
        run = backtest(api, Strategy(made["strategy_id"], made["version"]), SERIES)
        assert (run["state"], run["error"]) == ("COMPLETED", None)
        trades = api.get(f"/v1/backtests/{run['run_id']}/trades")["items"]
    assert trades
    for trade in trades:
        # A bar opens when the one before it closes, and that is when the rule decided.
        known = [record for record in told if record.known_at <= from_iso(trade["entry_ts"])]
        newest = max(known, key=lambda record: record.event_time)
        assert newest.values["fear_greed"] < middle, trade


def test_a_run_opens_the_secret_that_was_sealed_for_its_collector_and_tells_nobody(
    house: EvidenceHouse, runs: dict[str, dict[str, Any]]
) -> None:
    house.activate("cryptopanic", _now())
    refused = house.ingest("cryptopanic", check=False)
    assert (refused["status"], refused["error_class"]) == ("failed", "invalid_input")
    house.seal("cryptopanic", auth_token=TOKEN)
    run = house.ingest("cryptopanic")
    assert (run["status"], run["error_text"], run["new"] > 0) == ("succeeded", None, True)
    assert TOKEN not in json.dumps(logs_of(house.stack)) + repr(house.records())


def test_a_person_is_told_of_a_stored_event_on_their_socket_and_in_their_list_once(
    house: EvidenceHouse,
) -> None:
    now = _now()
    bridge = event(
        "bridge", "A bridge is drained", type=EventType.HACK, event_time=now, known_at=now + 60_000
    )
    with Api(house.stack, person(house.stack)) as api:
        api.post("/v1/alerts", {"types": ["hack"], "coins": ["SOL"], "least_priority": "critical"})
        ticket = api.post("/v1/ws-ticket", {})
        with connect(f"{ticket['url']}?ticket={ticket['ticket']}", proxy=None) as socket:
            socket.send(json.dumps({"action": "subscribe", "channel": "alerts"}))
            assert json.loads(socket.recv(10))["type"] == "subscribed"
            told = json.loads(format_event(house.store(replace(bridge, synthetic=True))))
            heard = json.loads(socket.recv(30))
        assert (heard["type"], heard["data"]["title"]) == ("alert_triggered", "A bridge is drained")
        assert call(house.stack, "events/alert", {"detail": told}) == {"records": 1, "told": 0}
        assert api.get("/v1/notifications")["items"] == [heard["data"]]


def test_the_training_set_is_built_and_nothing_that_ran_lacked_a_grant(
    house: EvidenceHouse, runs: dict[str, dict[str, Any]]
) -> None:
    call(house.stack, "ledgers/features", {"source": "schedule", "try": 1})
    assert house.ingest("fear_greed", check=True)["works"] is True
    last = house.book.get("fear_greed")
    house.book.save(last.moved(State.PAUSED, _now()))
    assert house.ingest("fear_greed")["status"] == "skipped"
    assert refusals(house.stack) == []
    assert not KEEPERS & idle(house.stack)
