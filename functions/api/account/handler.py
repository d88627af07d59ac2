"""Who am I, a ticket for the socket, what I am told of, and whether the API answers at all."""

from functions.api.account import routes_alerts
from omc.contracts.http.account import Health, Me, SocketTicket
from omc.wiring import account
from omc.wiring.http import build_resolver, caller, signed_in

app = build_resolver("account")
app.include_router(routes_alerts.router)


@app.get("/v1/health", openapi_extensions={"security": []})
def get_health() -> Health:
    """Tell that the API answers.

    Shallow and without sign-in: no table is read.
    """
    return Health(status="ok", time=account.clock.now(), stage=account.stage())


@app.get("/v1/me")
def get_me() -> Me:
    """Tell who is signed in and what they may do."""
    person = signed_in(app)
    return Me(owner_id=person.owner_id, email=person.email, roles=sorted(person.roles))


# No Idempotency-Key: keeping the first answer would keep a ticket in plain text for a day.
@app.post("/v1/ws-ticket", status_code=201)
def create_socket_ticket() -> SocketTicket:
    """Give a ticket that opens one socket within a minute.

    A ticket in the address instead of the token: addresses end up in logs, and a used ticket opens nothing.
    """
    return account.issue_ticket(caller(app))


handler = app.resolve
