"""A repeated POST is answered, not carried out again."""

import boto3
import pytest

from omc.adapters.dynamodb.idempotency import KEPT_MS, LEASE_MS, Answer, AnswerStore, Request
from omc.kernel.errors import Conflict, InvalidInput, Transient
from tests.fakes.gateway import ADA, BEN
from tests.unit.api.test_kit import Notes

pytestmark = pytest.mark.usefixtures("tables")

ASKED = Request(owner_id=ADA, route="POST /v1/notes", key="key-0001", fingerprint="abc")
NOW = 1_600_000_000_000
DONE = Answer(201, '{"note_id":"1"}')


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def store() -> AnswerStore:
    return AnswerStore(boto3.client("dynamodb"), "account")


def test_the_same_key_and_body_get_the_first_answer_again(notes: Notes) -> None:
    first, again = notes.post(), notes.post()
    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert notes.calls == 1


def test_the_same_key_with_another_body_is_refused(notes: Notes) -> None:
    notes.post()
    answer = notes.post(body={"text": "two", "price": "0.10", "at": "2020-09-13T12:26:40Z"})
    assert (answer.status, answer.body["code"]) == (422, "idempotency_key_reused")
    assert notes.calls == 1


def test_keys_of_two_owners_never_meet(notes: Notes) -> None:
    notes.post()
    assert notes.post(sub=BEN).headers.get("idempotency-replayed") is None
    assert notes.calls == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "spaces in it"])
def test_a_post_without_a_proper_key_is_refused_before_any_work(notes: Notes, key: str) -> None:
    answer = notes.post(key)
    assert (answer.status, answer.body["code"]) == (400, "idempotency_key_missing")
    assert answer.body["fields"][0]["path"] == "header.idempotency-key"
    assert notes.calls == 0


def test_a_refused_body_does_not_use_up_its_key(notes: Notes) -> None:
    assert notes.post(body={}).status == 400
    assert notes.post().status == 201


@pytest.mark.parametrize(("error", "status"), [(Transient("later"), 503), (RuntimeError("boom"), 500)])
def test_a_failure_frees_the_key_for_the_next_try(notes: Notes, error: Exception, status: int) -> None:
    notes.error = error
    assert notes.post().status == status
    notes.error = None
    assert notes.post().status == 201


def test_while_the_first_request_runs_a_second_is_told_so(store: AnswerStore) -> None:
    assert store.claim(ASKED, NOW) is None
    with pytest.raises(Conflict) as refused:
        store.claim(ASKED, NOW + LEASE_MS)
    assert refused.value.code == "in_progress"


def test_a_process_that_died_blocks_its_key_for_the_lease_only(store: AnswerStore) -> None:
    store.claim(ASKED, NOW)
    assert store.claim(ASKED, NOW + LEASE_MS + 1) is None


def test_a_late_process_cannot_answer_for_the_one_that_took_over(store: AnswerStore) -> None:
    later = NOW + LEASE_MS + 1
    store.claim(ASKED, NOW)
    store.claim(ASKED, later)
    store.answer(ASKED, NOW, Answer(500, "late"))
    store.release(ASKED, NOW)
    store.answer(ASKED, later, DONE)
    assert store.claim(ASKED, later + 1) == DONE


def test_an_answer_outlives_the_lease_and_not_the_day(store: AnswerStore) -> None:
    store.claim(ASKED, NOW)
    store.answer(ASKED, NOW, DONE)
    assert store.claim(ASKED, NOW + KEPT_MS - 1000) == DONE
    assert store.claim(ASKED, NOW + KEPT_MS + 1000) is None


def test_a_key_abandoned_by_another_request_is_still_refused(store: AnswerStore) -> None:
    store.claim(ASKED, NOW)
    with pytest.raises(InvalidInput, match="first used for"):
        store.claim(Request(ADA, ASKED.route, ASKED.key, "other"), NOW + LEASE_MS + 1)
