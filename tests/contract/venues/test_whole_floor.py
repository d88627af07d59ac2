"""The whole Floor over each venue makes the same trades, also when the wire to one misbehaves."""

import httpx
import pytest

from local.venue.server import VenueServer
from omc.adapters.venues.http import HttpVenue
from omc.contracts.floor import to_json
from omc.contracts.venue import Fault
from omc.floor.ports import Venue
from omc.floor.states import OrderState
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_world import FloorWorld, comparable
from tests.unit.floor.test_execute_killed_at_every_step import check_books, undisturbed


def on(venue: Venue) -> FloorWorld:
    world = FloorWorld(INSTRUMENT, venue)
    # Orders carry a send deadline that the venue judges by the machine's clock.
    world.clock.instant = 9_000_000_000_000
    world.deploy(crossing(), minimum_warmup_bars=5, anchor_ts=START, cursor_ts=START - 1)
    return world


def test_the_same_bars_make_the_same_trades(venue: Venue) -> None:
    world = on(venue)

    world.show(SERIES, bars(WAVES[:30]))

    expected = undisturbed().trades()
    assert len(world.trades()) >= 3
    assert [comparable(t) for t in world.trades()] == [comparable(t) for t in expected[: len(world.trades())]]
    assert world.reconciler().every_account() == 0
    check_books(world)


@pytest.mark.parametrize("action", ["silent", "lost"])
def test_an_order_without_an_answer_is_sent_once_and_settled(
    over_http: HttpVenue, server: VenueServer, action: str
) -> None:
    world = on(over_http)
    fault = to_json(Fault("submit", action))
    httpx.post(f"{server.url}/faults", content=fault, trust_env=False).raise_for_status()

    for bar in bars(WAVES[:12]):
        world.market.append(SERIES, [bar])
        world.settle(SERIES)
        for _ in range(6):
            world.clock.instant += 5_000
            world.reconciler().every_account()
        world.settle(SERIES)

    first = min(world.store.orders(), key=lambda order: order.intent.decided_at)
    assert first.state is (OrderState.MISSED if action == "lost" else OrderState.FILLED)
    assert world.account.settled
    check_books(world)
