'''The HTTP kit: what every context of the API is built with.

    app = build_resolver("notes")

    @app.post("/v1/notes", status_code=201, middlewares=[idempotent])
    def create_note(body: NoteIn) -> NoteOut:
        """Keep a note. The first line becomes the summary, the whole text the description."""
        person = caller(app)                      # 401 unsigned, 403 without any role
        require(person, "trader")                 # viewer < trader < reviewer < admin
        note_id = derived_id("note", person.owner_id, idempotency_key(app))
        return note_out(notes().create(person.owner_id, note_id, body.text))

    @app.get("/v1/notes")
    def list_notes(cursor: str | None = None, limit: Limit = 50) -> Page[NoteOut]:
        """List your notes, newest first."""
        person = caller(app)
        page = notes().page(person.owner_id, decode_cursor(person, "notes", cursor), limit)
        after = encode_cursor(person, "notes", page.last)   # page.last: {"sk": ...} or None
        return Page(items=[note_out(note) for note in page.notes], next_cursor=after)

    handler = app.resolve

Bodies and answers are `omc.contracts.http` models (a model parameter is the body; `Wire`, `DecimalString`,
`Instant`, `Page`). Path parameters are `/v1/notes/<note_id>`. Raise `omc.kernel.errors`: InvalidInput 400,
Forbidden 403, NotFound 404 (also for what belongs to someone else), Conflict 409, Halted 423,
Transient 503 (code "rate_limited": 429). The function's name, in camelCase, is the operation id: unique
over all contexts. Routes in their own module: a function `register(app)` or a Powertools `Router`.
`app.use([known_query])` refuses query parameters that a route does not have.
`revalidate(app, tag)` gives an answer an ETag and ends the request with 304 when the client has it.
'''

from typing import Annotated, TypeAlias

from aws_lambda_powertools.event_handler.openapi.params import Query

from omc.wiring.http.app import Api, build_resolver, correlation_id, revalidate
from omc.wiring.http.callers import Caller, Role, caller, require, signed_in
from omc.wiring.http.cursors import decode_cursor, encode_cursor
from omc.wiring.http.queries import known_query
from omc.wiring.http.repeats import idempotency_key, idempotent, repeatable

Limit: TypeAlias = Annotated[int, Query(ge=1, le=200, description="Entries per page, 200 at most")]

__all__ = [
    "Api",
    "Caller",
    "Limit",
    "Role",
    "build_resolver",
    "caller",
    "correlation_id",
    "decode_cursor",
    "encode_cursor",
    "idempotency_key",
    "idempotent",
    "known_query",
    "repeatable",
    "require",
    "revalidate",
    "signed_in",
]
