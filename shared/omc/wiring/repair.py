"""Builds ledgers/repair."""

import random
import time
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools import Logger

from omc.contracts.collect import parse_repair
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Surroundings
from omc.market.records import Series
from omc.market.repairing import Repairing
from omc.wiring.backfills import asks
from omc.wiring.candles import exchanges
from omc.wiring.clock import SystemClock
from omc.wiring.market import market

_RESERVE_MS = 15 * SECOND_MS
_clock = SystemClock()
_log = Logger(service="ledgers-repair")


def run(event: dict[str, Any], remaining_ms: Ms) -> dict[str, Any]:
    """Serves one request; the answer says what came of it."""
    request, found = parse_repair(event), market()
    wanted = found.store.series() if request.series is None else [Series.parse(request.series)]
    deadline = _clock.now() + max(remaining_ms - _RESERVE_MS, 0)
    around = Surroundings(_clock, time.sleep, random.Random(), deadline)
    repairing = Repairing(exchanges(), found.store, found.lake, asks)
    done = asdict(repairing.run(wanted, around, at_once=request.source == "person"))
    _log.info("gaps asked for", extra=done)
    return done
