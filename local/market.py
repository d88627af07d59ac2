"""The sample market inside a deployed house: history imported, later bars ready to be replayed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from local.market_data.seed import seed
from local.replay.run import Replay
from local.stack import Stack
from omc.wiring.market import Market, market_of

COLLECT = "omc-local-ledgers-collect"


def market_in(stack: Stack) -> Market:
    """The deployed market, for our own process."""
    return market_of(
        stack.aws.client("dynamodb"),
        stack.outputs["MarketTable"],
        stack.aws.client("s3"),
        stack.outputs["LakeBucket"],
    )


def seed_sample(stack: Stack) -> str:
    """Import the shipped markets where they are not yet; says what is there."""
    reports = seed(market_in(stack), lambda *_: None)
    return ", ".join(f"{report.series.key} ({report.rows} bars)" for report in reports)


def replay_in(stack: Stack, *, bars_per_second: float | None) -> Replay:
    """Tells a market through the deployed collector."""
    return Replay(market_in(stack), stack.aws.client("lambda"), COLLECT, bars_per_second)


@contextmanager
def environment_of(stack: Stack) -> Iterator[None]:
    """This process sees what a function sees, for commands that build their own adapters."""
    wanted = stack.environment()
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
