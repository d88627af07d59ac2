"""Builds floor/reconcile: a minute of comparing, closely while an order's fate is not known."""

from functools import cache

from aws_lambda_powertools import Logger

from omc.floor.services.minute import passes
from omc.floor.services.reconcile import Reconciler
from omc.wiring.floor_parts import clock, executor, instruments, settler, store, venue, waker
from omc.wiring.transactions import sleep


@cache
def log() -> Logger:
    return Logger(service="floor-reconcile")


@cache
def reconciler() -> Reconciler:
    return Reconciler(store(), venue(), instruments(), executor(), settler(), waker(), clock)


def run() -> dict[str, int]:
    """One minute's passes; how many, and how many accounts differed in the last."""
    differing: list[int] = []
    made = passes(lambda: differing.append(_once()), _waiting, clock, sleep)
    log().info("reconciled", extra={"passes": made, "differing": differing[-1]})
    return {"passes": made, "differing": differing[-1]}


def _once() -> int:
    differing = reconciler().every_account()
    for algorithm_id, why in reconciler().failures.items():
        log().error("not compared", extra={"algorithm_id": algorithm_id, "why": why})
    return differing


def _waiting() -> bool:
    accounts = (store().account(store().algorithm(key).account_id) for key in store().running())
    return any(not account.settled for account in accounts)
