"""A backfill on the deployed house: every page killed once, and nothing is doubled, lost or told of."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from local.api import Api, wait_until
from local.market import market_in
from local.people import ensure_person, sign_in
from local.sources.server import SourceServer, serving
from local.sources.speakers import exchanges
from local.sources.speaking import Heard, Said, said_json
from local.stack import Stack
from omc.market.gaps import missing_between
from omc.market.model import Series

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

SERIES = Series.parse("binance:BTC/USDT:4h")
H4 = SERIES.timeframe.ms
PAGE = "omc-local-backfill-page"


def with_holes(heard: Heard) -> Said:
    """The made-up exchange without every 97th bar, and without a run of eleven."""
    said = exchanges.binance(heard)
    if said.status != 200 or not heard.path.endswith("/klines"):
        return said
    rows = [
        row for row in json.loads(said.body) if (row[0] // H4) % 97 and not 0 < (row[0] // H4) % 1_500 < 12
    ]
    return said_json(rows)


@pytest.fixture(scope="module")
def venue() -> Iterator[SourceServer]:
    with serving({"binance": with_holes}) as running:
        yield running


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Api]:
    ensure_person(stack, "ann@example.com", "Fetches-history-1", group="admin")
    with Api(stack, sign_in(stack, "ann@example.com", "Fetches-history-1")) as api:
        yield api


@contextmanager
def told(stack: Stack, function: str, **environment: str) -> Iterator[None]:
    """The function with more in its environment."""
    lambdas = stack.aws.client("lambda")
    plain = lambdas.get_function_configuration(FunctionName=function)["Environment"]["Variables"]

    def tell(variables: Mapping[str, str]) -> None:
        lambdas.update_function_configuration(
            FunctionName=function, Environment={"Variables": dict(variables)}
        )
        time.sleep(0.5)

    tell({**plain, **environment})
    try:
        yield
    finally:
        tell(plain)


def ended(api: Api, backfill_id: str) -> dict[str, Any]:
    def over() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get(f"/v1/backfills/{backfill_id}")
        return found if found["state"] != "RUNNING" else None

    found: dict[str, Any] = wait_until(over, within_s=600, what="the backfill", every_s=1)
    return found


def test_a_history_whose_every_page_is_killed_once_has_no_double_and_no_hole_of_ours(
    stack: Stack, admin: Api, venue: SourceServer
) -> None:
    with told(stack, PAGE, OMC_EXCHANGE_URL=venue.origin, OMC_CRASH_PAGES="once"):
        asked = admin.post("/v1/backfills", {"series": SERIES.key})
        done = ended(admin, asked["backfill_id"])
    assert (done["state"], done["error"], done["pages"], done["pages_kept"]) == ("COMPLETED", None, 5, 5)

    s3, lake = stack.aws.client("s3"), stack.outputs["LakeBucket"]
    crashed = s3.list_objects_v2(Bucket=lake, Prefix=f"backfills/{done['backfill_id']}/crashed/")
    assert crashed["KeyCount"] == 5

    market = market_in(stack)
    stored = market.bars.arrays(SERIES).ts.tolist()
    assert len(stored) == len(set(stored)) == done["stored"]
    backfill = market.store.head(SERIES)
    assert backfill is not None
    assert backfill.count == len(stored)
    wanted = [ts for ts in range(stored[0], stored[-1] + 1, H4)
              if (ts // H4) % 97 and not 0 < (ts // H4) % 1_500 < 12]  # fmt: skip
    assert stored == wanted
    missing = [record.gap for record in market.store.gaps(SERIES)]
    assert missing == list(missing_between(SERIES, stored))

    with told(stack, PAGE, OMC_EXCHANGE_URL=venue.origin):
        again = admin.post("/v1/backfills", {"series": SERIES.key})
        second = ended(admin, again["backfill_id"])
    assert (second["stored"] <= 1, second["conflicts"]) == (True, 0)
