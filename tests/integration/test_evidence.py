"""Evidence on the deployed house, with roles enforced: from a source by table, outbox and bus into the lake,
and from there into a backtest. The other side is made up, and every record says so."""

import json
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from websockets.sync.client import connect

from local.api import Api, wait_until
from local.candles.importing import import_bars
from local.evidence import catch_up, first_look, keeper, turn_on
from local.market import market_in
from local.people import person
from local.stack import deployed
from local.thread import Strategy, backtest
from omc.adapters.collectors.schedules import WATCH
from omc.adapters.dynamodb.ledger.uses import DynamoUses
from omc.adapters.s3.ledger.history import LakeObservations
from omc.contracts.events import format_event
from omc.kernel.instants import DAY_MS, Ms, from_iso, to_iso
from omc.ledgers.collectors import State
from omc.ledgers.records import Enrichment, Measurement, SocialPost
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
COLLECTORS_GROUP = "omc-local-collectors"


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


def test_an_admin_sets_a_collector_up_proves_it_runs_it_and_takes_it_off_and_nobody_else_may(
    house: EvidenceHouse,
) -> None:
    path, secret = "/v1/collectors/reddit", "never-shown-to-anybody"
    with Api(house.stack, keeper(house.stack)) as admin, Api(house.stack, person(house.stack)) as trader:
        draft = next(one for one in admin.get("/v1/collectors")["items"] if one["source"] == "reddit")
        assert (draft["state"], draft["secrets_set"]) == ("DRAFT", [])
        lacking = admin.raw("POST", f"{path}/activate", json={}, headers={"Idempotency-Key": "too-early"})
        assert (lacking.status_code, lacking.json()["code"]) == (400, "settings")
        open_ones = {
            "user_agent": "linux:x:1 (by /u/x)",
            "subreddits": ["Bitcoin"],
            "posts": 5,
            "comments_of": 1,
        }
        settings = {**open_ones, "client_id": "made-up-id", "client_secret": secret}
        changed = admin.patch(path, {"version": draft["version"], "settings": settings})
        assert sorted(changed["secrets_set"]) == ["client_id", "client_secret"]
        assert changed["settings"] == open_ones
        assert admin.post(f"{path}/test")["works"] is True
        assert _woken(house) & {"reddit", WATCH} == set()
        assert admin.post(f"{path}/activate")["state"] == "ACTIVE"
        assert _woken(house) >= {"reddit", WATCH}

        run_id = admin.post(f"{path}/run")["run_id"]
        run = wait_until(lambda: _run_of(admin, path, run_id), within_s=30, what="the run that was asked for")
        assert (run["status"], run["trigger"], run["new"]) == ("succeeded", "manual", 5)
        logs, samples = admin.get(f"{path}/logs")["items"], admin.get(f"{path}/samples")["items"]
        assert [one["run_id"] for one in logs if one["run_id"] == run_id]
        assert len(samples) == 5
        assert all(one["synthetic"] for one in samples)
        figures = admin.get(f"{path}/metrics", days=1)
        assert (figures["succeeded"], figures["new"]) == (1, 5)
        assert secret not in json.dumps([changed, logs, samples, figures, admin.get(path)])

        own = {"Idempotency-Key": "of-a-trader"}
        for method, asked in _ADMINS_ONLY:
            answer = trader.raw(method, asked.format(path), json={}, headers=own)
            assert answer.status_code == 403, (method, asked, answer.text)
        assert trader.get("/v1/collectors/health")["items"]

        assert admin.post(f"{path}/pause")["state"] == "PAUSED"
        assert "reddit" not in _woken(house)
        assert house.ingest("reddit")["status"] == "skipped"


def _run_of(admin: Api, path: str, run_id: str) -> dict[str, Any] | None:
    return next((one for one in admin.get(f"{path}/runs")["items"] if one["run_id"] == run_id), None)


_ADMINS_ONLY = [
    ("GET", "/v1/collector-sources"), ("GET", "/v1/collectors"), ("GET", "{}"), ("GET", "{}/runs"),
    ("GET", "{}/logs"), ("GET", "{}/samples"), ("GET", "{}/metrics"), ("POST", "{}/test"),
    ("POST", "{}/activate"), ("POST", "{}/run"), ("POST", "{}/pause"), ("DELETE", "{}"),
]  # fmt: skip


def _woken(house: EvidenceHouse) -> set[str]:
    """Names of the schedules of collectors, and of who watches quality."""
    found = house.stack.aws.client("scheduler").list_schedules(GroupName=COLLECTORS_GROUP)
    return {one["Name"] for one in found["Schedules"]}


def test_a_laptop_turns_on_all_that_is_free_and_what_came_has_a_score_and_a_mark(
    house: EvidenceHouse, runs: dict[str, dict[str, Any]]
) -> None:
    since = _now()
    with Api(house.stack, keeper(house.stack)) as admin:
        on = turn_on(admin, live=False)
        # A person has paused it, and it stays so.
        assert "reddit" not in on
        free = {one["source"] for one in admin.get("/v1/collector-sources")["items"] if one["tier"] == 1}
        assert set(on) == free - {"reddit"}
        assert _woken(house) == {*on, WATCH}
        started = catch_up(admin, since)
        assert set(started) >= set(on) - set(ASKED) - {"cryptopanic"}
        score = first_look(house.stack, admin, started, since, threading.Event())
        assert score is not None
        assert score > 0.8
        told = {one["source"]: one["last_success_at"] for one in admin.get("/v1/collectors/health")["items"]}
        assert all(told[name] for name in on), told
        catalyst, human = admin.get("/v1/ledgers/catalyst"), admin.get("/v1/ledgers/human")
        glass, prices = admin.get("/v1/ledgers/glass"), admin.get("/v1/ledgers/exchange/prices")
    for seen in (catalyst, human, glass, prices):
        assert seen["freshness"]["synthetic"] is True


def test_posts_are_scored_once_by_a_model_whose_key_nobody_is_told(
    house: EvidenceHouse, runs: dict[str, dict[str, Any]]
) -> None:
    told = {"user_agent": "linux:ohmycoins:1 (by /u/nobody)", "subreddits": ["Bitcoin"], "comments_of": 0}
    house.activate("reddit", _now(), {**told, "posts": 8})
    house.seal("reddit", client_id="made-up-id", client_secret=TOKEN)
    assert house.ingest("reddit")["status"] == "succeeded"
    posts = {
        record.record_id
        for record in house.records()
        if isinstance(record, SocialPost) and not record.deleted and record.event_time > _now() - DAY_MS
    }
    house.activate("llm_sentiment", _now(), {"posts_a_call": 4})
    house.seal("llm_sentiment", api_key=TOKEN)
    assert house.ingest("llm_sentiment", check=True)["works"] is True
    run = house.ingest("llm_sentiment")
    assert (run["status"], run["error_text"], run["new"]) == ("succeeded", None, len(posts))
    assert house.ingest("llm_sentiment")["new"] == 0
    made = [record for record in house.records() if isinstance(record, Enrichment)]
    assert sorted(record.item_id for record in made) == sorted(posts)
    assert posts
    assert all(coin.sentiment.reasons for record in made for coin in record.coins)
    uses = DynamoUses(house.stack.aws.client("dynamodb"), house.table).of_day(
        "enrichment", to_iso(_now())[:10]
    )
    assert sum(use.posts for use in uses if use.error is None) >= run["new"]
    assert TOKEN not in json.dumps(logs_of(house.stack)) + repr((made, uses, house.runs("llm_sentiment")))


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
