"""Indicators on the chart and opportunities among the series."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import enter, findings, settled, shoot

pytestmark = pytest.mark.browser


def test_an_indicator_is_added_with_arguments_of_ones_own_and_remembered(page: Page) -> None:
    enter(page, "/charts")
    settled(page)
    page.get_by_role("button", name="Add indicator").click()
    dialog = page.get_by_role("dialog", name="Add an indicator")
    dialog.get_by_label("Indicator", exact=True).select_option("bollinger")
    dialog.get_by_label("Width").fill("0")
    expect(dialog.get_by_role("button", name="Add to the chart")).to_be_disabled()
    dialog.get_by_label("Width").fill("2.5")
    page.wait_for_timeout(200)
    shoot(page, "add-indicator")
    assert findings(page) == []
    with page.expect_request(re.compile("/v1/indicators/bollinger")) as asked:
        dialog.get_by_role("button", name="Add to the chart").click()
    assert parse_qs(urlsplit(asked.value.url).query)["args"] == ["20,2.5"]
    readings = page.get_by_role("table", name="What the indicators say").locator("tbody tr")
    expect(readings).to_have_count(3)
    expect(readings.filter(has_text="Bollinger 20, 2.5")).to_contain_text("band")
    expect(page.get_by_role("slider")).to_have_attribute(
        "aria-valuetext", re.compile(r"Bollinger 20, 2.5 upper [\d,.]+")
    )
    page.reload()
    page.get_by_role("button", name="Use the demo account").or_(readings.first).first.wait_for()
    if page.get_by_role("button", name="Use the demo account").is_visible():
        page.get_by_role("button", name="Use the demo account").click()
    expect(readings).to_have_count(3)


def test_an_indicator_is_switched_off_and_taken_away(page: Page) -> None:
    enter(page, "/charts")
    settled(page)
    readings = page.get_by_role("table", name="What the indicators say").locator("tbody tr")
    expect(readings).to_have_count(2)
    page.get_by_role("group", name="Indicators").get_by_role("button", name="RSI 14", exact=True).click()
    expect(readings).to_have_count(1)
    page.get_by_role("button", name="Remove EMA 50").click()
    expect(readings).to_have_count(0)
    expect(page.get_by_role("button", name="Remove EMA 50")).to_have_count(0)


def test_the_table_behind_the_chart_has_the_indicators_too(page: Page) -> None:
    enter(page, "/charts")
    settled(page)
    page.get_by_role("region", name="Candles of BTC/USDT").get_by_role("button", name="View as table").click()
    table = page.get_by_role("table", name="Candles")
    expect(table.get_by_role("columnheader", name="RSI 14")).to_be_visible()
    expect(table.locator("tbody tr").first.locator("td").last).to_have_text(re.compile(r"\d+\.\d\d"))


def test_trades_of_the_floor_are_marked_on_their_market(page: Page) -> None:
    enter(page, "/charts?series=sample%3ABTC%2FUSDT%3A1d")
    settled(page)
    chart = page.get_by_role("region", name="Candles of BTC/USDT").get_by_role("slider")
    chart.focus()
    page.keyboard.press("ArrowUp")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("Left at"))
    page.get_by_label("My trades").uncheck()
    page.keyboard.press("Home")
    chart.focus()
    page.keyboard.press("ArrowUp")
    expect(chart).not_to_have_attribute("aria-valuetext", re.compile("Left at"))
    page.get_by_label("Series").select_option("simulated:BTC/USDT:1h")
    settled(page)
    expect(page.get_by_label("My trades")).to_have_count(0)


def test_a_higher_timeframe_stands_below_and_points_at_the_same_moment(page: Page) -> None:
    enter(page, "/charts?series=sample%3ABTC%2FUSDT%3A1h")
    settled(page)
    page.get_by_label("Above it").select_option("sample:BTC/USDT:1d")
    above = page.get_by_role("region", name="Higher timeframe, 1d")
    expect(above).to_contain_text(re.compile("▲ up|▼ down"))
    expect(above).to_contain_text("Its support and resistance are drawn on the chart above.")
    lower = page.get_by_role("region", name="Candles of BTC/USDT").get_by_role("slider")
    lower.focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    expect(lower).to_have_attribute("aria-valuetext", re.compile("^28 Feb 2026, 06:00"))
    expect(above.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("^27 Feb 2026"))
    page.wait_for_timeout(300)
    shoot(page, "charts-higher")
    assert findings(page) == []


def test_opportunities_are_filtered_explained_and_lead_to_their_chart(page: Page) -> None:
    enter(page, "/opportunities")
    settled(page)
    cards = page.get_by_role("list", name="Opportunities, best first").get_by_role("article")
    expect(cards).to_have_count(4)
    expect(cards.first).to_contain_text("Strong buy")
    page.get_by_label("Score").select_option("40")
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="Sell", exact=True).click()
    expect(cards).to_have_count(1)
    assert "score=40" in page.url
    assert "side=SELL" in page.url
    cards.first.get_by_role("button", name=re.compile(r"All \d+ indicators")).click()
    parts = cards.first.get_by_role("list", name=re.compile("What speaks for and against")).get_by_role(
        "listitem"
    )
    expect(parts).to_have_count(8)
    page.wait_for_timeout(200)
    shoot(page, "opportunity-open")
    assert findings(page) == []
    cards.first.get_by_role("link", name="Chart").click()
    expect(page.get_by_role("heading", name="Charts", level=1)).to_be_visible()
    assert "series=sample" in page.url


def test_no_opportunity_says_how_to_find_some(page: Page) -> None:
    enter(page, "/opportunities?score=70&side=SELL")
    settled(page)
    expect(page.get_by_text("Nothing matches")).to_be_visible()
