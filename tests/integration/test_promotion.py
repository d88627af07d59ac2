"""From a backtest to the Floor by the deployed state machine, with the thresholds as they are.

The market is made to pass and says so in its name; a strategy that fails on an honest one stays failed.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from local.api import Api, ApiError, wait_until
from local.candles.importing import import_bars
from local.market import market_in
from local.people import person
from local.stack import Stack
from omc.market.bars import to_arrays
from omc.market.model import Series
from tests.fakes.floor_scenes import bars
from tests.fakes.market_made_to_pass import INSTRUMENT, SERIES, waves

pytestmark = pytest.mark.integration

BARS = 40 * 96


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[Api]:
    import_bars(to_arrays(waves(BARS)), SERIES, market_in(stack), lambda _: None, INSTRUMENT)
    with Api(stack, person(stack, "pia@example.com", "Earns-her-paper-1")) as opened:
        yield opened


def backtest(api: Api, series: Series, **asked: object) -> dict[str, Any]:
    """Start a run of the moving-average cross on `series`."""
    template = next(t for t in api.get("/v1/strategy-templates")["items"] if t["template_id"] == "ma_cross")
    spec = template["spec"] | {"venue": series.venue, "symbol": series.symbol, "timeframe": "1h"}
    made = api.post("/v1/strategies", {"spec": spec})
    body = {"strategy_id": made["strategy_id"], "version": made["version"], "series": series.key, **asked}
    started: dict[str, Any] = api.post("/v1/backtests", body)
    return started


def judged(api: Api, run_id: str) -> dict[str, Any]:
    """The run, once it has its card."""

    def completed() -> dict[str, Any] | None:
        run: dict[str, Any] = api.get(f"/v1/backtests/{run_id}")
        assert run["state"] != "FAILED", run["error"]
        return run if run["state"] == "COMPLETED" else None

    found: dict[str, Any] = wait_until(completed, within_s=90, what="the report card")
    return found


def promoted(api: Api, run_id: str, state: str) -> dict[str, Any]:
    """The run's promotion, once it is in `state`."""

    def there() -> dict[str, Any] | None:
        items = api.get("/v1/promotions")["items"]
        return next((one for one in items if one["run_id"] == run_id and one["state"] == state), None)

    found: dict[str, Any] = wait_until(there, within_s=60, what=f"the promotion to be {state}")
    return found


def test_what_passes_goes_to_paper_by_itself(api: Api) -> None:
    run_id = backtest(api, SERIES, auto_promote=True, promote_to="paper")["run_id"]

    run = judged(api, run_id)
    assert (run["verdict"], run["tier_reached"]) == ("PASS", 2)
    promotion = promoted(api, run_id, "DEPLOYED")

    assert promotion["decided_by"] == "gates"
    algorithm = next(
        one
        for one in api.get("/v1/floor/algorithms")["items"]
        if one["algorithm_id"] == promotion["algorithm_id"]
    )
    assert (algorithm["mode"], algorithm["status"], algorithm["series"]) == ("paper", "ACTIVE", SERIES.key)
    stands = api.get(f"/v1/report-cards/{run_id}/standing")
    assert on_paper(stands) == [promotion["algorithm_id"]]
    assert stands["missing"]
    # The deployed judge asks the Floor too: the same rules, run again, know what they came to on paper.
    again = judged(api, backtest(api, SERIES)["run_id"])
    assert on_paper(api.get(f"/v1/report-cards/{again['run_id']}")) == [promotion["algorithm_id"]]


def on_paper(card: dict[str, Any]) -> list[str]:
    """The algorithms a card knows on paper."""
    return [account["algorithm_id"] for account in card["paper"]["table"]["accounts"]]


def test_when_asked_to_the_machine_waits_for_a_reviewer(stack: Stack, api: Api) -> None:
    asked = {"auto_promote": True, "promote_to": "paper", "approval": "ask"}
    run_id = backtest(api, SERIES, **asked)["run_id"]
    waiting = promoted(api, run_id, "WAITING")
    path = f"/v1/promotions/{waiting['promotion_id']}/decide"

    with pytest.raises(ApiError) as refused:
        api.post(path, {"decision": "approve", "reason": "I wrote it myself"})
    assert refused.value.status == 403
    with Api(stack, person(stack, "rae@example.com", "Reads-every-card-1", "reviewer")) as reviewer:
        reviewer.post(path, {"decision": "approve", "reason": "the card is sound"})

    promotion = promoted(api, run_id, "DEPLOYED")
    assert promotion["reason"] == "the card is sound"
    assert promotion["algorithm_id"]


def test_a_strategy_that_fails_stays_failed(stack: Stack, api: Api) -> None:
    flat = Series("made_to_fail", "BTC/USDT", SERIES.timeframe)
    told = bars([100 + number % 2 for number in range(800)])
    import_bars(to_arrays(told), flat, market_in(stack), lambda _: None)
    run_id = backtest(api, flat, auto_promote=True, promote_to="paper")["run_id"]

    run = judged(api, run_id)

    assert run["verdict"] == "REJECT"
    assert all(one["run_id"] != run_id for one in api.get("/v1/promotions")["items"])
    with pytest.raises(ApiError) as refused:
        api.post("/v1/promotions", {"run_id": run_id, "target": "paper", "capital": "1000"})
    assert refused.value.body["code"] == "rejected_by_gates"
