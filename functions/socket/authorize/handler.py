"""Lets a socket open for the bearer of an unused ticket, and tells the API whose it is."""

from typing import Any

from omc.wiring import socket


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Authorizer answer: an IAM policy, and the owner and roles as context."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    listener = socket.sockets().take_ticket(ticket, socket.clock.now()) if ticket else None
    if listener is None:
        return _policy("nobody", "Deny", event["methodArn"], {})
    context = {"owner_id": listener.owner_id, "roles": " ".join(listener.roles)}
    return _policy(listener.owner_id, "Allow", event["methodArn"], context)


def _policy(principal: str, effect: str, resource: str, context: dict[str, str]) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document, "context": context}
