"""The API's functions called directly, with anybody's claims."""

import uuid
from collections.abc import Iterable, Sequence

from omc.wiring.http import Api
from omc.wiring.http.openapi import routes_of
from tests.fakes.gateway import Context, http_event
from tests.ownership import Door, Reply, Step

# An admin may stop anybody's trading, so the walk goes with every role but that one.
WALKING = ("viewer", "trader", "reviewer")


def door(apps: Iterable[Api], sub: str | None, groups: Sequence[str] = WALKING) -> Door:
    """Carries steps out as `sub`; with roles enough that only ownership stands in the way."""
    serving = {(route.method, route.openapi_path): app for app in apps for route in routes_of(app)}

    def ask(step: Step) -> Reply:
        event = http_event(
            step.method,
            step.path,
            body=step.body,
            query=step.query,
            headers={"idempotency-key": str(uuid.uuid4())},
            sub=sub,
            groups=groups,
        )
        answer = serving[step.method, step.template].resolve(event, Context())
        return Reply(answer["statusCode"], str(answer.get("body") or ""))

    return ask
