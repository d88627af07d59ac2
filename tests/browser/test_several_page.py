"""Several symbols on one capital: asked for in the form, followed, and shown by symbol and by timeframe."""

import re

import pytest
from playwright.sync_api import Page, expect

from omc.contracts.http.backtests import BacktestOut
from omc.contracts.http.cards import ReportCardOut
from tests.browser.fake_house import FakeHouse
from tests.browser.several import SYMBOLS, move_in
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def several(house: FakeHouse) -> None:
    move_in(house)


def test_the_api_could_say_it(house: FakeHouse) -> None:
    BacktestOut.model_validate(house.answers["/v1/backtests/run-1"])
    ReportCardOut.model_validate(house.answers["/v1/report-cards/run-1"])


def test_the_form_takes_several_symbols_and_timeframes(page: Page, house: FakeHouse) -> None:
    enter(page, "/strategies/str-1")
    settled(page)
    form = page.get_by_role("region", name="Run a backtest")
    others = form.get_by_role("group", name="Also trade, on the same capital")
    expect(others.get_by_role("checkbox")).to_have_count(2)
    others.get_by_label(re.compile("ETH/USDT")).check()
    others.get_by_label(re.compile("SOL/USDT")).check()
    form.get_by_label("Positions at once").fill("2")
    beside = form.get_by_role("group", name="Also tell how it does on")
    beside.get_by_label("4h", exact=True).check()
    expect(form.get_by_label("If every gate passes")).to_have_count(0)
    settled(page)
    shoot(page, "several-form")
    assert findings(page) == []
    form.get_by_role("button", name="Run backtest").click()
    page.wait_for_url(re.compile("/backtests/run-1"))
    sent = dict(house.posts)["/v1/backtests"]
    assert sent["symbols"] == list(SYMBOLS)
    assert (sent["timeframes"], sent["max_positions"], sent["auto_promote"]) == (["4h"], 2, False)


def test_one_symbol_is_asked_for_as_ever(page: Page, house: FakeHouse) -> None:
    enter(page, "/strategies/str-1")
    settled(page)
    page.get_by_role("button", name="Run backtest").click()
    page.wait_for_url(re.compile("/backtests/run-1"))
    assert not {"symbols", "timeframes", "max_positions"} & dict(house.posts)["/v1/backtests"].keys()


def test_a_run_is_shown_by_symbol_and_by_timeframe(page: Page) -> None:
    enter(page, "/backtests/run-1")
    settled(page)
    rows = page.get_by_role("table", name="Results by symbol").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("ETH/USDT")
    expect(rows.nth(1)).to_contain_text("7 missing")
    table = page.get_by_role("table", name="Results by timeframe").locator("tbody tr")
    expect(table).to_have_count(3)
    expect(table.first).to_contain_text("judged")
    expect(table.nth(1)).to_contain_text("made of 1h")
    expect(page.get_by_test_id("alignment")).to_contain_text("Alignment 38 %")
    expect(page.get_by_role("button", name="Promote")).to_have_count(0)
    shoot(page, "several-run")
    assert findings(page) == []
    assert no_sideways_scroll(page)


def test_a_trade_opened_is_shown_on_the_candles_of_its_own_symbol(page: Page) -> None:
    enter(page, "/backtests/run-1")
    settled(page)
    trades = page.get_by_role("table", name="Trades of the run").locator("tbody tr")
    expect(trades.nth(1)).to_contain_text("ETH/USDT")
    panel = page.get_by_role("region", name="Trades on the candles")
    expect(panel).to_contain_text("sample BTC/USDT 1d")
    trades.nth(1).click()
    expect(panel).to_contain_text("sample ETH/USDT 1d")
    expect(page.get_by_label("Candles of", exact=True)).to_have_value("ETH/USDT")
    expect(panel.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("Long entered at"))
    page.get_by_label("Candles of", exact=True).select_option("SOL/USDT")
    expect(panel).to_contain_text("sample SOL/USDT 1d")


def test_a_running_one_says_where_it_is(page: Page, house: FakeHouse) -> None:
    done = house.answers["/v1/backtests/run-1"]
    running = {"state": "RUNNING", "phase": "run", "progress_fraction": "0.2", "verdict": None}
    house.answers["/v1/backtests/run-1"] = done | running
    enter(page, "/backtests/run-1")
    expect(page.get_by_test_id("backtest-progress")).to_contain_text("sample BTC/USDT, ETH/USDT, SOL/USDT 1d")
    reached = {"ts": "2024-03-12T00:00:00.000Z", "trades": 14, "costs": "31.2"}
    told = running | {"progress_fraction": "0.42", "reached": reached}
    house.answers["/v1/backtests/run-1"] = done | told
    house.push("backtest_progress", told, channel="backtest:run-1", seq=1)
    progress = page.get_by_test_id("backtest-progress")
    expect(progress).to_contain_text(re.compile("At 12 Mar 2024, 14 exits, costs so far 31.20"))
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "42")
    assert findings(page) == []
