"""How much work a search is, how it is cut, and roughly what that takes."""

import math
from dataclasses import dataclass
from decimal import Decimal

# A set over a bar is one unit of work. Up to this many one machine does them all; above, shards of
# WORK_PER_SHARD run beside one another: long enough to make a start worth it, short enough to be repeated.
SMALL_WORK = 40_000_000
WORK_PER_SHARD = 10_000_000
MOST_SETS_PER_SHARD = 1_000
# A state of the machine holds 256 KB, and with it the list of shards.
MOST_SHARDS = 1_000
AT_ONCE = 20
# Measured for grids of crossing averages with stops on one core; rules of another shape take up to ten times
# as long.
WORK_PER_SECOND = 20_000_000
_START_S = 3.0
# Lambda on arm64 and Standard state transitions, us-east-1 list prices.
_USD_PER_GB_S = Decimal("0.0000133334")
_USD_PER_TRANSITION = Decimal("0.000025")
SHARD_GB = Decimal(3008) / 1024


@dataclass(frozen=True)
class Cut:
    """shards of at most batch sets each; one shard: no map."""

    shards: int
    batch: int


@dataclass(frozen=True)
class Estimate:
    combinations: int
    bars: int
    shards: int
    seconds: float
    price_usd: Decimal


def cut(combinations: int, bars: int) -> Cut:
    """How `combinations` sets over `bars` bars are shared out.

    >>> cut(2_000, 20_000), cut(10_000, 20_000)
    (Cut(shards=1, batch=2000), Cut(shards=20, batch=500))
    >>> cut(20_000, 5_000_000)
    Cut(shards=1000, batch=20)
    """
    if combinations * bars <= SMALL_WORK:
        return Cut(1, combinations)
    batch = max(1, min(MOST_SETS_PER_SHARD, WORK_PER_SHARD // max(bars, 1)))
    batch = max(batch, math.ceil(combinations / MOST_SHARDS))
    return Cut(math.ceil(combinations / batch), batch)


def estimate(combinations: int, bars: int, shards: int) -> Estimate:
    """Rough; rounded so as not to look better than it is."""
    work = combinations * bars / WORK_PER_SECOND
    waves = math.ceil(shards / AT_ONCE)
    seconds = 2 * _START_S + waves * (_START_S + work / shards)
    machine = Decimal(str(round(work + shards * _START_S, 3))) * SHARD_GB * _USD_PER_GB_S
    price = machine + (shards * 3 + 6) * _USD_PER_TRANSITION
    return Estimate(combinations, bars, shards, round(seconds, 1), price.quantize(Decimal("0.0001")))
