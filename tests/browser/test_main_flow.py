"""The main job in a browser, on the deployed house: from a template to the first trade, then STOP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from local.market import replay_in, seed_sample
from local.market_data.catalog import SIMULATED_HOURLY
from local.stack import Stack
from tests.browser.chromium import SCREENSHOTS
from tests.browser.pages import Floor, SignIn, Strategies

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SERIES = SIMULATED_HOURLY.series
NAME = "Cross from the browser"
BATCH = 25
BATCHES = 40


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page that talks to the real house."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(1_500)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def pushes_of(page: Page) -> list[dict[str, Any]]:
    """Everything the page hears over its sockets from now on."""
    heard: list[dict[str, Any]] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(json.loads(frame)))

    page.on("websocket", opened)
    return heard


def test_a_strategy_goes_from_its_template_to_a_trade_and_is_stopped(
    visitor: Page, stack: Stack, console_url: str, demo_credentials: tuple[str, str]
) -> None:
    seed_sample(stack)
    heard = pushes_of(visitor)
    SignIn(visitor).open(console_url).sign_in(*demo_credentials)
    floor = Floor(visitor).seen()
    floor.wait_live()

    strategy = Strategies(visitor).open().create_from("Moving-average cross", NAME, SERIES.key)
    card = strategy.run_backtest(SERIES.key)
    card.wait_finished()
    expect(card.gates.first).to_be_visible()
    shoot(visitor, "real-card")
    card.promote("simulation")
    floor = card.to_the_floor()
    expect(floor.algorithm(NAME)).to_contain_text("Active", timeout=30_000)

    replay = replay_in(stack, bars_per_second=None)
    filled = floor.orders.filter(has_text="Filled").first
    for _ in range(BATCHES):
        replay.run(SERIES, BATCH)
        visitor.wait_for_timeout(1_000)
        if filled.is_visible():
            break
    floor.wait_for_fill()
    shoot(visitor, "real-floor")
    assert any(said["type"] == "order_update" and said["data"].get("state") == "FILLED" for said in heard)

    floor.stop_everything("The browser test has seen enough")
    expect(floor.stopped_banner).to_be_visible()
    shoot(visitor, "real-stopped")
    expect(floor.algorithm(NAME)).to_contain_text("Paused")
    floor.resume("The browser test is over")
    expect(floor.stopped_banner).to_be_hidden(timeout=15_000)
