"""The published contract is complete and current."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from local.openapi import DOCUMENT, contexts, merged, rendered
from omc.adapters.dynamodb.push import ALERTS
from omc.adapters.dynamodb.sockets import Listener
from omc.adapters.socket.audiences import FLOOR, KINDS, audience_for
from omc.adapters.socket.envelope import link_of
from omc.ledgers.taxonomy import Ledger
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


LISTENED = {
    FLOOR: ["floor"],
    ALERTS: ["alerts"],
    "candles": ["candles:sample:BTC/USDT:1d"],
    "ledger": [f"ledger:{ledger}" for ledger in Ledger],
    "backtest": ["backtest:run-1"],
    # A walk-forward has an id, and a page, of its own.
    "search": ["search:opt-1", "search:wf-1"],
}


def test_a_message_too_long_for_its_socket_links_to_a_route_that_exists(whole: dict[str, Any]) -> None:
    assert LISTENED.keys() == set(KINDS)
    reads = {
        re.compile(re.sub(r"{\w+}", "[^/]+", path)): {
            one["name"]: one for one in asked["get"].get("parameters", [])
        }
        for path, asked in whole["paths"].items()
        if "get" in asked
    }
    for channel in [one for some in LISTENED.values() for one in some]:
        assert audience_for(Listener("ada"), channel, lambda *_: True)
        link = urlsplit(link_of(channel, 7))
        served = [names for path, names in reads.items() if path.fullmatch(link.path)]
        assert len(served) == 1, f"{channel} links to {link.path}, which nobody serves"
        known = served[0]
        queried = {name for name, one in known.items() if one["in"] == "query"}
        needed = {name for name in queried if known[name].get("required")}
        assert needed <= set(parse_qs(link.query)) <= queried, channel
