"""Every page in each of its states, on a house inside the browser's requests: seen, and seen by axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_house import ORIGIN, FakeHouse
from tests.browser.pages import Floor, SignIn
from tests.browser.steps import enter, findings, move, no_sideways_scroll, settled, shoot
from tests.browser.told import happened

pytestmark = pytest.mark.browser

PAGES = {
    "floor": "/floor",
    "ledgers": "/ledgers",
    "glass": "/ledgers/glass",
    "human": "/ledgers/human",
    "exchange": "/ledgers/exchange",
    "catalyst": "/ledgers/catalyst",
    "event": f"/ledgers/catalyst/{happened()[0].record_id}",
    "alerts": "/ledgers/alerts",
    "explorer": "/ledgers/explore",
    "charts": "/charts",
    "opportunities": "/opportunities",
    "strategies": "/strategies",
    "templates": "/strategies/new",
    "strategy": "/strategies/str-1",
    "backtests": "/backtests",
    "card": "/backtests/run-1",
    "promotions": "/promotions",
    "searches": "/searches",
    "new-search": "/searches/new",
    "search": "/searches/opt-1",
    "walkforward": "/walkforwards/wf-1",
    "compare": "/compare?runs=run-1,run-2,run-3",
}
SIZES = {"wide": (1280, 900), "phone": (320, 700)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("name", PAGES)
def test_a_full_page_is_whole_and_has_no_grave_finding(page: Page, name: str, theme: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="light" if theme == "light" else "dark", reduced_motion="reduce")
    enter(page, PAGES[name])
    settled(page)
    shoot(page, f"{name}-{theme}-{size}")
    assert findings(page) == []
    assert no_sideways_scroll(page)


@pytest.mark.parametrize(
    "name",
    [
        *("floor", "strategies", "backtests", "promotions", "searches", "new-search", "opportunities"),
        *("ledgers", "glass", "human", "exchange", "catalyst", "alerts"),
    ],
)
def test_an_empty_page_says_what_to_do_next(page: Page, house: FakeHouse, name: str) -> None:
    house.empty()
    page.emulate_media(reduced_motion="reduce")
    enter(page, PAGES[name])
    settled(page)
    shoot(page, f"{name}-empty")
    expect(page.locator("main .state").first).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize(
    "name",
    [
        *("floor", "strategy", "card", "search", "walkforward", "compare", "opportunities"),
        *("ledgers", "glass", "human", "exchange", "catalyst", "event"),
    ],
)
def test_a_page_that_waits_has_the_shape_of_the_full_one(page: Page, house: FakeHouse, name: str) -> None:
    enter(page, "/nowhere")
    house.silent = True
    move(page, PAGES[name])
    expect(page.locator(".skeleton").first).to_be_visible()
    page.wait_for_timeout(200)
    shoot(page, f"{name}-loading")
    assert findings(page) == []


@pytest.mark.parametrize(
    "name",
    [
        *("floor", "strategies", "card", "search", "walkforward", "searches", "opportunities"),
        *("glass", "human", "catalyst", "event"),
    ],
)
def test_a_failed_page_says_what_went_wrong_and_offers_a_retry(
    page: Page, house: FakeHouse, name: str
) -> None:
    enter(page, "/nowhere")
    house.problem = (
        500,
        {"code": "internal", "message": "Something broke.", "fields": [], "request_id": "req-42"},
    )
    move(page, PAGES[name])
    failed = page.locator("main").get_by_role("alert").filter(has_text="req-42").first
    expect(failed).to_be_visible(timeout=15_000)
    shoot(page, f"{name}-error")
    house.problem = None
    failed.get_by_role("button", name="Retry").click()
    expect(failed).to_be_hidden(timeout=15_000)
    settled(page)


def test_a_wrong_password_is_said_and_the_demo_account_opens_the_floor(page: Page) -> None:
    door = SignIn(page).open(ORIGIN)
    shoot(page, "sign-in")
    assert findings(page) == []
    door.sign_in("demo@ohmycoins.local", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("Email or password is wrong")
    door.use_demo().wait_live()


def test_a_trade_arrives_by_push(page: Page, house: FakeHouse) -> None:
    enter(page, "/floor")
    settled(page)
    Floor(page).wait_live()
    order = house.answers["/v1/floor/orders"]["items"][0] | {"order_id": "ord-new", "symbol": "ETH/USDT"}
    house.push("order_update", {key: value for key, value in order.items() if key != "reasons"}, seq=42)
    expect(Floor(page).orders.first).to_contain_text("Buy ETH/USDT")


def test_stop_needs_the_word_in_capitals_and_works_without_the_socket(page: Page, house: FakeHouse) -> None:
    house.socket_up = False
    enter(page, "/floor")
    settled(page)
    dialog = Floor(page).press_stop()
    expect(dialog.dialog).to_contain_text("3 algorithms")
    shoot(page, "stop-what")
    dialog.proceed()
    dialog.type_word("stop")
    expect(dialog.confirm_button).to_be_disabled()
    dialog.type_word("STOP")
    shoot(page, "stop-word")
    assert findings(page) == []
    finished = house.answers.pop("/v1/floor/emergency-stop/op-77")
    house.answers["/v1/floor/emergency-stop/op-77"] = house.answers["POST /v1/floor/emergency-stop"]
    dialog.confirm()
    expect(dialog.screen).to_be_visible()
    page.wait_for_timeout(300)
    shoot(page, "stop-progress")
    house.answers["/v1/floor/emergency-stop/op-77"] = finished
    dialog.wait_ended()
    shoot(page, "stop-result")
    assert findings(page) == []
    dialog.back()
    expect(page.get_by_test_id("stop")).to_contain_text(re.compile(r"\d s"))
    assert dict(house.posts)["/v1/floor/emergency-stop"] == {
        "scope": "account",
        "confirmation": "STOP",
        "reason": "Stopped by hand from the console",
    }


def test_a_stopped_floor_is_resumed_by_the_typed_word(page: Page, house: FakeHouse) -> None:
    sync = house.answers["/v1/floor/sync"]
    house.answers["/v1/floor/sync"] = sync | {
        "kill": sync["kill"]
        | {"active": True, "since": "2026-03-02T09:00:00.000Z", "by": "demo@ohmycoins.local"}
    }
    enter(page, "/floor")
    settled(page)
    shoot(page, "floor-stopped")
    assert findings(page) == []
    Floor(page).resume("The venue answers again")
    assert (
        "/v1/floor/resume",
        {"confirmation": "RESUME", "reason": "The venue answers again"},
    ) in house.posts


def test_a_cut_socket_is_told_after_ten_seconds_and_polled_over(page: Page, house: FakeHouse) -> None:
    page.clock.install()
    enter(page, "/floor")
    page.clock.run_for(2_000)
    Floor(page).wait_live()
    house.cut()
    page.clock.run_for(8_000)
    expect(page.get_by_test_id("disconnected")).to_be_hidden()
    page.clock.run_for(4_000)
    expect(page.get_by_test_id("disconnected")).to_contain_text("DISCONNECTED")
    shoot(page, "floor-disconnected")
    assert findings(page) == []
    page.clock.run_for(50_000)
    expect(page.get_by_test_id("disconnected")).to_contain_text("DEGRADED MODE")
    page.clock.run_for(245_000)
    expect(page.get_by_test_id("disconnected")).to_contain_text("OVER 5 MINUTES")
    house.socket_up = True
    page.get_by_role("button", name="Retry now").click()
    page.clock.run_for(2_000)
    expect(page.get_by_test_id("disconnected")).to_be_hidden()


def test_an_error_in_a_rule_points_at_its_token(page: Page, house: FakeHouse) -> None:
    wrong = {
        "path": "long.enter",
        "message": "line 1, column 23: unknown name 'slow_na'; did you mean slow_ma?",
        "token": "slow_na",
        "line": 1,
        "column": 23,
    }
    enter(page, "/strategies/str-1")
    settled(page)
    page.get_by_role("button", name="Edit").click()
    house.answers["/v1/strategies/validate"] = {"valid": False, "errors": [wrong], "normalised": None}
    page.get_by_label("Long: enter when").fill("fast_ma crosses_above slow_na")
    expect(page.get_by_test_id("expression-error")).to_contain_text("did you mean slow_ma?")
    expect(page.locator(".wrong-token")).to_have_text("slow_na")
    expect(page.get_by_role("button", name="Save as a new version")).to_be_disabled()
    page.wait_for_timeout(300)
    shoot(page, "editor-error")
    assert findings(page) == []


def test_a_run_shows_its_progress_and_then_its_card(page: Page, house: FakeHouse) -> None:
    done = house.answers["/v1/backtests/run-1"]
    house.answers["/v1/backtests/run-1"] = done | {
        "state": "RUNNING",
        "progress_fraction": "0.42",
        "phase": "out_of_sample",
        "verdict": None,
    }
    enter(page, "/backtests/run-1")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "42")
    shoot(page, "run-progress")
    assert findings(page) == []
    house.answers["/v1/backtests/run-1"] = done
    expect(page.get_by_test_id("verdict")).to_contain_text("Passed")


def test_a_passed_card_is_promoted(page: Page, house: FakeHouse) -> None:
    enter(page, "/backtests/run-1")
    page.get_by_role("button", name="Promote").click()
    page.wait_for_timeout(200)
    shoot(page, "promote")
    assert findings(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Promote").click()
    expect(page.get_by_test_id("promoted")).to_be_visible()
    sent = dict(house.posts)["/v1/promotions"]
    assert (sent["target"], sent["capital"], sent["limits"]["position_fraction"]) == (
        "paper",
        "10000",
        "0.20",
    )


def test_keys_reach_stop_tables_and_help(page: Page) -> None:
    enter(page, "/strategies")
    settled(page)
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    shoot(page, "help")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Alt+Shift+K")
    expect(page.get_by_test_id("stop")).to_be_focused()
    settled(page)
    page.keyboard.press("Alt+Shift+T")
    expect(page.get_by_role("table", name="Equity over time")).to_be_visible()
    page.keyboard.press("Alt+Shift+P")
    expect(page.get_by_role("dialog")).to_contain_text("Pause 2 algorithms?")


def test_an_order_tells_its_whole_story_from_the_keyboard(page: Page) -> None:
    enter(page, "/floor")
    settled(page)
    rows = Floor(page).orders
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("sent once, claimed by one worker")
    page.wait_for_timeout(200)
    shoot(page, "order")
    assert findings(page) == []
