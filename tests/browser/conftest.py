"""One Chromium for all browser tests; every test has a context of its own."""

import os
from collections.abc import Iterator
from typing import TypedDict

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import QUIET, chromium, missing
from tests.browser.fake_house import FakeHouse


class Credentials(TypedDict):
    email: str
    password: str


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
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900}, timezone_id="UTC")
    house.move_into(context)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def console_url() -> str:
    """Where the console of a running stack is served."""
    url = os.environ.get("OMC_CONSOLE_URL")
    if not url:
        pytest.skip("no running stack: set OMC_CONSOLE_URL, OMC_CONSOLE_EMAIL and OMC_CONSOLE_PASSWORD")
    return url


@pytest.fixture(scope="session")
def demo_credentials() -> Credentials:
    """Who may sign in there."""
    return {
        "email": os.environ.get("OMC_CONSOLE_EMAIL", "demo@ohmycoins.local"),
        "password": os.environ.get("OMC_CONSOLE_PASSWORD", ""),
    }
