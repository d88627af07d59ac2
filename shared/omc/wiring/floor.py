"""Builds what puts strategies on the Floor.

deployer().deploy(Deployment(...))    # the algorithm's id; once per promotion id
"""

from functools import cache

from omc.floor.services.deploy import Deployer, Deployment
from omc.wiring.floor_parts import clock, instruments, schedules, store, venue
from omc.wiring.market import market

__all__ = ["Deployment", "deployer"]


@cache
def deployer() -> Deployer:
    return Deployer(store(), venue(), market().bars, instruments(), schedules(), clock)
