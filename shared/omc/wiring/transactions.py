"""Builds what writes several items at once, for every table."""

import random
import time
from functools import cache

from omc.adapters.dynamodb.transactor import Transactor
from omc.kernel.instants import SECOND_MS, Ms
from omc.wiring.clients import dynamodb


def sleep(duration: Ms) -> None:
    time.sleep(duration / SECOND_MS)


@cache
def transactor() -> Transactor:
    return Transactor(dynamodb(), sleep, random.random)
