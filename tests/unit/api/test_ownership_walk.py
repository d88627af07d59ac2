"""The walk itself: it finds leaks, and covers routes nobody told it about."""

from collections.abc import Mapping
from typing import Any

import pytest

from local.openapi import contexts, merged
from omc.contracts.http.common import Page, Wire
from omc.kernel.errors import NotFound
from omc.wiring.http import Api, build_resolver, caller
from tests.fakes.gateway import ADA, BEN
from tests.ownership import Things, steps, walk
from tests.unit.api.doors import door

THINGS = Things(ids={"note_id": "note-of-ada"}, marks=frozenset({"adas words"}))


class Note(Wire):
    note_id: str
    text: str


def _notes(*, owned: bool, guarded: bool = True) -> Api:
    """A context of notes; `owned` if it asks whose they are, `guarded` if it asks who is asking."""
    app = build_resolver("notes")
    note = Note(note_id="note-of-ada", text="adas words")

    def mine() -> bool:
        asking = caller(app).owner_id if guarded else ADA
        return not owned or asking == ADA

    @app.get("/v1/notes")
    def list_notes() -> Page[Note]:
        """List notes."""
        return Page(items=[note] if mine() else [])

    @app.get("/v1/notes/<note_id>")
    def get_note(note_id: str) -> Note:
        """One note."""
        if not mine():
            raise NotFound(f"no such note: {note_id}")
        return note

    @app.post("/v1/notes/copies")
    def copy_note(body: Note) -> Note:
        """Copy a note."""
        return get_note(body.note_id)

    return app


def _walk(app: Api) -> list[str]:
    return walk(merged([app]), THINGS, door([app], BEN), door([app], None))


def test_a_context_that_asks_whose_a_thing_is_passes() -> None:
    assert _walk(_notes(owned=True)) == []


def test_a_context_that_forgets_to_ask_is_caught_on_every_route() -> None:
    assert len(_walk(_notes(owned=False))) == 3


def test_a_context_that_answers_without_a_token_is_caught() -> None:
    wrong = _walk(_notes(owned=True, guarded=False))
    assert sum("expected 401" in line for line in wrong) == 3


def test_a_path_parameter_nobody_knows_fails_the_walk() -> None:
    unknown = Things(ids={})
    with pytest.raises(AssertionError, match="note_id"):
        list(steps(merged([_notes(owned=True)]), unknown))


def _document(parameter: Mapping[str, Any]) -> dict[str, Any]:
    operation = {"parameters": [parameter]}
    return {"paths": {"/v1/things": {"get": operation}}, "components": {"schemas": {}}}


def test_a_required_query_that_names_adas_thing_is_aimed_at_it() -> None:
    parameter = {"name": "note_id", "in": "query", "required": True}
    (step,) = steps(_document(parameter), THINGS)
    assert (step.query, step.names_ada) == ({"note_id": "note-of-ada"}, True)


def test_the_walk_covers_every_operation_of_the_api() -> None:
    document = merged(contexts())
    anything = Things(ids=dict.fromkeys(_path_parameters(document), "x"))
    operations = sum(len(methods) for methods in document["paths"].values())
    assert len(list(steps(document, anything))) == operations


def _path_parameters(document: Mapping[str, Any]) -> set[str]:
    operations = (operation for methods in document["paths"].values() for operation in methods.values())
    return {
        p["name"] for operation in operations for p in operation.get("parameters", []) if p["in"] == "path"
    }
