"""What every source of evidence promises, over a real HTTP server, on good days and on bad ones."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from omc.adapters.evidence.registry import SOURCES, plugin, problems
from omc.kernel.errors import OmcError
from omc.kernel.instants import HOUR_MS, MINUTE_MS
from omc.ledgers.errors import HostPaused, RateLimited, SourceChanged, SourceDown
from omc.ledgers.records import Record
from omc.ledgers.sources import Page
from omc.ledgers.taxonomy import Basis
from tests.contract.evidence.cases import CASES, NOW, Case
from tests.fakes.sources import Bench

# How long an answer may take where none comes, and what a busy machine may add to it.
_SOON_S, _SLOWER_S = 0.05, 0.5


@pytest.fixture(scope="module")
def running() -> Iterator[SourceServer]:
    with serving() as one:
        yield one


@pytest.fixture
def server(running: SourceServer) -> SourceServer:
    """As if it had just begun."""
    running.faults.lift()
    running.asked.clear()
    running.now = NOW
    return running


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def bench(server: SourceServer, case: Case) -> Iterator[Bench]:
    made = Bench(plugin(case.name), server.origin, NOW, dict(case.settings))
    yield made
    made.client.close()


def collected(bench: Bench) -> list[Record]:
    return [record for page in pages(bench) for record in page.records]


def pages(bench: Bench) -> list[Page]:
    return list(bench.source().collect(None))


def test_every_source_is_held_to_its_contract() -> None:
    assert sorted(case.name for case in CASES) == sorted(SOURCES)


def test_a_source_says_soundly_what_it_is(case: Case) -> None:
    assert problems(plugin(case.name).info, case.name) == []


def test_a_good_run_gives_records_of_its_ledger_that_say_whence_and_when(bench: Bench, case: Case) -> None:
    records = collected(bench)
    assert len(records) >= case.least
    for record in records:
        assert record.source == case.name
        assert (record.known_at >= NOW) == (record.basis is Basis.OBSERVED)
        assert record.event_time <= record.known_at
        assert record.plugin_version == bench.plugin.info.version
        assert record.synthetic
    assert bench.plugin.info.ledger in {record.of_ledger for record in records}


def test_a_thing_has_one_key_however_often_it_is_collected(bench: Bench) -> None:
    first = {record.record_id for record in collected(bench)}
    assert len(first) == len(collected(bench)) or first <= {r.record_id for r in collected(bench)}


def test_two_things_of_one_run_never_share_a_key(bench: Bench) -> None:
    ids = [record.record_id for record in collected(bench)]
    assert len(ids) == len(set(ids))


def test_a_connection_test_says_in_a_sentence_what_it_found(bench: Bench, server: SourceServer) -> None:
    assert bench.source().check(NOW).works
    server.faults.add(Fault("status", status=403, times=FOREVER))
    refused = bench.source().check(NOW)
    assert not refused.works
    assert refused.message


def test_a_wish_for_fewer_requests_is_waited_for_and_then_met(bench: Bench, server: SourceServer) -> None:
    server.faults.add(Fault("status", status=429, headers={"retry-after": "7"}))
    assert collected(bench)
    # Where there are other hosts to ask, they are asked instead.
    assert any(wait >= 7 for wait in bench.clock.waits) or bench.plugin.info.name == "chain_heads"


def test_a_wish_for_a_long_rest_ends_the_run_and_says_so(
    bench: Bench, server: SourceServer, case: Case
) -> None:
    server.faults.add(
        Fault("status", host=case.host, status=429, headers={"retry-after": "3600"}, times=FOREVER)
    )
    with pytest.raises(RateLimited) as caught:
        collected(bench)
    assert caught.value.retry_after_s == 3600


@pytest.mark.parametrize("action", ["truncated", "silent", "status", "html"])
def test_a_bad_answer_is_asked_for_again(bench: Bench, server: SourceServer, case: Case, action: str) -> None:
    server.faults.add(Fault(action, host=case.host, status=503))
    assert len(collected(bench)) >= case.least


def test_a_host_that_stays_away_is_left_alone_for_five_minutes(
    bench: Bench, server: SourceServer, case: Case
) -> None:
    server.faults.add(Fault("silent", host=case.host, times=FOREVER))
    for _ in range(6):
        with pytest.raises((SourceDown, HostPaused)):
            collected(bench)
    asked = len(server.asked)
    with pytest.raises(HostPaused):
        collected(bench)
    assert len(server.asked) == asked
    server.faults.lift()
    bench.clock.instant += 6 * MINUTE_MS
    assert collected(bench)


@pytest.mark.parametrize("body", ["[]", "{}", "null", "42", '{"data": "soon"}', "[[1]]", '["x"]'])
def test_an_answer_of_another_shape_is_an_error_in_words_and_never_a_record(
    bench: Bench, server: SourceServer, case: Case, body: str
) -> None:
    server.faults.add(Fault("body", host=case.host, body=body, times=FOREVER))
    found: list[Record] = []
    with suppress(OmcError):
        found = collected(bench)
    assert found == []


def test_a_page_instead_of_an_answer_is_an_error_in_words(
    bench: Bench, server: SourceServer, case: Case
) -> None:
    server.faults.add(Fault("html", host=case.host, status=200, times=FOREVER))
    with pytest.raises(OmcError) as caught:
        collected(bench)
    assert "expected" in caught.value.message or "answer" in caught.value.message


def test_a_body_that_never_ends_is_given_up_within_the_time_of_a_call(
    bench: Bench, server: SourceServer, case: Case
) -> None:
    bench.client.timeout = _SOON_S
    server.faults.add(Fault("dripping", host=case.host, delay_s=_SOON_S / 5, times=FOREVER))
    began = time.monotonic()
    with pytest.raises(SourceDown):
        collected(bench)
    asked = sum(one["fault"] == "dripping" for one in server.asked)
    assert time.monotonic() - began < asked * (_SOON_S + _SLOWER_S)


def test_an_empty_page_is_a_failure_unless_it_is_an_answer(
    bench: Bench, server: SourceServer, case: Case
) -> None:
    server.faults.add(
        Fault("body" if case.nothing else "hollow", host=case.host, body=case.nothing, times=FOREVER)
    )
    if case.empties:
        assert collected(bench) == []
    else:
        with pytest.raises(SourceChanged, match="expected"):
            collected(bench)
    server.faults.lift()
    assert collected(bench)


def test_what_a_page_tells_twice_is_collected_once(bench: Bench, server: SourceServer, case: Case) -> None:
    server.faults.add(Fault("twice", host=case.host, times=FOREVER))
    twice = [record.record_id for record in collected(bench)]
    assert len(twice) == len(set(twice)) >= case.least


@pytest.mark.parametrize("ahead_ms", [-2 * HOUR_MS, 2 * HOUR_MS])
def test_a_host_whose_clock_is_not_ours_does_not_say_what_we_knew_when(
    bench: Bench, server: SourceServer, case: Case, ahead_ms: int
) -> None:
    server.now = NOW + ahead_ms
    records = collected(bench)
    assert len(records) >= case.least
    for record in records:
        assert record.event_time <= record.known_at <= bench.clock.now()
        assert (record.known_at >= NOW) == (record.basis is Basis.OBSERVED)


def test_a_key_shows_in_no_error_and_in_no_record(bench: Bench, server: SourceServer, case: Case) -> None:
    if case.key is None:
        pytest.skip("this source has no key")
    assert case.key not in repr(collected(bench))
    for action, status in (("status", 401), ("html", 200), ("silent", 0), ("status", 500)):
        server.faults.lift()
        server.faults.add(Fault(action, host=case.host, status=status, times=FOREVER))
        bench.breakers.states.clear()
        with pytest.raises(OmcError) as caught:
            collected(bench)
        assert case.key not in str(caught.value) + repr(caught.value.__cause__)
