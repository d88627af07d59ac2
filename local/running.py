"""Reaches the house that `make run` started in another terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from local.aws.ports import LOOPBACK
from local.aws.process import ROOT_KEY
from local.aws.settings import REGION
from omc.kernel.errors import NotFound
from omc.wiring.market import Market, market_of


@contextmanager
def running_market(port: int) -> Iterator[Market]:
    """The market of the house on `port`; NotFound with what to do when nothing answers."""
    try:
        outputs = _outputs(_client("cloudformation", port))
    except BotoCoreError as error:
        raise NotFound(
            f"Expected the local AWS on {LOOPBACK}:{port}, nothing answered. Start it with `make run` first."
        ) from error
    yield market_of(
        _client("dynamodb", port), outputs["MarketTable"], _client("s3", port), outputs["LakeBucket"]
    )


def _outputs(cloudformation: Any) -> dict[str, str]:
    stacks = cloudformation.describe_stacks()["Stacks"]
    return {out["OutputKey"]: out["OutputValue"] for stack in stacks for out in stack.get("Outputs", [])}


def _client(service: str, port: int) -> Any:
    session = boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=REGION)
    config = Config(
        s3={"addressing_style": "path"}, retries={"max_attempts": 1}, proxies={}, connect_timeout=2
    )
    return session.client(service, endpoint_url=f"http://{LOOPBACK}:{port}", config=config)  # type: ignore[call-overload]
