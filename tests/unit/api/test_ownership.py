"""Ownership and roles, on every route there is, with the functions called in process."""

import json
from typing import Any

import pytest

from local.openapi import contexts, merged
from omc.wiring.http import Api
from tests.adas_things import SECRET_NAME, make
from tests.fakes.gateway import ADA, BEN
from tests.ownership import Step, Things, steps, walk
from tests.unit.api.doors import door

# POSTs that change nothing of anybody's.
ANY_ROLE = {"/v1/ws-ticket", "/v1/strategies/validate"}


@pytest.fixture
def apps(cloud: None) -> list[Api]:
    """Every context, on empty tables."""
    return contexts()


@pytest.fixture
def things(apps: list[Api]) -> Things:
    """What Ada has made."""
    ada = door(apps, ADA)

    def post(path: str, body: Any) -> Any:
        reply = ada(Step("POST", path, path, body))
        assert reply.status < 300, reply.text
        return json.loads(reply.text)

    return make(merged(apps), post)


def test_nobody_reaches_what_is_somebody_elses_by_any_route(apps: list[Api], things: Things) -> None:
    assert walk(merged(apps), things, door(apps, BEN), door(apps, None)) == []


def test_the_owner_does_see_what_the_others_do_not(apps: list[Api], things: Things) -> None:
    assert SECRET_NAME in door(apps, ADA)(Step("GET", "/v1/strategies", "/v1/strategies")).text


def test_who_may_only_look_changes_nothing_by_any_route(apps: list[Api], things: Things) -> None:
    looking = door(apps, ADA, ("viewer",))
    acting = [s for s in steps(merged(apps), things) if s.method != "GET" and s.template not in ANY_ROLE]
    assert {step.template: looking(step).status for step in acting} == {s.template: 403 for s in acting}


def test_who_is_in_no_group_gets_nothing_by_any_route(apps: list[Api], things: Things) -> None:
    outside = door(apps, ADA, ())
    closed = [s for s in steps(merged(apps), things) if not s.open and s.template != "/v1/me"]
    assert {step.template: outside(step).status for step in closed} == {s.template: 403 for s in closed}
