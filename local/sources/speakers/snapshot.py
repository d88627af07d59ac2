"""hub.snapshot.org: made-up proposals, a new one every second day."""

import json

from local.sources.speaking import Heard, Said, Speaker, said_json
from local.sources.world import chance
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms

_EVERY_MS, _OPEN_MS, _BACK = 2 * DAY_MS, 5 * DAY_MS, 12


def snapshot(heard: Heard) -> Said:
    if heard.method != "POST" or heard.path != "/graphql":
        return said_json({"message": "not found"}, 404)
    asked = json.loads(heard.body)["variables"]
    newest = heard.now // _EVERY_MS
    found = [_proposal(number, heard.now, asked["spaces"]) for number in range(newest, newest - _BACK, -1)]
    rows = [row for row in found if row["state"] == asked["state"] and int(str(row["end"])) >= asked["since"]]
    return said_json({"data": {"proposals": rows[asked["skip"] : asked["skip"] + asked["first"]]}})


def _proposal(number: int, now: Ms, spaces: list[str]) -> dict[str, object]:
    created = number * _EVERY_MS
    space = spaces[int(chance("space", number) * len(spaces))]
    return {
        "id": f"0x{number:064x}", "title": f"Made-up proposal {number}", "body": "Words. " * 200,
        "state": "active" if now < created + _OPEN_MS else "closed",
        "created": created // SECOND_MS, "start": created // SECOND_MS,
        "end": (created + _OPEN_MS) // SECOND_MS, "link": "", "space": {"id": space},
    }  # fmt: skip


SPEAKERS: dict[str, Speaker] = {"hub.snapshot.org": snapshot}
