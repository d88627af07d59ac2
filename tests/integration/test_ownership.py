"""Ben walks every route of the deployed API with his token, and learns nothing of Ada's."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.openapi import DOCUMENT
from local.people import Person
from local.stack import Stack
from tests.adas_things import SECRET_NAME, make
from tests.ownership import Door, Reply, Step, walk

pytestmark = pytest.mark.integration


@pytest.fixture
def http(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.api_url, trust_env=False, timeout=30) as client:
        yield client


def _door(http: httpx.Client, who: Person | None) -> Door:
    token = {"authorization": f"Bearer {who.token}"} if who else {}

    def ask(step: Step) -> Reply:
        headers = {**token, "idempotency-key": str(uuid.uuid4())}
        answer = http.request(step.method, step.path, json=step.body, params=step.query, headers=headers)
        return Reply(answer.status_code, answer.text)

    return ask


def test_the_wrong_person_learns_nothing_by_any_deployed_route(
    http: httpx.Client, ada: Person, ben: Person
) -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    hers = _door(http, ada)

    def post(path: str, body: Any) -> Any:
        reply = hers(Step("POST", path, path, body))
        assert reply.status < 300, reply.text
        return json.loads(reply.text)

    things = make(document, post)
    assert SECRET_NAME in hers(Step("GET", "/v1/strategies", "/v1/strategies")).text
    assert walk(document, things, _door(http, ben), _door(http, None)) == []
