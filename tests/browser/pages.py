"""The console as a person uses it: what can be seen and done on each page, by role and name."""

import re

from playwright.sync_api import Locator, Page, expect

RUN_MS = 120_000


class SignIn:
    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str, path: str = "/") -> "SignIn":
        self.page.goto(url.rstrip("/") + path)
        expect(self.page.get_by_role("button", name="Sign in")).to_be_visible()
        return self

    def sign_in(self, email: str, password: str) -> None:
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def use_demo(self) -> "Floor":
        self.page.get_by_role("button", name="Use the demo account").click()
        return Floor(self.page).seen()


class Shell:
    """What every page has."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, name: str) -> None:
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()

    @property
    def connection(self) -> Locator:
        return self.page.get_by_test_id("connection")

    def wait_live(self) -> None:
        expect(self.connection).to_have_attribute("data-status", "live", timeout=30_000)

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()


class Floor(Shell):
    def seen(self) -> "Floor":
        expect(self.page.get_by_role("heading", name="Floor", level=1)).to_be_visible()
        return self

    def open(self) -> "Floor":
        self.go("Floor")
        return self.seen()

    def algorithm(self, name: str) -> Locator:
        return (
            self.page.get_by_role("list", name="Deployed algorithms")
            .get_by_role("listitem")
            .filter(has_text=name)
        )

    @property
    def orders(self) -> Locator:
        """The rows of the orders table, newest first."""
        return self.page.get_by_role("table", name="Orders").locator("tbody tr")

    @property
    def positions(self) -> Locator:
        return self.page.get_by_role("table", name="Open positions").locator("tbody tr")

    @property
    def stopped_banner(self) -> Locator:
        return self.page.get_by_test_id("kill-banner")

    def wait_for_fill(self, timeout_ms: float = RUN_MS) -> None:
        """The first filled order stands in the table."""
        expect(self.orders.filter(has_text="Filled").first).to_be_visible(timeout=timeout_ms)

    def press_stop(self) -> "StopDialog":
        self.page.get_by_test_id("stop").click()
        return StopDialog(self.page)

    def stop_everything(self, reason: str = "Browser test", timeout_ms: float = 60_000) -> None:
        """From the octagon to its result."""
        dialog = self.press_stop()
        dialog.proceed()
        dialog.type_word("STOP")
        dialog.give_reason(reason)
        dialog.confirm()
        dialog.wait_ended(timeout_ms)
        dialog.back()

    def resume(self, reason: str) -> None:
        self.stopped_banner.get_by_role("button", name="Resume trading").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label(re.compile("Type RESUME")).fill("RESUME")
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_role("button", name="Resume trading").click()
        expect(dialog).to_be_hidden()


class StopDialog:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog")

    def proceed(self) -> None:
        self.dialog.get_by_role("button", name="Continue").click()

    def type_word(self, word: str) -> None:
        self.dialog.get_by_label(re.compile("Type STOP")).fill(word)

    def give_reason(self, reason: str) -> None:
        self.dialog.get_by_label("Reason").fill(reason)

    @property
    def confirm_button(self) -> Locator:
        return self.dialog.get_by_role("button", name="Stop everything")

    def confirm(self) -> None:
        self.confirm_button.click()

    @property
    def screen(self) -> Locator:
        return self.page.get_by_test_id("stop-screen")

    def wait_ended(self, timeout_ms: float = 60_000) -> None:
        expect(self.screen).to_have_attribute("data-ended", "true", timeout=timeout_ms)

    def back(self) -> None:
        self.page.get_by_role("button", name="Back to the Floor").click()


class Strategies(Shell):
    def open(self) -> "Strategies":
        self.go("Strategies")
        expect(self.page.get_by_role("heading", name="Strategies", level=1)).to_be_visible()
        return self

    def create_from(self, template: str, name: str, market: str | None = None) -> "Strategy":
        """`market`: the series key such as sample:BTC/USDT:1d; None leaves the template's."""
        self.page.get_by_role("link", name=re.compile("New strategy|Start from a template")).first.click()
        self.page.get_by_role("button", name=f"Use this: {template}").click()
        self.page.get_by_label("Name", exact=True).fill(name)
        if market is not None:
            self.page.get_by_label("Market and bars").select_option(market)
        self.page.get_by_role("button", name="Create strategy").click()
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        return Strategy(self.page)


class Strategy(Shell):
    def edit(self) -> None:
        self.page.get_by_role("button", name="Edit").click()

    def run_backtest(self, series: str | None = None, after_pass: str | None = None) -> "Backtest":
        """`after_pass`: none, ask or auto."""
        form = self.page.get_by_role("region", name="Run a backtest")
        if series is not None:
            form.get_by_label("Series").select_option(series)
        if after_pass is not None:
            form.get_by_label("If every gate passes").select_option(after_pass)
        form.get_by_role("button", name="Run backtest").click()
        self.page.wait_for_url(re.compile(r"/backtests/.+"))
        return Backtest(self.page)


class Backtest(Shell):
    @property
    def verdict(self) -> Locator:
        return self.page.get_by_test_id("verdict")

    @property
    def gates(self) -> Locator:
        return self.page.get_by_role("list", name=re.compile("^Gates")).get_by_role("listitem")

    def wait_finished(self, timeout_ms: float = RUN_MS) -> str:
        """The verdict in words."""
        expect(self.verdict).to_be_visible(timeout=timeout_ms)
        return self.verdict.inner_text()

    def promote(self, target: str, capital: str = "10000", note: str = "Browser test") -> None:
        """`target`: paper or simulation."""
        self.page.get_by_role("button", name="Promote").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Where to").select_option(target)
        dialog.get_by_label("Capital").fill(capital)
        dialog.get_by_label("Note").fill(note)
        dialog.get_by_role("button", name="Promote").click()
        expect(dialog.get_by_test_id("promoted")).to_be_visible()

    def to_the_floor(self) -> Floor:
        self.page.get_by_role("dialog").get_by_role("link", name="To the Floor").click()
        return Floor(self.page).seen()


class Promotions(Shell):
    def open(self) -> "Promotions":
        self.go("Promotions")
        expect(self.page.get_by_role("heading", name="Promotions", level=1)).to_be_visible()
        return self

    def decide(self, name: str, decision: str, reason: str) -> None:
        """`decision`: Approve or Reject."""
        self.page.get_by_role("button", name=f"Decide on {name}").first.click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_role("button", name=decision).click()
        expect(dialog).to_be_hidden()
