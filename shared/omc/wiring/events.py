"""Builds the relay from the tables' outboxes to the bus."""

from functools import cache

from aws_lambda_powertools import Logger

from omc.adapters.events.relay import Relay, batch_of
from omc.wiring.clients import eventbridge, setting, sqs

__all__ = ["batch_of", "log", "relay"]


@cache
def log() -> Logger:
    return Logger(service="events")


@cache
def relay() -> Relay:
    return Relay(eventbridge(), setting("OMC_EVENT_BUS"), sqs(), setting("OMC_EXECUTE_QUEUE_URL"))
