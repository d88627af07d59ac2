"""Builds floor/watch: a minute of watching, closely while a position is open or a stop is at work."""

from functools import cache

from aws_lambda_powertools import Logger

from omc.floor.services.minute import passes
from omc.floor.services.watch import Watcher
from omc.wiring.floor_parts import clock, health, schedules, store, waker
from omc.wiring.floor_stop import liquidator, stopper
from omc.wiring.transactions import sleep


@cache
def log() -> Logger:
    return Logger(service="floor-watch")


@cache
def watcher() -> Watcher:
    return Watcher(store(), health(), stopper(), liquidator(), waker(), clock)


def run() -> dict[str, int]:
    """One minute's passes; the schedules end with the last algorithm."""
    rungs: list[int] = []
    made = passes(lambda: rungs.append(int(watcher().once())), _closely, clock, sleep)
    if not store().running() and not store().unfinished():
        schedules().remove()
    log().info("watched", extra={"passes": made, "rung": rungs[-1]})
    return {"passes": made, "rung": rungs[-1]}


def _closely() -> bool:
    accounts = (store().account(store().algorithm(key).account_id) for key in store().running())
    return bool(store().unfinished()) or any(account.trade is not None for account in accounts)
