"""The HTTP kit, tried on a small context of its own."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import Field

from omc.contracts.http.common import DecimalString, Instant, Page, Wire
from omc.kernel.errors import (
    Bug,
    Conflict,
    FieldError,
    Halted,
    InvalidInput,
    NeedsPerson,
    NotFound,
    Transient,
)
from omc.wiring.http import (
    Api,
    Caller,
    Limit,
    build_resolver,
    caller,
    decode_cursor,
    encode_cursor,
    idempotency_key,
    idempotent,
    require,
    revalidate,
)
from omc.wiring.http.callers import roles_of
from tests.fakes.gateway import ADA, BEN, Answer, Context, http_event, read


class NoteIn(Wire):
    text: str = Field(min_length=3)
    price: DecimalString
    at: Instant


class NoteOut(Wire):
    note_id: str
    price: DecimalString
    at: Instant


class Notes:
    """A context with one route of each kind; `calls` counts how often work was carried out."""

    def __init__(self) -> None:
        self.calls = 0
        self.error: Exception | None = None
        self.app = self._build(build_resolver("notes"))

    def ask(self, method: str, path: str, **request: Any) -> Answer:
        return read(self.app.resolve(http_event(method, path, **request), Context()))

    def post(self, key: str = "key-0001", **request: Any) -> Answer:
        body = request.pop("body", {"text": "tea", "price": "0.10", "at": "2020-09-13T12:26:40Z"})
        return self.ask("POST", "/v1/notes", body=body, headers={"idempotency-key": key}, **request)

    def _build(self, app: Api) -> Api:
        @app.post("/v1/notes", status_code=201, middlewares=[idempotent])
        def create_note(body: NoteIn) -> NoteOut:
            """Keep a note."""
            require(caller(app), "trader")
            self.calls += 1
            if self.error:
                raise self.error
            return NoteOut(note_id=f"note-{self.calls}-{idempotency_key(app)}", price=body.price, at=body.at)

        @app.get("/v1/notes")
        def list_notes(limit: Limit = 50) -> Page[NoteOut]:
            """List notes."""
            caller(app)
            return Page(items=[NoteOut(note_id=str(limit), price=Decimal("1E-7"), at=0)])

        @app.get("/v1/notes/<note_id>")
        def get_note(note_id: str) -> NoteOut:
            """One note."""
            caller(app)
            if self.error:
                raise self.error
            revalidate(app, "7")
            return NoteOut(note_id=note_id, price=Decimal(1), at=0)

        @app.get("/v1/broken")
        def broken() -> NoteOut:
            """Answers what it did not promise."""
            return {"note_id": 1}  # type: ignore[return-value]

        return app


@pytest.fixture
def notes() -> Notes:
    return Notes()


def test_decimals_are_plain_strings_and_times_are_iso_on_the_wire(notes: Notes) -> None:
    answer = notes.ask("GET", "/v1/notes")
    expected = {"note_id": "50", "price": "0.0000001", "at": "1970-01-01T00:00:00.000Z"}
    assert answer.body == {"items": [expected], "next_cursor": None}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidInput("expected a, got b", fields=[FieldError("rule", "no", "sma(")]), 400),
        (NotFound("no such note"), 404),
        (Conflict("moved on"), 409),
        (NeedsPerson("ask someone"), 409),
        (Halted("trading is stopped"), 423),
        (Transient("slow down", code="rate_limited", retry_after_s=2.4), 429),
        (Transient("later"), 503),
    ],
)
def test_each_error_of_the_house_has_its_status(notes: Notes, error: Exception, status: int) -> None:
    notes.error = error
    answer = notes.ask("GET", "/v1/notes/a")
    assert answer.status == status
    assert answer.body["message"] == str(error)
    assert answer.body["request_id"] == "gateway-request"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_field_is_reported_with_its_token(notes: Notes) -> None:
    wrong = FieldError("long.enter", "expected )", "sma(", line=1, column=9)
    notes.error = InvalidInput("bad rule", fields=[wrong])
    assert notes.ask("GET", "/v1/notes/a").body["fields"] == [
        {"path": "long.enter", "message": "expected )", "token": "sma(", "line": 1, "column": 9}
    ]


def test_a_caller_told_to_wait_learns_how_long(notes: Notes) -> None:
    notes.error = Transient("slow down", code="rate_limited", retry_after_s=2.4)
    answer = notes.ask("GET", "/v1/notes/a")
    assert (answer.headers["retry-after"], answer.body["retry_after"]) == ("2", 2.4)


@pytest.mark.parametrize("error", [Bug("ledger 7 is off by 3"), ZeroDivisionError("secret detail")])
def test_our_own_fault_is_a_500_that_tells_nothing_but_the_request_id(
    notes: Notes, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    notes.error = error
    answer = notes.ask("GET", "/v1/notes/a")
    assert answer.status == 500
    assert answer.body["code"] == "internal"
    assert answer.body["request_id"] == "gateway-request"
    assert str(error) not in str(answer.body)
    assert str(error) in caplog.text, "the stack belongs in the log"


def test_an_answer_that_breaks_its_own_contract_is_our_fault(notes: Notes) -> None:
    assert notes.ask("GET", "/v1/broken").status == 500


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ({"text": "tea", "price": 0.1, "at": "2020-01-01T00:00:00Z"}, "body.price", "got 0.1"),
        ({"text": "tea", "price": "NaN", "at": "2020-01-01T00:00:00Z"}, "body.price", "got 'NaN'"),
        ({"text": "tea", "price": "1e999999", "at": "2020-01-01T00:00:00Z"}, "body.price", "1e38"),
        ({"text": "tea", "price": "1" * 70, "at": "2020-01-01T00:00:00Z"}, "body.price", "decimal number"),
        ({"text": "tea", "price": "1", "at": "2020-01-01"}, "body.at", "with a zone"),
        ({"text": "t", "price": "1", "at": "2020-01-01T00:00:00Z"}, "body.text", "got 't'"),
        ({"text": "tea", "price": "1", "at": "2020-01-01T00:00:00Z", "x": 1}, "body.x", "got 1"),
        ({"price": "1", "at": "2020-01-01T00:00:00Z"}, "body.text", "expected a value, got nothing"),
        ("{", "body", "expected JSON"),
    ],
)
def test_a_wrong_body_is_refused_with_what_was_expected_and_what_came(
    notes: Notes, body: Any, path: str, message: str
) -> None:
    answer = notes.post(body=body)
    assert (answer.status, answer.body["code"]) == (400, "invalid_input")
    (field,) = answer.body["fields"]
    assert field["path"] == path
    assert message in field["message"]


def test_a_query_out_of_range_is_refused(notes: Notes) -> None:
    answer = notes.ask("GET", "/v1/notes", query={"limit": "201"})
    assert answer.status == 400
    assert answer.body["fields"][0]["path"] == "query.limit"
    assert "200" in answer.body["fields"][0]["message"]


def test_an_unknown_route_is_a_404_in_the_same_shape(notes: Notes) -> None:
    answer = notes.ask("GET", "/v1/nowhere")
    assert (answer.status, answer.body["code"]) == (404, "not_found")


def test_without_claims_nothing_is_answered(notes: Notes) -> None:
    assert notes.ask("GET", "/v1/notes", sub=None).status == 401


def test_a_person_in_no_group_may_do_nothing(notes: Notes) -> None:
    answer = notes.ask("GET", "/v1/notes", groups=())
    assert (answer.status, answer.body["code"]) == (403, "role_missing")


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("trader", 201), ("reviewer", 201), ("admin", 201)]
)
def test_a_higher_role_may_do_what_a_lower_one_may(notes: Notes, role: str, status: int) -> None:
    assert notes.post(groups=(role,)).status == status


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("[trader viewer]", {"trader", "viewer"}),
        ('["trader","viewer"]', {"trader", "viewer"}),
        (["admin", "strangers"], {"admin"}),
        ("admins", set()),
        (None, set()),
    ],
)
def test_groups_are_read_in_every_shape_the_gateway_gives_them(groups: object, roles: set[str]) -> None:
    assert roles_of(groups) == roles


def test_every_answer_forbids_sniffing_framing_and_caching(notes: Notes) -> None:
    for path in ("/v1/notes", "/v1/nowhere"):
        headers = notes.ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_correlation_id_is_taken_when_well_formed_and_replaced_when_not(notes: Notes) -> None:
    given = notes.ask("GET", "/v1/notes", headers={"x-correlation-id": "abc-12345"})
    forged = notes.ask("GET", "/v1/notes", headers={"x-correlation-id": "a\nb"})
    assert given.headers["x-correlation-id"] == "abc-12345"
    assert forged.headers["x-correlation-id"] == "gateway-request"


def test_the_log_names_the_request_and_keeps_its_secrets(
    notes: Notes, caplog: pytest.LogCaptureFixture
) -> None:
    notes.ask("GET", "/v1/notes", headers={"authorization": "Bearer t0p"}, query={"limit": "7"})
    logged = str([vars(record) for record in caplog.records])
    assert "'path': '/v1/notes'" in logged
    assert ADA in logged
    assert "t0p" not in logged


def test_a_current_copy_is_answered_with_304_and_no_body(notes: Notes) -> None:
    first = notes.ask("GET", "/v1/notes/a")
    again = notes.ask("GET", "/v1/notes/a", headers={"if-none-match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, None)


def test_a_cursor_comes_back_as_it_was() -> None:
    ada = Caller(ADA, frozenset())
    cursor = encode_cursor(ada, "notes", {"sk": "0007"})
    assert decode_cursor(ada, "notes", cursor) == {"sk": "0007"}
    assert encode_cursor(ada, "notes", None) is None
    assert decode_cursor(ada, "notes", None) is None


@pytest.mark.parametrize("reader", [Caller(BEN, frozenset()), Caller(ADA, frozenset())])
def test_a_cursor_of_another_owner_or_list_is_refused(reader: Caller) -> None:
    cursor = encode_cursor(Caller(ADA, frozenset()), "notes", {"sk": "0007"})
    with pytest.raises(InvalidInput, match="next_cursor"):
        decode_cursor(reader, "other", cursor)


@pytest.mark.parametrize("text", ["", "x", "!!!", "YWJj", "é"])
def test_a_made_up_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="next_cursor"):
        decode_cursor(Caller(ADA, frozenset()), "notes", text)
