"""Ownership and roles, on every route there is, with the functions called in process."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from local.openapi import contexts, merged
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.promotions import Promotion, promotion_id_of
from omc.market.records import Instrument
from omc.trading.risk import RiskLimits
from omc.wiring.http import Api
from omc.wiring.market import market
from omc.wiring.promotions import promotions
from tests.adas_things import SECRET_NAME, make
from tests.fakes.gateway import ADA, BEN
from tests.ownership import Step, Things, steps, walk
from tests.unit.api.doors import door
from tests.unit.backtest_service.conftest import SERIES, waves

# Whoever is signed in may stop what is theirs, whatever role they were left with.
STOPPING = {
    "/v1/floor/emergency-stop",
    "/v1/floor/emergency-stop/{operation_id}",
    "/v1/floor/emergency-stop-dialog",
    "/v1/floor/algorithms/{algorithm_id}/stop",
}
# POSTs that change nothing of anybody's.
LOOKING = {
    "/v1/strategies/validate",
    "/v1/backtests/compare",
    "/v1/backtests/estimate",
    "/v1/optimisations/estimate",
    "/v1/walkforward/estimate",
    "/v1/ledgers/query",
}
# What a person is told of is theirs to choose, and moves nothing else.
TOLD = {"/v1/alerts", "/v1/alerts/{alert_id}", "/v1/notifications/{notification_id}/read"}
ANY_ROLE = {"/v1/ws-ticket"} | LOOKING | STOPPING | TOLD
NO_ROLE = {"/v1/me"} | STOPPING


@pytest.fixture
def apps(cloud: None) -> list[Api]:
    """Every context, on empty tables."""
    return contexts()


@pytest.fixture
def things(apps: list[Api]) -> Things:
    """What Ada has made."""
    ada = door(apps, ADA)

    def post(path: str, body: Any, template: str | None = None) -> Any:
        reply = ada(Step("POST", template or path, path, body))
        assert reply.status < 300, reply.text
        return json.loads(reply.text)

    step = Decimal("0.01")
    market().store.put_instrument(Instrument("sample", "BTC/USDT", step, step, Decimal(10)))
    market().lake.add(SERIES, waves())
    made = make(merged(apps), post)
    promotion_id = _promotion(made.ids["run_id"], made.ids["strategy_id"])
    decide = "/v1/promotions/{promotion_id}/decide"
    decided = post(
        decide.format(promotion_id=promotion_id), {"decision": "approve", "reason": SECRET_NAME}, decide
    )
    return replace(
        made,
        ids={**made.ids, "promotion_id": promotion_id, "algorithm_id": decided["algorithm_id"]},
    )


def _promotion(run_id: str, strategy_id: str) -> str:
    """A promotion waiting for its decision; by the route it would take a completed run."""
    promotion = Promotion(
        promotion_id=promotion_id_of(run_id, "simulation"),
        run_id=run_id,
        owner_id=ADA,
        strategy_id=strategy_id,
        version=1,
        target="simulation",
        capital=Decimal(1000),
        limits=RiskLimits(),
        verdict=Verdict.CONDITIONAL_PASS,
        created_at=0,
        note=SECRET_NAME,
    )
    return promotions().create(promotion).promotion_id


def test_nobody_reaches_what_is_somebody_elses_by_any_route(apps: list[Api], things: Things) -> None:
    assert walk(merged(apps), things, door(apps, BEN), door(apps, None)) == []


@pytest.mark.parametrize(
    "path",
    ["/v1/strategies", "/v1/backtests", "/v1/optimisations", "/v1/promotions", "/v1/floor/algorithms"],
)
def test_the_owner_does_see_what_the_others_do_not(apps: list[Api], things: Things, path: str) -> None:
    seen = door(apps, ADA)(Step("GET", path, path)).text
    assert any(secret in seen for secret in things.secrets)


def test_who_may_only_look_changes_nothing_by_any_route(apps: list[Api], things: Things) -> None:
    looking = door(apps, ADA, ("viewer",))
    acting = [s for s in steps(merged(apps), things) if s.method != "GET" and s.template not in ANY_ROLE]
    assert {step.template: looking(step).status for step in acting} == {s.template: 403 for s in acting}


def test_who_is_in_no_group_gets_nothing_by_any_route(apps: list[Api], things: Things) -> None:
    outside = door(apps, ADA, ())
    closed = [s for s in steps(merged(apps), things) if not s.open and s.template not in NO_ROLE]
    assert {step.template: outside(step).status for step in closed} == {s.template: 403 for s in closed}
