"""Builds what the account context uses."""

import os
import secrets

from omc.adapters.socket.addresses import client_url
from omc.contracts.http.account import SocketTicket
from omc.wiring.aws import setting
from omc.wiring.http import Caller
from omc.wiring.socket import Listener, clock, sockets

__all__ = ["clock", "issue_ticket", "stage"]

_TICKET_BYTES = 32


def stage() -> str:
    """The deployment's name."""
    return setting("OMC_STAGE")


def issue_ticket(person: Caller) -> SocketTicket:
    """A new socket ticket for the caller; only its hash is kept."""
    ticket = secrets.token_urlsafe(_TICKET_BYTES)
    listener = Listener(person.owner_id, tuple(sorted(person.roles)))
    expires_at = sockets().keep_ticket(ticket, listener, clock.now())
    url = client_url(setting("OMC_SOCKET_ENDPOINT"), os.environ.get("AWS_ENDPOINT_URL"))
    return SocketTicket(ticket=ticket, expires_at=expires_at, url=url)
