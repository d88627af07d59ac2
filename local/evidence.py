"""The ledgers alive on this laptop: free collectors switched on over the API, as an admin does it.

Without real sources their other side is `local.sources`: the functions are told its address, and every record
they make says that it is made up.
"""

import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from local.api import Api
from local.people import DEMO_PASSWORD, Person, person
from local.sources.server import serving
from local.stack import Stack
from omc.kernel.instants import Ms, from_iso

KEEPER_EMAIL = "admin@ohmycoins.local"
_FIRST_RUNS_S = 90.0
_ASK_EVERY_S = 1.0

# What free sources want to know of whoever asks. The made-up ones take anything; the real ones are left off.
MADE_UP_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "cryptopanic": {"auth_token": "made-up-token"},
    "reddit": {
        "client_id": "made-up-id",
        "client_secret": "made-up-secret",
        "user_agent": "linux:made-up:1 (by /u/nobody)",
        # A call a second: comments of ten posts would take the better part of a minute.
        "comments_of": 2,
    },
    "sec_edgar": {"contact": "Made-up Laptop nobody@example.com"},
}


@contextmanager
def other_side(*, live: bool) -> Iterator[tuple[tuple[str, str], ...]]:
    """The emulator's `extra` that says who answers the collectors: made-up sources, served meanwhile."""
    if live:
        yield ()
        return
    with serving() as sources:
        yield (("OMC_SOURCE_URL", sources.origin),)


def keeper(stack: Stack) -> Person:
    """The admin of the collectors."""
    return person(stack, KEEPER_EMAIL, DEMO_PASSWORD, "admin")


def turn_on(api: Api, *, live: bool) -> list[str]:
    """Activate every free collector that nobody has touched yet; names of those that are on.

    One that is on already gets its schedule again where it is gone; one that a person or its failures have
    paused stays so.
    """
    on = []
    for one in api.get("/v1/collectors")["items"]:
        name, settings = one["collector_id"], MADE_UP_SETTINGS.get(one["source"], {})
        if one["state"] not in ("DRAFT", "ACTIVE") or (one["state"] == "DRAFT" and live and settings):
            continue
        if one["state"] == "DRAFT" and settings:
            api.patch(f"/v1/collectors/{name}", {"version": one["version"], "settings": settings})
        api.post(f"/v1/collectors/{name}/activate")
        on.append(name)
    return on


def catch_up(api: Api, now: Ms) -> list[str]:
    """Run what is on and due now, as after a night with the lid closed; names of those that were started."""
    started = []
    for one in _active(api):
        last = one["last_run_at"]
        if last is None or now - from_iso(last) >= one["interval_ms"]:
            api.post(f"/v1/collectors/{one['collector_id']}/run")
            started.append(one["collector_id"])
    return started


def first_look(
    stack: Stack, api: Api, started: Collection[str], since: Ms, stop: threading.Event
) -> float | None:
    """The overall score once those that were started at `since` have run or had their time; None if stopped.

    The look is the one that is taken each quarter of an hour: a page need not wait for the first.
    """
    deadline = time.monotonic() + _FIRST_RUNS_S
    while _at_work(api, started, since) and time.monotonic() < deadline:
        if stop.wait(_ASK_EVERY_S):
            return None
    stack.aws.client("lambda").invoke(FunctionName=stack.outputs["QualityFunction"], Payload=b"{}")
    items = api.get("/v1/ledgers/quality")["items"]
    return next((float(one["overall"]) for one in items if one["kind"] == "all"), None)


def _at_work(api: Api, started: Collection[str], since: Ms) -> bool:
    """Whether one of them has not yet ended a run begun since then."""
    last = {one["collector_id"]: one["last_run_at"] for one in _active(api)}
    return any(name in last and (last[name] is None or from_iso(last[name]) < since) for name in started)


def _active(api: Api) -> list[dict[str, Any]]:
    return [one for one in api.get("/v1/collectors")["items"] if one["state"] == "ACTIVE"]
