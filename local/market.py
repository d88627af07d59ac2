"""The sample market inside a deployed house: history imported, later bars ready to be replayed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from local.market_data.seed import seed
from local.replay.run import Replay
from local.stack import Stack
from omc.wiring.market import Market, market_of


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


def replay_in(stack: Stack, *, bars_per_second: float | None, at_once: int = 1) -> Replay:
    """Tells a market through the deployed collector."""
    collect, lambdas = stack.outputs["CollectFunction"], stack.aws.client("lambda")
    return Replay(market_in(stack), lambdas, collect, bars_per_second, at_once=at_once)


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
