"""The published contract is complete and current."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.openapi import DOCUMENT, contexts, merged, rendered
from omc.wiring.http import build_resolver
from tests.unit.api.test_kit import Notes

# Answer without sign-in.
OPEN = {"/v1/health"}
# POSTs that change nothing, whose answer must not be kept, or that come to the same when repeated.
WITHOUT_KEY = {
    "/v1/ws-ticket",
    "/v1/strategies/validate",
    # It only reads, and its answer is too long to keep.
    "/v1/ledgers/query",
    # It works without the table of keys; a key that is given names the operation.
    "/v1/floor/emergency-stop",
    "/v1/floor/emergency-stop-dialog",
    "/v1/floor/algorithms/{algorithm_id}/pause",
    "/v1/floor/algorithms/{algorithm_id}/resume",
}


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return merged(contexts())


def _operations(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def test_the_committed_document_is_current(whole: dict[str, Any]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == rendered(whole), "run python -m local.openapi"


def test_every_operation_says_what_it_is_for(whole: dict[str, Any]) -> None:
    for path, method, operation in _operations(whole):
        assert operation["operationId"], (method, path)
        assert operation["description"], (method, path)
        assert operation["tags"], (method, path)


def test_no_two_operations_share_an_id(whole: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in _operations(whole)]
    assert sorted(ids) == sorted(set(ids))


def test_every_route_but_health_wants_a_token(whole: dict[str, Any]) -> None:
    unguarded = {path for path, _, operation in _operations(whole) if not operation["security"]}
    assert unguarded == OPEN


def test_every_post_that_acts_takes_an_idempotency_key(whole: dict[str, Any]) -> None:
    for path, method, operation in _operations(whole):
        names = [parameter["name"] for parameter in operation.get("parameters", [])]
        assert ("Idempotency-Key" in names) == (method != "GET" and path not in WITHOUT_KEY), (method, path)


def test_every_operation_tells_its_problems_in_one_shape(whole: dict[str, Any]) -> None:
    for path, method, operation in _operations(whole):
        problems = {status for status in operation["responses"] if int(status) >= 400}
        assert {"400", "500"} <= problems, (method, path)
        for status in problems:
            assert operation["responses"][status] == {"$ref": "#/components/responses/Problem"}


def test_every_reference_leads_somewhere(whole: dict[str, Any]) -> None:
    text = json.dumps(whole)
    for reference in {piece.split('"')[0] for piece in text.split('"$ref": "#/components/')[1:]}:
        kind, name = reference.split("/")
        assert name in whole["components"][kind], reference


def test_one_name_with_two_meanings_is_refused() -> None:
    here, there = Notes().app, build_resolver("notes-too")

    @there.get("/v1/notes")
    def list_other_notes() -> dict[str, str]:
        """List others."""
        return {}

    with pytest.raises(ValueError, match="two definitions"):
        merged([here, there])
