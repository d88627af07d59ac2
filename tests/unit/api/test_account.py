"""Health, who am I, and the way to a socket."""

import pytest

from functions.api.account.handler import app
from omc.kernel.instants import from_iso
from omc.wiring import account
from tests.fakes.gateway import ADA, Answer, Context, http_event, read


def _ask(method: str, path: str, **request: object) -> Answer:
    return read(app.resolve(http_event(method, path, **request), Context()))  # type: ignore[arg-type]


def test_health_needs_no_sign_in_and_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMC_STAGE", "local")
    answer = _ask("GET", "/v1/health", sub=None)
    assert (answer.status, answer.body["status"], answer.body["stage"]) == (200, "ok", "local")


def test_a_person_learns_who_they_are() -> None:
    answer = _ask("GET", "/v1/me", groups=("viewer", "trader"))
    assert answer.body == {"owner_id": ADA, "email": f"{ADA}@example.com", "roles": ["trader", "viewer"]}


def test_a_person_without_a_role_learns_that_they_have_none() -> None:
    answer = _ask("GET", "/v1/me", groups=())
    assert (answer.status, answer.body["roles"]) == (200, [])


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/me"), ("POST", "/v1/ws-ticket")])
def test_without_a_token_there_is_no_answer(method: str, path: str) -> None:
    answer = _ask(method, path, sub=None)
    assert (answer.status, answer.body["code"]) == (401, "unauthenticated")


def test_a_person_without_a_role_gets_no_ticket() -> None:
    assert _ask("POST", "/v1/ws-ticket", groups=()).status == 403


def test_a_ticket_lasts_a_minute_and_names_the_sockets_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMC_SOCKET_ENDPOINT", "https://w1.execute-api.eu-west-1.amazonaws.com/live")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    monkeypatch.setattr(account, "sockets", lambda: _KeepsNothing())
    answer = _ask("POST", "/v1/ws-ticket")
    assert answer.status == 201
    assert len(answer.body["ticket"]) >= 43, "32 random bytes"
    assert answer.body["url"] == "ws://127.0.0.1:4566/_aws/execute-api/w1/live"
    assert from_iso(answer.body["expires_at"]) == 60_000


class _KeepsNothing:
    def keep_ticket(self, ticket: str, listener: object, now: int) -> int:
        return 60_000
