"""Who is asking: the identity and roles the gateway's JWT authorizer has verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from aws_lambda_powertools.event_handler.api_gateway import BaseRouter

from omc.kernel.errors import Forbidden, OmcError

Role: TypeAlias = Literal["viewer", "trader", "reviewer", "admin"]
# In rising order: who holds one may do what those before it may.
ROLES: tuple[Role, ...] = get_args(Role)


class Unauthenticated(OmcError):
    """No verified identity came with the request (401)."""

    code = "unauthenticated"


@dataclass(frozen=True)
class Caller:
    """The signed-in person; `owner_id` is part of the key of everything they own."""

    owner_id: str
    roles: frozenset[Role]
    email: str | None = None

    def may(self, role: Role) -> bool:
        """True if one of the caller's roles is `role` or above it."""
        return any(ROLES.index(held) >= ROLES.index(role) for held in self.roles)


def signed_in(app: BaseRouter) -> Caller:
    """The caller, whatever their roles; Unauthenticated when the request carries no verified claims."""
    return caller_of(app.current_event.raw_event)


def caller(app: BaseRouter) -> Caller:
    """The caller, who holds a role: a person in no group may do nothing (403)."""
    person = signed_in(app)
    require(person, "viewer")
    return person


def require(person: Caller, role: Role) -> None:
    """Forbidden unless the caller holds `role` or one above: viewer < trader < reviewer < admin."""
    if not person.may(role):
        held = ", ".join(sorted(person.roles)) or "none"
        raise Forbidden(f"expected the role {role} or above, the caller holds {held}", code="role_missing")


def caller_of(event: Mapping[str, Any]) -> Caller:
    """The caller of an HTTP API event."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims = (authorizer.get("jwt") or {}).get("claims") or {}
    owner_id = claims.get("sub")
    if not owner_id:
        raise Unauthenticated("expected a signed-in caller, got a request without verified claims")
    return Caller(owner_id, roles_of(claims.get("cognito:groups")), claims.get("email"))


def roles_of(groups: object) -> frozenset[Role]:
    """The known roles among Cognito groups; unknown groups give nothing.

    HTTP APIs flatten the claim's list to text, such as "[trader viewer]".

    >>> sorted(roles_of("[trader viewer]"))
    ['trader', 'viewer']
    """
    if isinstance(groups, str):
        names = set(groups.strip("[]").replace(",", " ").replace('"', " ").split())
    elif isinstance(groups, (list, tuple)):
        names = {str(name) for name in groups}
    else:
        names = set()
    return frozenset(role for role in ROLES if role in names)
