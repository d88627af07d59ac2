"""STOP on the deployed house, in the middle of trading: what the venue's own log has after acceptance."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.api import Api
from local.market import replay_in
from local.people import Person, person
from local.stack import Stack
from omc.floor.orders import Purpose
from omc.kernel.instants import from_iso
from omc.market.model import Series
from tests.integration.harsh_house import HarshHouse, venue_process
from tests.integration.test_exactly_once import spec

pytestmark = pytest.mark.integration
HISTORY, LATER, BEFORE = 260, 600, 20
ANSWER_MS = 2_000


@pytest.fixture(scope="module")
def trader(stack: Stack) -> Person:
    """Somebody whose accounts are all at the venue of this test."""
    return person(stack, "stella@example.com", "Stops-when-it-burns-1")


@pytest.fixture
def house(stack: Stack, tmp_path: Path) -> Iterator[HarshHouse]:
    with venue_process(tmp_path / "venue.jsonl") as venue:
        made = HarshHouse(stack, venue)
        made.tell(OMC_VENUE_URL=venue.url)
        yield made
        made.restore()


def _go_on(stack: Stack, series: Series, over: threading.Event) -> None:
    replay = replay_in(stack, bars_per_second=10)
    while not over.is_set() and replay.run(series, 5):
        pass


def test_no_entry_reaches_the_venue_after_a_stop_is_accepted(
    house: HarshHouse, stack: Stack, trader: Person
) -> None:
    series = Series.parse("simulated:DOT/USDT:1h")
    with Api(stack, trader) as api:
        algorithm_id = house.deployed(api, series, spec(series), HISTORY, LATER)
        house.live(algorithm_id, BEFORE)
        # The market goes on while the word is typed, and until the stop is done.
        over = threading.Event()
        market = threading.Thread(target=_go_on, args=(stack, series, over), daemon=True)
        market.start()
        body = {"scope": "account", "confirmation": "STOP", "reason": "a drill in the middle of trading"}

        answer = api.post("/v1/floor/emergency-stop", body)

        accepted_at = from_iso(answer["accepted_at"])
        assert accepted_at - from_iso(answer["requested_at"]) < ANSWER_MS
        operation = house.finished(answer["operation_id"])
        over.set()
        market.join(timeout=60)

        assert not operation.partial_success
        assert house.account(algorithm_id).quantity == 0
        late = [line for line in house.venue.lines("submit") if int(line["at_ms"]) > accepted_at]
        sent = [json.loads(line["body"]) for line in late]
        between = {house.store.order(key).client_order_id for key in operation.orders_sent_between}
        others = [order for order in sent if order["client_order_id"] not in between]
        assert {order["purpose"] for order in others} <= {Purpose.FLATTEN.value}
        sync = api.get("/v1/floor/sync")
        assert sync["kill"]["active"] is True
        assert sync["positions"] == []
        api.post("/v1/floor/resume", {"confirmation": "RESUME", "reason": "the drill is over"})
        assert api.get("/v1/floor/sync")["kill"]["active"] is False
