"""A run looked into: its trades on the candles by keys and mouse, what it costs to run, taking it home."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.fake_house import RUN_ESTIMATE, FakeHouse
from tests.browser.steps import enter, findings, settled, shoot

pytestmark = pytest.mark.browser


def _chart(page: Page) -> Locator:
    return page.get_by_role("region", name="Trades on the candles").get_by_role("slider")


def _open(page: Page) -> Locator:
    enter(page, "/backtests/run-1")
    settled(page)
    chart = _chart(page)
    expect(chart).to_be_visible()
    return chart


def _zoom(page: Page, chart: Locator, by: str) -> None:
    if by == "key":
        page.keyboard.press("+")
    elif by == "button":
        page.get_by_role("button", name="Zoom out").click()
    elif by == "all":
        page.get_by_role("button", name="All", exact=True).click()
    else:
        chart.hover()
        page.mouse.wheel(0, -600)


def test_keys_walk_the_bars_and_the_trades(page: Page) -> None:
    chart = _open(page)
    chart.focus()
    expect(chart).to_have_attribute("aria-valuenow", "900")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(chart).to_have_attribute("aria-valuenow", "889")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(r"open [\d,.]+, high [\d,.]+, low"))
    page.keyboard.press("ArrowUp")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Left at .*: (Signal|Stop)"))
    page.keyboard.press("ArrowUp")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Long entered at"))
    page.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuenow", "900")


def test_keys_buttons_and_the_wheel_zoom(page: Page) -> None:
    chart = _open(page)
    chart.scroll_into_view_if_needed()
    chart.focus()
    seen = {chart.screenshot()}
    for act in ("key", "button", "all", "wheel"):
        _zoom(page, chart, act)
        page.wait_for_timeout(400)
        picture = chart.screenshot()
        assert picture not in seen
        seen.add(picture)


def test_a_drag_walks_back_in_time(page: Page) -> None:
    chart = _open(page)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    middle = box["y"] + 150
    page.mouse.move(box["x"] + 200, middle)
    expect(chart).not_to_have_attribute("aria-valuenow", "900")
    before = int(chart.get_attribute("aria-valuenow") or 0)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, middle, steps=8)
    page.mouse.up()
    page.mouse.move(box["x"] + 200, middle)
    page.wait_for_timeout(300)
    assert int(chart.get_attribute("aria-valuenow") or 0) < before - 20


def test_opening_a_trade_shows_it_on_the_candles(page: Page) -> None:
    chart = _open(page)
    page.get_by_role("table", name="Trades of the run").locator("tbody tr").nth(4).click()
    expect(chart).to_be_focused()
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Long entered at"))
    page.wait_for_timeout(600)
    shoot(page, "run-trade")
    assert findings(page) == []


def test_the_chart_has_its_bars_as_a_table(page: Page) -> None:
    _open(page)
    panel = page.get_by_role("region", name="Trades on the candles")
    panel.get_by_role("button", name="View as table").click()
    expect(panel.get_by_role("table", name="Candles of the run").locator("tbody tr")).to_have_count(50)
    expect(panel.get_by_text("900 rows")).to_be_visible()


def test_a_gate_says_in_words_what_it_asks(page: Page) -> None:
    _open(page)
    gate = page.get_by_role("list", name="Gates: Enough for paper").get_by_role("listitem").first
    expect(gate.get_by_text("Return must be worth its risk")).to_be_hidden()
    gate.get_by_text("Sharpe, daily").click()
    expect(gate.get_by_text("Return must be worth its risk")).to_be_visible()
    expect(gate.get_by_text("It is 1.71.")).to_be_visible()


def test_months_and_breakdowns_stand_in_figures(page: Page) -> None:
    _open(page)
    months = page.get_by_role("table", name="Return by month")
    expect(months.get_by_role("row")).to_have_count(5)
    expect(months.get_by_role("row").nth(2).get_by_role("cell").first).to_have_text(re.compile(r"^[+−]\d"))
    page.get_by_role("region", name="Breakdown").get_by_label("By", exact=True).select_option("weekday")
    rows = page.get_by_role("table", name="Trades by weekday").locator("tbody tr")
    expect(rows).to_have_count(7)
    expect(rows.first).to_contain_text("Monday")


def test_an_export_is_asked_for_and_fetched(page: Page) -> None:
    _open(page)
    page.get_by_role("button", name="Export", exact=True).click()
    page.wait_for_timeout(200)
    assert findings(page) == []
    with (
        page.expect_request(re.compile("/export")) as asked,
        page.expect_download() as fetched,
    ):
        page.get_by_role("dialog").get_by_role("button", name="CSV of trades").click()
    assert parse_qs(urlsplit(asked.value.url).query) == {"format": ["csv"], "table": ["trades"]}
    assert fetched.value.suggested_filename == "trades.csv"
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("works for 15 minutes")


def test_a_run_is_compared_with_others_of_ones_choice(page: Page) -> None:
    _open(page)
    page.get_by_role("button", name="Compare", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Compare 1 runs")).to_be_disabled()
    dialog.get_by_label(re.compile("version 3")).check()
    dialog.get_by_role("button", name="Compare 2 runs").click()
    page.wait_for_url(re.compile(r"/compare\?runs=run-1%2Crun-3"))
    expect(page.get_by_role("table", name="Figures of the runs")).to_be_visible()


def test_a_form_says_what_the_run_would_take(page: Page, house: FakeHouse) -> None:
    enter(page, "/strategies/str-1")
    settled(page)
    expect(page.get_by_test_id("estimate")).to_have_text(
        "Estimate: 1,246 bars, about 1 s, no agent calls, under 0.01 USD."
    )
    house.answers["POST /v1/backtests/estimate"] = RUN_ESTIMATE | {
        "agent_calls": 40,
        "price_usd": "3.00",
        "confirm": True,
    }
    page.get_by_label("Capital, USDT").fill("20000")
    expect(page.get_by_test_id("estimate")).to_contain_text("40 agent calls, 3.00 USD")
    expect(page.get_by_role("button", name="Run backtest")).to_be_disabled()
    page.get_by_label("Run it at this price").check()
    page.get_by_role("button", name="Run backtest").click()
    page.wait_for_url(re.compile("/backtests/run-1"))
    assert dict(house.posts)["/v1/backtests"]["initial_capital"] == "20000"


def test_a_finger_drags_the_bars(page: Page) -> None:
    chart = _open(page)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    before = chart.screenshot()
    finger = page.context.new_cdp_session(page)
    x, y = box["x"] + 200, box["y"] + 150
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        point = {"x": x + 35 * step, "y": y}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(400)
    assert chart.screenshot() != before
