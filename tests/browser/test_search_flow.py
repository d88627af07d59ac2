"""The main job of a search in a browser, on the deployed house: from ranges over a heat map to a card."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from local.candles.importing import import_bars
from local.market import market_in, seed_sample
from local.stack import Stack
from omc.market.model import BarArrays, Series
from omc.market.timeframes import Timeframe
from tests.browser.chromium import SCREENSHOTS
from tests.browser.pages import Backtest, SignIn, Strategies

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SERIES = "sample:BTC/USDT:1d"
NAME = "Cross to search"
FALLEN = Series("simulated", "FALL/USDT", Timeframe.H1)
SEARCH_MS = 120_000


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page that talks to the real house."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def fallen(count: int = 300) -> BarArrays:
    """Quiet hours, then twenty that fall: oversold by every oscillator."""
    quiet = 200 + np.sin(np.arange(count - 20))
    close = np.round(np.concatenate((quiet, 200 - 4.0 * np.arange(1, 21))), 2)
    opened = np.concatenate(([200.0], close[:-1]))
    ts = 1_600_002_000_000 + np.arange(count, dtype=np.int64) * FALLEN.timeframe.ms
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    return BarArrays(ts, opened, high, low, close, np.full(count, 10.0))


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(1_500)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def search(page: Page) -> None:
    """A small grid, from its form to its result."""
    page.get_by_role("link", name="Search parameters").click()
    page.get_by_label("fast to").fill("20")
    page.get_by_label("slow to").fill("60")
    page.get_by_label("Least trades").fill("3")
    expect(page.get_by_test_id("estimate")).to_contain_text("sets over", timeout=30_000)
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url(re.compile("/searches/opt"))
    expect(page.get_by_role("region", name="Best set")).to_be_visible(timeout=SEARCH_MS)


def test_a_search_leads_over_its_heat_map_to_a_report_card_and_a_comparison(
    visitor: Page, stack: Stack, console_url: str, demo_credentials: tuple[str, str]
) -> None:
    seed_sample(stack)
    SignIn(visitor).open(console_url).sign_in(*demo_credentials)
    strategy = Strategies(visitor).open().create_from("Moving-average cross", NAME, SERIES)
    strategy.run_backtest(SERIES).wait_finished()
    strategy_link = visitor.get_by_role("link", name="Strategy", exact=True)
    strategy_link.click()

    search(visitor)
    expect(visitor.get_by_role("region", name="How much is luck")).to_contain_text("tries of this family")
    shoot(visitor, "real-search")
    grid = visitor.get_by_role("grid")
    grid.get_by_role("gridcell", name=re.compile("chosen")).press("Enter")
    visitor.get_by_role("button", name="Keep it and backtest").click()
    visitor.wait_for_url(re.compile("/backtests/"))
    card = Backtest(visitor)
    card.wait_finished()
    expect(visitor.get_by_role("region", name="Trades on the candles").get_by_role("slider")).to_be_visible()
    shoot(visitor, "real-run")

    visitor.get_by_role("button", name="Compare", exact=True).click()
    dialog = visitor.get_by_role("dialog")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Compare 2 runs").click()
    expect(visitor.get_by_role("table", name="Figures of the runs")).to_be_visible(timeout=30_000)
    shoot(visitor, "real-compare")

    card.go("Charts")
    expect(visitor.get_by_role("table", name="What the indicators say")).to_contain_text("RSI 14")
    shoot(visitor, "real-charts")
    # Whether the markets of the laptop say anything today is theirs; this one does.
    import_bars(fallen(), FALLEN, market_in(stack), lambda _: None)
    card.go("Opportunities")
    expect(visitor.get_by_role("article").filter(has_text=FALLEN.symbol)).to_be_visible(timeout=30_000)
    shoot(visitor, "real-opportunities")


def test_a_walk_forward_shows_its_folds_and_what_they_earned(
    visitor: Page, stack: Stack, console_url: str, demo_credentials: tuple[str, str]
) -> None:
    seed_sample(stack)
    SignIn(visitor).open(console_url).sign_in(*demo_credentials)
    Strategies(visitor).open().create_from("Moving-average cross", "Cross to walk", SERIES)
    visitor.get_by_role("link", name="Walk forward").click()
    visitor.get_by_label("fast to").fill("15")
    visitor.get_by_label("slow to").fill("40")
    visitor.get_by_label("Train, days").fill("360")
    visitor.get_by_label("Test, days").fill("120")
    visitor.get_by_label("Least trades").fill("2")
    visitor.get_by_role("button", name="Walk forward", exact=True).last.click()
    visitor.wait_for_url(re.compile("/walkforwards/"))
    folds = visitor.get_by_role("table", name="Folds").locator("tbody tr")
    expect(folds.first).to_be_visible(timeout=SEARCH_MS)
    expect(visitor.get_by_role("img", name=re.compile(r"^\d+ folds from"))).to_be_visible()
    expect(visitor.get_by_role("table", name="Chosen parameters").locator("tbody tr")).to_have_count(2)
    expect(visitor.get_by_role("img", name=re.compile("^Equity out of sample"))).to_be_visible()
    shoot(visitor, "real-walkforward")
