"""Strategies over HTTP, from template to version."""

from typing import Any, get_args

import pytest

from functions.api.strategies.handler import app
from omc.contracts.spec import Family
from omc.strategy.templates import TEMPLATES
from tests.fakes.gateway import BEN, Answer, Context, http_event, read

pytestmark = pytest.mark.usefixtures("tables")


def ask(method: str, path: str, **request: Any) -> Answer:
    return read(app.resolve(http_event(method, path, **request), Context()))


def post(path: str, body: Any, key: str = "key-0001", **request: Any) -> Answer:
    return ask("POST", path, body=body, headers={"idempotency-key": key}, **request)


@pytest.fixture
def spec() -> dict[str, Any]:
    """The first template's spec as a client gets it."""
    spec: dict[str, Any] = ask("GET", "/v1/strategy-templates").body["items"][0]["spec"]
    return spec


@pytest.fixture
def strategy_id(spec: dict[str, Any]) -> str:
    return str(post("/v1/strategies", {"spec": spec}, "key-first").body["strategy_id"])


def test_a_template_can_be_kept_as_it_is(spec: dict[str, Any]) -> None:
    kept = post("/v1/strategies", {"spec": spec})
    assert (kept.status, kept.body["version"], kept.body["spec"]) == (201, 1, spec)
    assert ask("GET", f"/v1/strategies/{kept.body['strategy_id']}").body["latest"] == kept.body


def test_every_template_tells_its_presets_and_a_disclaimer() -> None:
    items = ask("GET", "/v1/strategy-templates").body["items"]
    families = {item["spec"]["family"] for item in items}
    assert [item["template_id"] for item in items] == list(TEMPLATES)
    assert families == set(get_args(Family)) - {"custom", "model"}
    assert all(item["spec"]["timeframe"] == item["timeframes"][0] for item in items)
    assert items[0]["presets"][1] == {"name": "Aggressive 5/15", "params": {"fast": "5", "slow": "15"}}
    assert all(item["disclaimer"] for item in items)


def test_a_repeated_creation_makes_one_strategy(spec: dict[str, Any]) -> None:
    first, again = (post("/v1/strategies", {"spec": spec}) for _ in range(2))
    assert first.body == again.body
    assert len(ask("GET", "/v1/strategies").body["items"]) == 1


def test_an_expression_that_is_wrong_is_refused_with_its_place(spec: dict[str, Any]) -> None:
    broken = spec | {"long": {"enter": "fast_ma >\n  slow_mma", "exit": None}}
    answer = post("/v1/strategies", {"spec": broken})
    assert (answer.status, answer.body["code"]) == (422, "invalid_spec")
    (field,) = answer.body["fields"]
    assert (field["path"], field["token"], field["line"], field["column"]) == ("long.enter", "slow_mma", 2, 3)
    assert "did you mean slow_ma" in field["message"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"surprise": 1}, "surprise"),
        ({"sizing": {"kind": "risk", "fraction": "7"}}, "sizing.fraction"),
        ({"stop": None}, "stop"),
    ],
)
def test_a_field_that_is_wrong_is_refused_by_its_path(
    spec: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    answer = post("/v1/strategies", {"spec": spec | change})
    assert answer.status == 422
    assert path in [field["path"] for field in answer.body["fields"]]
    verdict = ask("POST", "/v1/strategies/validate", body={"spec": spec | change})
    assert (verdict.status, verdict.body["valid"]) == (200, False)
    assert verdict.body["errors"] == answer.body["fields"]


def test_a_valid_spec_comes_back_with_its_defaults_hash_and_warm_up(spec: dict[str, Any]) -> None:
    short = {name: value for name, value in spec.items() if value not in (None, "")}
    verdict = ask("POST", "/v1/strategies/validate", body={"spec": short})
    assert (verdict.body["valid"], verdict.body["errors"]) == (True, [])
    assert verdict.body["warmup_bars"] == 31
    kept = post("/v1/strategies", {"spec": short}).body
    assert verdict.body["normalised"] == kept["spec"]
    assert verdict.body["spec_hash"] == kept["spec_hash"]


def test_validation_keeps_nothing_and_needs_no_key(spec: dict[str, Any]) -> None:
    ask("POST", "/v1/strategies/validate", body={"spec": spec}, groups=("viewer",))
    assert ask("GET", "/v1/strategies").body["items"] == []


@pytest.mark.parametrize("body", ["{", {"spec": []}, {"spec": None}, {}, {"spec": {}, "more": 1}])
def test_a_body_that_holds_no_spec_is_no_request(body: Any) -> None:
    assert ask("POST", "/v1/strategies/validate", body=body).status == 400


def test_an_edit_becomes_the_next_version(spec: dict[str, Any], strategy_id: str) -> None:
    path = f"/v1/strategies/{strategy_id}/versions"
    added = post(path, {"spec": spec | {"name": "Mine"}, "based_on": 1}, "key-second")
    assert (added.status, added.body["version"]) == (201, 2)
    assert [kept["version"] for kept in ask("GET", path).body["items"]] == [2, 1]
    head = ask("GET", "/v1/strategies").body["items"][0]
    assert (head["name"], head["latest_version"]) == ("Mine", 2)


def test_an_edit_of_an_old_version_is_a_conflict(spec: dict[str, Any], strategy_id: str) -> None:
    path = f"/v1/strategies/{strategy_id}/versions"
    post(path, {"spec": spec | {"name": "Two"}, "based_on": 1}, "key-second")
    late = post(path, {"spec": spec | {"name": "Three"}, "based_on": 1}, "key-third")
    assert (late.status, late.body["code"]) == (409, "conflict")


def test_lists_continue_where_the_page_ended(spec: dict[str, Any]) -> None:
    for number in range(3):
        post("/v1/strategies", {"spec": spec | {"name": f"n{number}"}}, f"key-000{number}")
    first = ask("GET", "/v1/strategies", query={"limit": "2"})
    rest = ask("GET", "/v1/strategies", query={"limit": "2", "cursor": first.body["next_cursor"]})
    names = {item["name"] for item in (*first.body["items"], *rest.body["items"])}
    assert names == {"n0", "n1", "n2"}
    assert rest.body["next_cursor"] is None


@pytest.mark.parametrize("path", ["", "/versions"])
def test_what_another_owner_keeps_does_not_exist(spec: dict[str, Any], strategy_id: str, path: str) -> None:
    assert ask("GET", f"/v1/strategies/{strategy_id}{path}", sub=BEN).status == 404
    assert post(f"/v1/strategies/{strategy_id}/versions", {"spec": spec}, sub=BEN).status == 404
    assert ask("GET", "/v1/strategies", sub=BEN).body["items"] == []


def test_a_viewer_may_read_and_not_write(spec: dict[str, Any], strategy_id: str) -> None:
    viewer = ("viewer",)
    assert ask("GET", f"/v1/strategies/{strategy_id}", groups=viewer).status == 200
    assert post("/v1/strategies", {"spec": spec}, groups=viewer).status == 403
    assert post(f"/v1/strategies/{strategy_id}/versions", {"spec": spec}, groups=viewer).status == 403


def test_a_post_without_a_key_is_refused(spec: dict[str, Any]) -> None:
    assert ask("POST", "/v1/strategies", body={"spec": spec}).body["code"] == "idempotency_key_missing"
