"""The account context on the wire."""

from typing import Literal

from pydantic import Field

from omc.contracts.http.common import Instant, Wire


class Health(Wire):
    """The API answers; says nothing about what stands behind it."""

    status: Literal["ok"] = Field(description="Always ok: a function that cannot answer does not say so")
    time: Instant = Field(description="The server's clock")
    stage: str = Field(description="Which deployment this is")


class Me(Wire):
    """The signed-in person."""

    owner_id: str = Field(description="Names the owner of everything this person creates")
    email: str | None = Field(description="From the token, when it carries one")
    roles: list[str] = Field(description="viewer, trader, reviewer, admin; empty: may do nothing yet")


class SocketTicket(Wire):
    """Opens one socket, once."""

    ticket: str = Field(description="Goes into the socket's address as ?ticket=; valid once")
    expires_at: Instant = Field(description="A minute after it was given")
    url: str = Field(description="The socket's address, without the ticket")
