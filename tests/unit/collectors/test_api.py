"""The collectors' API over an emulated cloud; runs and tests go through the function that makes them."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from functions.api.collectors.handler import app
from functions.ledgers.enrich import handler as enrich_handler
from functions.ledgers.ingest import handler as ingest_handler
from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from omc.adapters.collectors.schedules import WATCH
from omc.adapters.evidence.http.client import TEST_TIMEOUT_S, TIMEOUT_S
from omc.adapters.evidence.registry import ENRICHERS, SOURCES, module_of
from omc.wiring import collectors, evidence, ingest
from tests.fakes.gateway import Answer, Context, http_event, read
from tests.fakes.sources import WaitingClock

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:{}"
ENVIRONMENT = {
    "OMC_COLLECTOR_SCHEDULE_GROUP": "collectors",
    "OMC_COLLECTOR_SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/schedules",
    "OMC_COLLECTOR_SCHEDULE_DLQ_ARN": "arn:aws:sqs:eu-west-1:123456789012:undelivered",
    "OMC_INGEST_FUNCTION_ARN": ARN.format("ingest"),
    "OMC_ENRICH_FUNCTION_ARN": ARN.format("enrich"),
    "OMC_QUALITY_FUNCTION_ARN": ARN.format("quality"),
}
KEY = "sk-never-seen-anywhere"
REDDIT = {"client_id": "client-id", "client_secret": "very-hush", "user_agent": "linux:ohmycoins:1 (me)"}


class Invoked:
    """Lambda's invoke, by the function that runs collectors itself."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Any]] = []

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        request = json.loads(Payload)
        self.requests.append(request)
        source = evidence.book().get(request["collector_id"]).source
        assert FunctionName == ARN.format("enrich" if source in ENRICHERS else "ingest")
        handler = enrich_handler if source in ENRICHERS else ingest_handler
        told = handler.handler(request, _LambdaContext())
        body = b"" if InvocationType == "Event" else json.dumps(told).encode()
        return {"Payload": io.BytesIO(body)}


class _LambdaContext:
    aws_request_id = "lambda-request"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@pytest.fixture
def house(tables: None, cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceServer]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    boto3.client("scheduler").create_schedule_group(Name="collectors")
    monkeypatch.setenv("OMC_KEY_ARN", boto3.client("kms").create_key()["KeyMetadata"]["Arn"])
    invoked = Invoked()
    monkeypatch.setattr(collectors, "_lambda", lambda: invoked)
    with serving() as server:
        clock = WaitingClock(evidence.clock.now())
        monkeypatch.setattr(evidence, "clock", clock)
        clock.instead_of_sleeping(monkeypatch)
        monkeypatch.setenv("OMC_SOURCE_URL", server.origin)
        yield server
        for timeout_s in (TIMEOUT_S, TEST_TIMEOUT_S):
            ingest._client(timeout_s).close()


NUMBERS = iter(range(10_000))


