"""Builds what tickets and connections are kept in, once per process."""

from omc.adapters.dynamodb.feed import FeedReader
from omc.adapters.dynamodb.sockets import Listener, SocketTable
from omc.wiring.aws import dynamodb, setting
from omc.wiring.clock import SystemClock

__all__ = ["Listener", "clock", "feed_reader", "sockets"]

clock = SystemClock()


def sockets() -> SocketTable:
    """Tickets, connections, subscriptions."""
    return SocketTable(dynamodb(), setting("OMC_SOCKETS_TABLE"))


def feed_reader() -> FeedReader:
    """Numbered messages, as /v1/floor/sync reads them."""
    return FeedReader(dynamodb(), setting("OMC_SOCKETS_TABLE"))
