"""One Chromium for all browser tests, each with a context of its own; and the console as a person gets it,
served with its policy beside the deployed house.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from local.console import console_config
from local.console_server import ConsoleServer
from local.people import DEMO_EMAIL, DEMO_PASSWORD, ensure_person
from local.stack import Stack
from local.web import DIST
from tests.browser.chromium import QUIET, chromium, missing
from tests.browser.fake_house import FakeHouse

# What a page shows in the end is asked, not how soon: other tests run beside this one.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    reason = missing()
    if reason:
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield started
        started.close()


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
def page(browser: Browser, house: FakeHouse) -> Iterator[Page]:
    """A page on the fake house, dark, 1280 wide; an error in its console fails the test."""
    context = browser.new_context(
        color_scheme="dark", viewport={"width": 1280, "height": 900}, timezone_id="UTC"
    )
    house.move_into(context)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield opened
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def console_url(browser: Browser, stack: Stack) -> Iterator[str]:
    """Address of the console of the deployed stack; without a browser nothing is deployed for it."""
    ensure_person(stack, DEMO_EMAIL, DEMO_PASSWORD)
    server = ConsoleServer(DIST, console_config(stack), port=0, connect=stack.connect_sources)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def demo_credentials() -> tuple[str, str]:
    """(email, password) of the demo sign-in."""
    return DEMO_EMAIL, DEMO_PASSWORD
