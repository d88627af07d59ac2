"""Builds the emergency stop: asking for it, working it, lifting it."""

from functools import cache

from omc.floor.services.liquidate import Liquidator
from omc.floor.services.resume import Resumer
from omc.floor.services.stop import Stopper
from omc.wiring.floor_parts import (
    clock,
    executor,
    instruments,
    schedules,
    settler,
    store,
    venue,
    waker,
)
from omc.wiring.transactions import sleep


@cache
def stopper() -> Stopper:
    return Stopper(store(), waker(), clock)


@cache
def liquidator() -> Liquidator:
    return Liquidator(store(), venue(), executor(), settler(), _Late(), clock, sleep)


@cache
def resumer() -> Resumer:
    return Resumer(store(), venue(), instruments(), _Late(), clock)


class _Late:
    """The schedules, looked up when they are needed: not every function that stops is told of them."""

    def ensure(self) -> None:
        schedules().ensure()

    def remove(self) -> None:
        schedules().remove()
