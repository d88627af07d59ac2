"""What stands behind a verdict: folds, parameters, paper, stakes, drift; and what a missed gate means."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import carded
from tests.browser.fake_house import FakeHouse, fixture, page_of
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser
UNKNOWN = {"code": "bug", "message": "it broke", "fields": [], "request_id": "r-1"}


def _open(page: Page) -> None:
    enter(page, "/backtests/run-1")
    settled(page)


def _panel(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def failing(status: int, body: dict[str, Any]) -> Any:
    return lambda _: (status, body)


def test_the_folds_are_drawn_and_stand_in_a_table_with_those_that_do_not_count(page: Page) -> None:
    _open(page)
    panel = _panel(page, "Walk-forward")
    drawn = panel.get_by_role("img", name=re.compile("Sharpe of 12 folds"))
    expect(drawn).to_be_visible()
    expect(drawn).to_have_attribute("aria-label", re.compile("fold 5 .* not counted"))
    expect(panel.get_by_text("11 of 12 folds count")).to_be_visible()
    expect(panel.get_by_text("over 0.50: overfit")).to_be_visible()
    panel.get_by_role("button", name="View as table").click()
    rows = panel.get_by_role("table", name="Folds of the walk-forward").locator("tbody tr")
    expect(rows).to_have_count(12)
    expect(rows.nth(4)).to_contain_text("not counted: 3 trades, fewer than 5")
    expect(panel.get_by_role("columnheader", name="slow")).to_be_visible()


def test_each_parameter_shows_what_it_matters_and_its_figures_as_a_table(page: Page) -> None:
    _open(page)
    panel = _panel(page, "Sensitivity")
    expect(panel.get_by_role("img", name=re.compile("Mean sharpe by fast"))).to_be_visible()
    expect(panel.get_by_text("explains 38 %")).to_be_visible()
    panel.get_by_role("button", name="View as table").click()
    expect(panel.get_by_role("table", name="Figure by parameter value")).to_be_visible()
    expect(panel.get_by_role("link", name="The whole search")).to_have_attribute("href", "/searches/opt-1")


def test_a_run_without_search_and_walk_forward_says_so_and_leads_there(page: Page, house: FakeHouse) -> None:
    nothing = {"reason": "not evaluated: the run had no search or walk-forward", "table": None}
    house.answers["/v1/report-cards/run-1"] = carded.card() | {
        "walk_forward": nothing,
        "sensitivity": nothing,
    }
    _open(page)
    walk = _panel(page, "Walk-forward").get_by_role("link", name="Walk it forward")
    expect(walk).to_have_attribute("href", re.compile("strategy=str-1.*kind=walkforward"))
    expect(_panel(page, "Sensitivity").get_by_text("no search or walk-forward")).to_be_visible()
    assert findings(page) == []


def test_what_paper_came_to_and_what_is_missing_is_said_in_words(page: Page) -> None:
    _open(page)
    panel = _panel(page, "Paper")
    asked = panel.get_by_role("list", name="What is asked of paper").get_by_role("listitem")
    expect(asked).to_have_count(4)
    expect(asked.first).to_contain_text(re.compile("Closed trades.*4.*10 or more.*Not passed"))
    missing = panel.get_by_role("list", name="What is missing").get_by_role("listitem")
    expect(missing).to_have_text(
        ["6 more closed trades on paper: 4 of 10.", "4.5 more days on paper: 2.5 of 7."]
    )
    expect(panel.get_by_text("is at 80 % of its limit of 15 %")).to_be_visible()


def test_before_paper_the_panel_says_how_it_begins(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/report-cards/run-1/standing"] = carded.card()
    _open(page)
    expect(_panel(page, "Paper").get_by_text("Not on paper yet")).to_be_visible()


def test_with_every_gate_passed_a_persons_review_is_left(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/report-cards/run-1/standing"] = carded.standing() | {"tier_reached": 3, "missing": []}
    _open(page)
    expect(_panel(page, "Paper").get_by_text("What is left is a person's review.")).to_be_visible()


def test_stakes_are_compared_and_a_wrong_one_is_told_at_its_field(page: Page) -> None:
    _open(page)
    panel = _panel(page, "Stakes")
    rows = panel.get_by_role("table", name="Stakes side by side").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(re.compile(r"Full Kelly.*84.0.*\+192.0.*31.0.*12.0"))
    panel.get_by_label("Fixed stake").fill("1.5")
    expect(panel.get_by_text("Above 0, at most 1")).to_be_visible()
    expect(panel.get_by_label("Fixed stake")).to_have_attribute("aria-invalid", "true")
    with page.expect_request(re.compile("fixed_fraction=0.5")):
        panel.get_by_label("Fixed stake").fill("0.5")


def test_trades_on_paper_outside_of_the_band_ask_for_a_review(page: Page) -> None:
    _open(page)
    panel = _panel(page, "Drift")
    expect(panel.get_by_text("Below the band")).to_be_visible()
    expect(panel.get_by_role("img", name=re.compile("between −4.1 % and"))).to_be_visible()
    expect(panel.get_by_text("Review the promotion")).to_be_visible()


def test_with_too_few_trades_on_paper_the_band_waits(page: Page, house: FakeHouse) -> None:
    few = {"place": None, "result": None, "traded": 4, "warning": None}
    house.answers["/v1/backtests/run-1/drift"] = carded.drift() | few
    _open(page)
    expect(_panel(page, "Drift").get_by_text("4 of 20 trades on paper")).to_be_visible()


def test_a_run_without_trades_has_nothing_to_stake_and_a_failure_may_be_tried_again(
    page: Page, house: FakeHouse
) -> None:
    none = {**UNKNOWN, "code": "no_trades", "message": "expected round trips to compare stakes on, got none"}
    house.answers["/v1/backtests/run-1/sizing"] = failing(422, none)
    house.answers["/v1/backtests/run-1/drift"] = failing(500, UNKNOWN)
    house.answers["/v1/report-cards/run-1/standing"] = failing(500, UNKNOWN)
    _open(page)
    expect(_panel(page, "Stakes").get_by_text("Nothing to stake")).to_be_visible()
    for name in ("Drift", "Paper"):
        expect(_panel(page, name).get_by_role("button", name="Retry")).to_be_visible(timeout=15_000)
    house.answers["/v1/backtests/run-1/drift"] = carded.drift()
    _panel(page, "Drift").get_by_role("button", name="Retry").click()
    expect(_panel(page, "Drift").get_by_text("Below the band")).to_be_visible()


def test_a_conditional_pass_names_the_gate_and_who_may_excuse_it(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/report-cards/run-1"] = carded.conditional()
    _open(page)
    gates = _panel(page, "Gates")
    expect(gates.get_by_text("one soft gate is missed by a tenth or less (win rate)")).to_be_visible()
    expect(gates.get_by_text("Soft: a reviewer may excuse it.")).to_be_visible()
    page.get_by_role("button", name="Promote", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("a reviewer other than you")).to_be_visible()
    page.wait_for_timeout(300)
    assert findings(page) == []


def test_a_hard_gate_has_no_exception_and_leaves_simulation(page: Page, house: FakeHouse) -> None:
    card = carded.conditional()
    gates = [gate | {"severity": "hard"} if gate["outcome"] == "fail" else gate for gate in card["gates"]]
    house.answers["/v1/report-cards/run-1"] = card | {
        "gates": gates,
        "verdict": "REJECT",
        "excusable": False,
    }
    _open(page)
    expect(_panel(page, "Gates").get_by_text("This is a hard gate, it has no exception")).to_be_visible()
    page.get_by_role("button", name="Promote", exact=True).click()
    options = page.get_by_role("dialog").get_by_label("Where to").get_by_role("option")
    expect(options).to_have_count(1)


def test_a_strategy_that_did_not_reach_the_floor_says_why(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/backtests/run-1"] = fixture("lab")["run"] | {"error": "Halted: trading is stopped"}
    _open(page)
    expect(page.get_by_role("alert").filter(has_text="Floor")).to_contain_text(
        "It did not reach the Floor by itself: Halted"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_the_card_fits_and_axe_finds_nothing_serious(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    _open(page)
    shoot(page, f"report-card-{width}")
    assert no_sideways_scroll(page)
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_tables_and_charts_hold_in_both_schemes(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    _open(page)
    for name in ("Walk-forward", "Sensitivity"):
        _panel(page, name).get_by_role("button", name="View as table").click()
    page.wait_for_timeout(300)
    shoot(page, f"report-card-tables-{scheme}")
    assert findings(page) == []


def test_goals_stand_above_the_runs_with_the_run_they_are_of(page: Page) -> None:
    enter(page, "/backtests")
    settled(page)
    tiles = page.get_by_role("region", name="Against the goals")
    expect(tiles.get_by_text("1.71")).to_be_visible()
    expect(tiles.get_by_text("✓ met: over 1.50")).to_be_visible()
    expect(tiles.get_by_text("✓ met: under 15 %")).to_be_visible()
    expect(tiles.get_by_role("link").first).to_have_attribute("href", re.compile("/backtests/run-3"))
    shoot(page, "backtests-tiles")
    assert findings(page) == []


def test_without_a_completed_run_there_are_no_tiles(page: Page, house: FakeHouse) -> None:
    running = fixture("lab")["run"] | {"state": "RUNNING", "verdict": None, "tier_reached": None}
    house.answers["GET /v1/backtests"] = page_of([running])
    enter(page, "/backtests")
    settled(page)
    expect(page.get_by_role("region", name="Against the goals")).to_have_count(0)
