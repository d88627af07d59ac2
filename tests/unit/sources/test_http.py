"""How hosts are asked: pacing, limits, keys that never show, breakers that several runs share."""

from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer, serving
from local.sources.speaking import Heard, Said, said_json
from omc.adapters.evidence.http.client import Http, Question
from omc.kernel.instants import MINUTE_MS, SECOND_MS
from omc.kernel.patience import Surroundings
from omc.ledgers.errors import HostPaused, SourceChanged, SourceDown, SourceRefused
from tests.fakes.sources import MemoryBreakers, WaitingClock, trust

NOW = 1_700_000_000_000
WHERE = "https://api.test/things"


class Half:
    def random(self) -> float:
        return 0.5


@pytest.fixture
def server() -> Iterator[SourceServer]:
    def speaks(heard: Heard) -> Said:
        return said_json({"path": heard.path, "query": dict(heard.query)})

    with serving({"api.test": speaks, "other.test": speaks}) as running:
        yield running


@pytest.fixture
def clock() -> WaitingClock:
    return WaitingClock(NOW)


@pytest.fixture
def breakers() -> MemoryBreakers:
    return MemoryBreakers()


@pytest.fixture
def http(server: SourceServer, clock: WaitingClock, breakers: MemoryBreakers) -> Iterator[Http]:
    client = httpx.Client(timeout=2.0, verify=trust())
    around = Surroundings(clock, clock.sleep, Half(), NOW + 20 * SECOND_MS)
    yield Http(around, breakers, gap_s=1.0, origin=server.origin, client=client)
    client.close()


def test_the_host_stands_first_in_the_path_of_the_stand_in(http: Http) -> None:
    answer = http.ask(Question(WHERE, params={"a": "1"}))
    assert answer.json() == {"path": "/things", "query": {"a": "1"}}
    assert answer.place == "api.test/things"


def test_calls_keep_their_distance(http: Http, clock: WaitingClock) -> None:
    http.ask(Question(WHERE))
    http.ask(Question(WHERE))
    assert clock.waits == [1.0]


def test_three_more_tries_wait_one_two_and_four_seconds(
    http: Http, server: SourceServer, clock: WaitingClock
) -> None:
    server.faults.add(Fault("status", status=500, times=FOREVER))
    with pytest.raises(SourceDown):
        http.ask(Question(WHERE))
    assert [wait for wait in clock.waits if wait >= 1] == [1.0, 2.0, 4.0]
    assert len(server.asked) == 4


def test_no_wait_is_begun_that_would_end_after_the_deadline(
    http: Http, server: SourceServer, clock: WaitingClock
) -> None:
    clock.instant += 19 * SECOND_MS
    server.faults.add(Fault("status", status=500, times=FOREVER))
    with pytest.raises(SourceDown):
        http.ask(Question(WHERE))
    assert clock.now() <= NOW + 20 * SECOND_MS


def test_a_refusal_is_not_asked_again(http: Http, server: SourceServer) -> None:
    server.faults.add(Fault("status", status=401, times=FOREVER))
    with pytest.raises(SourceRefused):
        http.ask(Question(WHERE))
    assert len(server.asked) == 1


def test_an_answer_larger_than_allowed_is_not_read_to_its_end(http: Http) -> None:
    with pytest.raises(SourceChanged, match="at most 10 bytes"):
        http.ask(Question(WHERE, largest_bytes=10))


def test_an_answer_that_is_still_coming_when_a_calls_limit_is_over_is_given_up(
    server: SourceServer, clock: WaitingClock, breakers: MemoryBreakers
) -> None:
    server.faults.add(Fault("dripping", delay_s=0.001, times=FOREVER))
    around = Surroundings(clock, clock.sleep, Half(), NOW + 20 * SECOND_MS)
    ticks = count(step=10)
    with httpx.Client(timeout=15.0, verify=trust()) as client:
        http = Http(around, breakers, origin=server.origin, client=client, ticking=lambda: float(next(ticks)))
        with pytest.raises(SourceDown, match="still sending"):
            http.ask(Question(WHERE))
    assert (len(server.asked), http.bytes_read) == (4, 0)


def test_the_breaker_of_a_host_is_its_own_and_lets_one_trial_through(
    http: Http, server: SourceServer, clock: WaitingClock, breakers: MemoryBreakers
) -> None:
    server.faults.add(Fault("status", host="api.test", status=500, times=FOREVER))
    with pytest.raises(SourceDown):
        http.ask(Question(WHERE))
    with pytest.raises(HostPaused):
        http.ask(Question(WHERE))
    assert http.ask(Question("https://other.test/x")).status == 200
    asked = len(server.asked)
    clock.instant += 5 * MINUTE_MS
    around = Surroundings(clock, clock.sleep, Half(), clock.instant + 20 * SECOND_MS)
    client = httpx.Client(timeout=2.0, verify=trust())
    later = Http(around, breakers, gap_s=1.0, origin=server.origin, client=client)
    with pytest.raises((SourceDown, HostPaused)):
        later.ask(Question(WHERE))
    client.close()
    assert len(server.asked) == asked + 1


def test_an_address_with_a_key_shows_in_no_error(http: Http, server: SourceServer) -> None:
    for action in ("silent", "html", "status"):
        server.faults.lift()
        server.faults.add(Fault(action, times=FOREVER, status=404))
        with pytest.raises((SourceDown, SourceChanged, HostPaused)) as caught:
            http.ask(Question(WHERE, params={"token": "hush-hush"}, headers={"key": "hush-hush"}))
        assert "hush-hush" not in str(caught.value)
        assert caught.value.__cause__ is None
