"""What only a venue behind a wire can do: be silent, lose, be late, be gone; and its log tells all."""

import json
from pathlib import Path

import httpx
import pytest

from local.venue.server import VenueServer
from omc.adapters.venues.http import HttpVenue
from omc.contracts.floor import to_json
from omc.contracts.venue import Fault
from omc.floor.venues.model import VenueDown, VenueTimeout
from tests.contract.venues.test_venues import ENTRY, NOW, TERMS


def fault(venue: HttpVenue, server: VenueServer, one: Fault) -> None:
    httpx.post(f"{server.url}/faults", content=to_json(one), trust_env=False).raise_for_status()


def logged(tmp_path: Path, kind: str) -> list[dict[str, object]]:
    lines = (tmp_path / "venue.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["kind"] == kind]


def test_a_silent_venue_has_the_order_and_says_so_when_asked(
    over_http: HttpVenue, server: VenueServer, tmp_path: Path
) -> None:
    over_http.open_account(TERMS)
    fault(over_http, server, Fault("submit", "silent"))
    with pytest.raises(VenueTimeout):
        over_http.submit(ENTRY, NOW)

    assert over_http.status("acc-1", "omc-1") is not None
    assert len(logged(tmp_path, "submit")) == 1


def test_a_lost_request_is_in_the_log_and_not_in_the_book(over_http: HttpVenue, server: VenueServer) -> None:
    over_http.open_account(TERMS)
    fault(over_http, server, Fault("submit", "lost"))
    with pytest.raises(VenueTimeout):
        over_http.submit(ENTRY, NOW)

    assert over_http.status("acc-1", "omc-1") is None


def test_a_status_may_find_nothing_once(over_http: HttpVenue, server: VenueServer) -> None:
    over_http.open_account(TERMS)
    over_http.submit(ENTRY, NOW)
    fault(over_http, server, Fault("status", "not_found"))

    assert [over_http.status("acc-1", "omc-1") is None for _ in range(2)] == [True, False]


def test_an_answer_slower_than_patience_is_no_answer(server: VenueServer) -> None:
    with httpx.Client(base_url=server.url, timeout=0.2, trust_env=False) as client:
        venue = HttpVenue(server.url, client)
        venue.open_account(TERMS)
        fault(venue, server, Fault("submit", "slow", delay_ms=600))
        with pytest.raises(VenueTimeout):
            venue.submit(ENTRY, NOW)


def test_a_venue_that_is_gone_provably_got_nothing(server: VenueServer) -> None:
    with httpx.Client(base_url="http://127.0.0.1:9", timeout=1, trust_env=False) as client:
        venue = HttpVenue("", client)
        assert not venue.healthy()
        with pytest.raises(VenueDown):
            venue.submit(ENTRY, NOW)


def test_every_request_has_its_number_and_its_moment(over_http: HttpVenue, tmp_path: Path) -> None:
    over_http.open_account(TERMS)
    over_http.submit(ENTRY, NOW)
    assert over_http.healthy()

    lines = [json.loads(line) for line in (tmp_path / "venue.jsonl").read_text().splitlines()]

    assert [line["n"] for line in lines] == [1, 2, 3]
    moments = [line["monotonic_ns"] for line in lines]
    assert moments == sorted(moments)
    assert json.loads(lines[1]["body"])["client_order_id"] == "omc-1"
