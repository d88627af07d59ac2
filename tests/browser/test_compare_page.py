"""Runs side by side."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.compared import comparison
from tests.browser.fake_house import FakeHouse
from tests.browser.steps import enter, findings, settled

pytestmark = pytest.mark.browser


def test_ticked_runs_are_compared_and_the_best_of_each_line_is_marked(page: Page) -> None:
    enter(page, "/backtests")
    settled(page)
    boxes = page.get_by_role("table", name="Backtests").get_by_role("checkbox")
    expect(page.get_by_role("button", name="Tick two or more to compare")).to_be_disabled()
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Compare 2 runs").click()
    table = page.get_by_role("table", name="Figures of the runs")
    rows = table.locator("tbody tr")
    expect(rows.filter(has_text="Maximum drawdown").locator("td").nth(2)).to_contain_text("Best: 12.5")
    expect(rows.filter(has_text="Profit factor").locator("td").nth(2)).to_contain_text("no losing trade")
    expect(page.get_by_role("gridcell", name="Moving-average cross (A) with", exact=False)).to_have_count(2)
    expect(page.get_by_text("params.slow.default")).to_be_visible()
    page.get_by_role("region", name="Equity of the runs").get_by_role("button", name="View as table").click()
    expect(page.get_by_role("table", name="Equity of the runs from 100")).to_contain_text("100.")
    assert findings(page) == []


def test_runs_over_different_days_are_cut_to_the_common_part_on_request(page: Page, house: FakeHouse) -> None:
    def answer(request: Request) -> tuple[int, dict[str, Any]]:
        asked = request.post_data_json or {}
        if asked["cut"]:
            return 200, comparison(asked["run_ids"]) | {"measured": "common_range"}
        said = "expected runs over the same days, got 2; ask for a cut to compare the common part"
        return 422, {"code": "different_ranges", "message": said, "fields": [], "request_id": "r"}

    house.answers["POST /v1/backtests/compare"] = answer
    enter(page, "/compare?runs=run-1,run-2")
    page.get_by_role("button", name="Compare the days all have").click()
    expect(page.get_by_text("Figures over the days all runs have.")).to_be_visible()


def test_too_few_runs_say_where_to_choose_them(page: Page) -> None:
    enter(page, "/compare?runs=run-1")
    page.get_by_role("link", name="Choose runs").click()
    expect(page.get_by_role("heading", name="Backtests", level=1)).to_be_visible()
