"""The made-up sources are directed by paths of their own: faults, their end, the time, and what was asked."""

from collections.abc import Iterator

import httpx
import pytest

from local.sources.server import serving
from local.sources.speaking import Heard, Said, said_json
from omc.kernel.instants import Ms, from_iso

NOON: Ms = from_iso("2024-03-05T12:00:00Z")


def telling_the_time(heard: Heard) -> Said:
    return said_json({"now": heard.now})


@pytest.fixture
def asking() -> Iterator[httpx.Client]:
    speakers = {"a.example": telling_the_time, "b.example": telling_the_time}
    with (
        serving(speakers) as server,
        httpx.Client(base_url=server.origin, trust_env=False, timeout=5) as client,
    ):
        yield client


def statuses(asking: httpx.Client) -> list[int]:
    return [asking.get(f"/{host}/x").status_code for host in ("a.example", "b.example")]


def test_a_fault_is_lifted_for_one_host_and_stays_for_the_others(asking: httpx.Client) -> None:
    for host in ("a.example", "b.example"):
        asking.post("/_faults", json={"action": "status", "host": host, "status": 503, "times": -1})
    assert statuses(asking) == [503, 503]
    asking.delete("/_faults", params={"host": "a.example"})
    assert statuses(asking) == [200, 503]
    asking.delete("/_faults")
    assert statuses(asking) == [200, 200]


def test_the_log_has_all_that_it_takes_to_hear_an_answer_again(asking: httpx.Client) -> None:
    asking.post("/_clock", json={"now": NOON})
    answer = asking.post("/a.example/x?y=1", json={"z": 2})
    (told,) = asking.get("/_log").json()
    again = Heard(
        told["method"], told["host"], told["path"], told["query"], told["headers"], told["body"].encode(),
        told["at"],
    )  # fmt: skip
    assert (again.method, again.path, again.query, again.body) == ("POST", "/x", {"y": "1"}, b'{"z":2}')
    assert telling_the_time(again).body == answer.content
    assert (told["status"], told["fault"]) == (200, "")