def ask(
    method: str, path: str, body: Any = None, *, key: str | None = None, groups: tuple[str, ...] = ("admin",),
    query: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    headers = {"idempotency-key": key or f"key-{next(NUMBERS):08d}"}
    event = http_event(method, f"/v1{path}", body=body, headers=headers, groups=groups, query=query)
    return read(app.resolve(event, Context()))


def schedules() -> set[str]:
    found = boto3.client("scheduler").list_schedules(GroupName="collectors")["Schedules"]
    return {one["Name"] for one in found}


def test_the_list_shows_each_free_source_switched_off_and_says_how_it_is_set_up(house: SourceServer) -> None:
    answer = ask("GET", "/collectors")
    assert answer.status == 200
    found = {one["collector_id"]: one for one in answer.body["items"]}
    assert set(found) == set(SOURCES) - {"nansen", "newscatcher"}
    one = found["fear_greed"]
    assert (one["state"], one["schedule"], one["interval_ms"], one["health"]) == (
        "DRAFT", "rate(1 hour)", 3_600_000, "UNKNOWN",
    )  # fmt: skip
    assert (one["quality"], one["running"], one["version"]) == (None, False, 1)


def test_sources_tell_their_schema_and_which_settings_are_secret(house: SourceServer) -> None:
    found = {one["source"]: one for one in ask("GET", "/collector-sources").body["items"]}
    assert set(found) == {*SOURCES, *ENRICHERS}
    assert found["reddit"]["secrets"] == ["client_id", "client_secret"]
    assert found["reddit"]["settings_schema"]["properties"]["posts"]["maximum"] == 100


def test_a_collector_goes_from_draft_to_its_first_run_and_back_to_rest(house: SourceServer) -> None:
    made = ask("POST", "/collectors", {"source": "fear_greed", "settings": {"history_days": 3}})
    assert made.status == 201
    name = made.body["collector_id"]
    assert ask("POST", f"/collectors/{name}/test").body["works"] is True
    assert ask("POST", f"/collectors/{name}/activate").body["state"] == "ACTIVE"
    assert schedules() == {name, WATCH}
    house.faults.add(Fault("status", status=503))
    started = ask("POST", f"/collectors/{name}/run")
    assert started.status == 202
    (run,) = ask("GET", f"/collectors/{name}/runs").body["items"]
    assert (run["run_id"], run["status"], run["trigger"], run["new"], run["retries"]) == (
        started.body["run_id"], "succeeded", "manual", 3, 1,
    )  # fmt: skip
    samples = ask("GET", f"/collectors/{name}/samples").body["items"]
    assert len(samples) == 3
    assert all(one["synthetic"] for one in samples)
    figures = ask("GET", f"/collectors/{name}/metrics", query={"days": "1"}).body
    assert (figures["runs"], figures["success_fraction"], figures["mean_records"]) == (1, 1.0, 3.0)
    assert sum(one["seen"] for one in figures["buckets"]) == 3
    shown = ask("GET", f"/collectors/{name}").body
    assert (shown["health"], shown["last_seen"], shown["last_new"]) == ("HEALTHY", 3, 3)
    assert ask("POST", f"/collectors/{name}/pause").body["state"] == "PAUSED"
    assert schedules() == {WATCH}
    gone = ask("DELETE", f"/collectors/{name}")
    assert gone.body["state"] == "RETIRED"
    assert name not in {one["collector_id"] for one in ask("GET", "/collectors").body["items"]}


def test_no_answer_and_no_item_holds_a_secret(house: SourceServer) -> None:
    made = ask("POST", "/collectors", {"source": "reddit", "settings": REDDIT})
    name = made.body["collector_id"]
    assert made.body["secrets_set"] == ["client_id", "client_secret"]
    assert made.body["settings"] == {"user_agent": REDDIT["user_agent"]}
    shown = [ask("GET", f"/collectors/{name}"), ask("POST", f"/collectors/{name}/test")]
    wrong = ask(
        "PATCH", f"/collectors/{name}", {"version": 1, "settings": {**REDDIT, "client_secret": "hush"}}
    )
    assert wrong.status == 400
    assert [one["path"] for one in wrong.body["fields"]] == ["body.settings.client_secret"]
    everything = json.dumps([one.body for one in (made, *shown, wrong)])
    for table in ("ledger", "account"):
        everything += str(boto3.client("dynamodb").scan(TableName=table)["Items"])
    assert "hush" not in everything


def test_activation_is_refused_with_the_fields_that_are_missing(house: SourceServer) -> None:
    refused = ask("POST", "/collectors/reddit/activate")
    assert ask("GET", "/collectors/reddit").status == 404
    assert refused.status == 404
    ask("GET", "/collectors")
    refused = ask("POST", "/collectors/reddit/activate")
    assert (refused.status, refused.body["code"]) == (400, "settings")
    assert {one["path"] for one in refused.body["fields"]} == {
        "body.settings.client_id", "body.settings.client_secret", "body.settings.user_agent",
    }  # fmt: skip
    assert schedules() == set()


def test_a_change_of_what_somebody_else_changed_is_a_conflict(house: SourceServer) -> None:
    ask("GET", "/collectors")
    first = ask("PATCH", "/collectors/fear_greed", {"version": 1, "schedule": "rate(2 hours)"})
    assert (first.status, first.body["version"], first.body["schedule"]) == (200, 2, "rate(2 hours)")
    second = ask("PATCH", "/collectors/fear_greed", {"version": 1, "name": "Mine"})
    assert (second.status, second.body["code"]) == (409, "collector_changed")


def test_a_repeated_wish_is_carried_out_once(house: SourceServer) -> None:
    ask("GET", "/collectors")
    first = ask("POST", "/collectors/fear_greed/run", key="the-same-key")
    again = ask("POST", "/collectors/fear_greed/run", key="the-same-key")
    assert first.body == again.body
    assert len(ask("GET", "/collectors/fear_greed/runs").body["items"]) == 1


def test_a_failed_run_is_told_in_the_log_in_words(house: SourceServer) -> None:
    ask("GET", "/collectors")
    house.faults.add(Fault("status", times=FOREVER, status=401))
    ask("POST", "/collectors/fear_greed/run")
    checked = ask("POST", "/collectors/fear_greed/test").body
    assert checked["works"] is False
    assert "401" in checked["message"]
    lines = ask("GET", "/collectors/fear_greed/logs").body["items"]
    assert [one["level"] for one in lines] == ["info", "error"]
    assert "source_refused" in lines[1]["text"]
    assert ask("GET", "/collectors/fear_greed").body["last_error"] is not None


def test_runs_are_told_page_by_page(house: SourceServer) -> None:
    ask("GET", "/collectors")
    for _ in range(3):
        ask("POST", "/collectors/fear_greed/run")
        evidence.clock.instant += 1000  # type: ignore[attr-defined]
    first = ask("GET", "/collectors/fear_greed/runs", query={"limit": "2"}).body
    rest = ask(
        "GET", "/collectors/fear_greed/runs", query={"limit": "2", "cursor": first["next_cursor"]}
    ).body
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


def test_everybody_sees_health_and_nobody_but_an_admin_sees_more(house: SourceServer) -> None:
    ask("GET", "/collectors")
    ask("POST", "/collectors/fear_greed/activate")
    ask("POST", "/collectors/fear_greed/run")
    health = ask("GET", "/collectors/health", groups=("viewer",))
    assert health.status == 200
    assert health.body["overall"] == "HEALTHY"
    assert [set(one) for one in health.body["items"]] == [
        {"name", "source", "ledger", "health", "last_success_at"}
    ]
    for groups in (("viewer",), ("trader", "reviewer")):
        for method, path in (
            ("GET", "/collectors"), ("GET", "/collector-sources"), ("GET", "/collectors/fear_greed"),
            ("GET", "/collectors/fear_greed/runs"), ("GET", "/collectors/fear_greed/logs"),
            ("GET", "/collectors/fear_greed/samples"), ("GET", "/collectors/fear_greed/metrics"),
            ("POST", "/collectors/fear_greed/run"), ("POST", "/collectors/fear_greed/test"),
            ("POST", "/collectors/fear_greed/pause"), ("POST", "/collectors/fear_greed/activate"),
            ("DELETE", "/collectors/fear_greed"),
        ):  # fmt: skip
            answer = ask(method, path, groups=groups)
            assert (answer.status, answer.body["code"]) == (403, "role_missing"), (method, path)
    assert evidence.book().get("fear_greed").state == "ACTIVE"


def test_who_scores_posts_is_set_up_tested_run_and_scheduled_by_a_function_of_its_own(
    house: SourceServer,
) -> None:
    wrong = {"source": "llm_sentiment", "settings": {"model": "gpt-99", "api_key": KEY}}
    refused = ask("POST", "/collectors", wrong)
    told = json.dumps(refused.body)
    assert (refused.status, "price per million tokens" in told, KEY in told) == (400, True, False)
    made = ask("POST", "/collectors", {"source": "llm_sentiment", "settings": {"api_key": KEY}})
    name = made.body["collector_id"]
    assert (made.status, made.body["state"], made.body["secrets_set"]) == (201, "DRAFT", ["api_key"])
    assert schedules() == set()
    assert ask("POST", f"/collectors/{name}/test").body["works"] is True
    assert ask("POST", f"/collectors/{name}/activate").body["state"] == "ACTIVE"
    kept = boto3.client("scheduler").get_schedule(Name=name, GroupName="collectors")
    assert (kept["ScheduleExpression"], kept["Target"]["Arn"]) == ("rate(30 minutes)", ARN.format("enrich"))
    assert ask("POST", f"/collectors/{name}/run").status == 202
    (run,) = ask("GET", f"/collectors/{name}/runs").body["items"]
    assert (run["status"], run["new"], "0 calls of deepseek-chat" in run["notes"][-1]) == (
        "succeeded",
        0,
        True,
    )
    assert ask("POST", f"/collectors/{name}/pause").body["state"] == "PAUSED"
    assert schedules() == {WATCH}
    shown = [
        ask("GET", path).body for path in ("/collectors", f"/collectors/{name}", f"/collectors/{name}/runs")
    ]
    assert KEY not in json.dumps(shown)


def test_the_bundle_holds_every_source() -> None:
    for name, all_of in (
        ("api/collectors", (*SOURCES, *ENRICHERS)),
        ("ledgers/quality", SOURCES),
        ("ledgers/enrich", ENRICHERS),
    ):
        told = json.loads(open_bundle(name))
        assert sorted(told["modules"]) == sorted(module_of(one) for one in all_of)


def open_bundle(name: str) -> str:
    from cdk.bundling import ROOT

    return (ROOT / "functions" / name / "bundle.json").read_text()
