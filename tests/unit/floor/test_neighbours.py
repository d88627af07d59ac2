"""One account in trouble keeps no other from being traded and compared."""

from typing import cast

import pytest

from omc.floor.venues.memory import MemoryVenue
from omc.kernel.errors import NotFound
from tests.fakes.floor_scenes import INSTRUMENT, SERIES, START, WAVES, bars, crossing
from tests.fakes.floor_world import FloorWorld


def _world_with_a_lost_account(shown: int = 0) -> tuple[FloorWorld, list[str]]:
    """Three algorithms that lived `shown` bars; the venue no longer knows the account of one."""
    world, ids = FloorWorld(INSTRUMENT), list[str]()
    for n in range(3):
        promotion = f"promo-{n}"
        ids.append(
            world.deploy(
                crossing(),
                minimum_warmup_bars=5,
                anchor_ts=START,
                cursor_ts=START - 1,
                promotion_id=promotion,
            )
        )
    if shown:
        world.show(SERIES, bars(WAVES[:shown]))
    lost = world.store.algorithm(sorted(ids)[0]).account_id
    del cast(MemoryVenue, world.venue)._accounts[lost]
    return world, sorted(ids)


def test_the_others_are_compared_and_the_lost_one_is_named() -> None:
    world, ids = _world_with_a_lost_account()
    reconciler = world.reconciler()

    assert reconciler.every_account() == 1
    assert list(reconciler.failures) == ids[:1]
    assert world.store.reconciled_at() is None


def test_the_others_judge_their_bars_and_the_error_is_told_afterwards() -> None:
    world, ids = _world_with_a_lost_account()
    first = bars(WAVES[:1])
    world.market.append(SERIES, first)

    with pytest.raises(NotFound):
        world.decider.series_closed(SERIES.key)

    assert [world.store.algorithm(one).cursor_ts == first[0].ts for one in ids] == [False, True, True]


def test_a_stop_closes_the_others_and_reports_the_one_it_could_not_close() -> None:
    world, ids = _world_with_a_lost_account(shown=20)
    held = {one: world.store.account(world.store.algorithm(one).account_id).quantity for one in ids}
    assert all(held.values())

    operation = world.liquidator().work(world.stop().operation_id)

    accounts = [world.store.account(world.store.algorithm(one).account_id) for one in ids]
    assert [bool(account.quantity) for account in accounts] == [True, False, False]
    assert operation.finished
    assert [(one.kind, one.object_id) for one in operation.failed_actions] == [
        ("LIQUIDATION_FAILED", accounts[0].account_id)
    ]
