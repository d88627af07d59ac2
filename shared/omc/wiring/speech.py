"""Builds what speaks to open sockets: answers to clients, and pushes."""

import os
from functools import cache

from aws_lambda_powertools import Logger

from omc.adapters.dynamodb.feed import Feed
from omc.adapters.dynamodb.run_owner import owner_of_run, owner_of_search
from omc.adapters.socket.addresses import management_url
from omc.adapters.socket.desk import Desk
from omc.adapters.socket.publisher import Publisher, batch_of
from omc.adapters.socket.sender import GatewaySender, Sender
from omc.wiring.aws import dynamodb, setting
from omc.wiring.socket import clock, feed_reader, sockets

__all__ = ["batch_of", "desk", "log", "publisher", "sender"]


@cache
def log() -> Logger:
    """The sockets' log."""
    return Logger(service="socket")


@cache
def sender() -> Sender:
    """The way to open connections."""
    import boto3
    from botocore.config import Config

    url = management_url(setting("OMC_SOCKET_ENDPOINT"), os.environ.get("AWS_ENDPOINT_URL"))
    # A connection that does not answer must not hold up the others for long.
    config = Config(
        connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2}, max_pool_connections=16
    )
    return GatewaySender(boto3.client("apigatewaymanagementapi", endpoint_url=url, config=config))


def desk() -> Desk:
    """Answers to clients' messages."""
    return Desk(sockets(), feed_reader(), sender(), owns, clock)


def publisher() -> Publisher:
    """Pushes to open connections."""
    return Publisher(Feed(dynamodb(), setting("OMC_SOCKETS_TABLE")), sockets(), sender(), log())


def owns(owner_id: str, kind: str, name: str) -> bool:
    """Whether the run or search is the owner's."""
    owner_of = owner_of_run if kind == "backtest" else owner_of_search
    return owner_of(dynamodb(), setting("OMC_LAB_TABLE"), name) == owner_id
