"""What every browser test does: come in, wait, look, and let axe look."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.chromium import AXE, SCREENSHOTS
from tests.browser.fake_house import ORIGIN
from tests.browser.pages import SignIn


def enter(page: Page, path: str) -> None:
    """Sign in as the demo account and go to `path`."""
    SignIn(page).open(ORIGIN, path)
    page.get_by_role("button", name="Use the demo account").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def move(page: Page, path: str) -> None:
    """Go on inside the page, as its links do."""
    page.evaluate(
        "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path
    )


def settled(page: Page) -> None:
    """No skeleton is left and a frame has been drawn since."""
    expect(page.locator(".skeleton")).to_have_count(0, timeout=10_000)
    page.wait_for_timeout(350)


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


# What fades in has too little contrast until it is there. What turns for ever is not waited for.
STILL = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null))).then(() => null)"""


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical, once nothing moves any more."""
    page.evaluate(STILL)
    page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
