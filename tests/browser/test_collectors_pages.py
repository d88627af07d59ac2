"""Collectors as an admin and as anybody else sees them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import collected
from tests.browser.fake_house import FakeHouse, page_of
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser
SETTINGS = "PATCH /v1/collectors/reddit"


@pytest.fixture
def admin(house: FakeHouse) -> FakeHouse:
    house.answers["/v1/me"] = house.answers["/v1/me"] | {"roles": ["admin"]}
    return house


def refused(fields: dict[str, str], status: int = 400, code: str = "settings") -> tuple[int, dict[str, Any]]:
    told = [{"path": path, "message": message} for path, message in fields.items()]
    message = "expected settings of reddit, got wrong ones"
    return status, {"code": code, "message": message, "fields": told, "request_id": "req-1"}


def test_the_list_says_how_each_does_and_turns_one_on(page: Page, admin: FakeHouse) -> None:
    admin.answers["POST /v1/collectors/sec_edgar/activate"] = lambda _: refused(
        {"body.settings.contact": "expected a value, got nothing"}
    )
    enter(page, "/collectors")
    settled(page)
    table = page.get_by_role("table", name="Collectors")
    expect(table.locator("tbody tr")).to_have_count(5)
    row = table.get_by_role("row").filter(has_text="Reddit")
    expect(row).to_contain_text("every 15 minutes")
    expect(row).to_contain_text("401")
    expect(row).to_contain_text("0.41")
    expect(row).to_contain_text("3 new")
    expect(table.get_by_role("row").filter(has_text="CoinSpot: latest")).to_contain_text("Running")
    page.get_by_role("button", name="Turn on SEC EDGAR: filings").click()
    expect(page.get_by_role("alert").filter(has_text="Settings are missing: contact.")).to_be_visible()
    expect(page.get_by_role("table", name="Quality of the ledgers")).to_contain_text("Below, medium")
    shoot(page, "collectors")
    assert findings(page) == []
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Reddit"))).to_be_visible()


def test_somebody_else_sees_health_and_no_more(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/me"] = house.answers["/v1/me"] | {"roles": ["trader"]}
    enter(page, "/collectors")
    settled(page)
    expect(page.get_by_text("Overall: Failed")).to_be_visible()
    expect(page.get_by_role("table", name="Health of collectors").locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("button", name=re.compile("Turn on|Pause"))).to_have_count(0)
    shoot(page, "collectors-health")
    assert findings(page) == []
    enter_again = "/collectors/reddit"
    page.goto(f"http://console.test{enter_again}")
    expect(page.get_by_text("For administrators")).to_be_visible()


def test_a_test_of_the_connection_answers_in_words(page: Page, admin: FakeHouse) -> None:
    enter(page, "/collectors/reddit")
    settled(page)
    shoot(page, "collector")
    assert findings(page) == []
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_test_id("answer")).to_have_text("The connection works: answered with 3 posts (412 ms)")
    admin.answers["/v1/collectors/reddit/test"] = {
        "works": False, "message": collected.REFUSED, "latency_ms": 90,
    }  # fmt: skip
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_test_id("answer")).to_contain_text("does not work: api.reddit.test refused")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_test_id("answer")).to_contain_text("A run has started")


def test_secrets_go_in_and_never_come_out_and_errors_stand_at_their_fields(
    page: Page, admin: FakeHouse
) -> None:
    sent: list[Any] = []

    def saved(request: Request) -> tuple[int, Any]:
        sent.append(request.post_data_json)
        if len(sent) == 1:
            return refused({"body.settings.client_secret": "expected at least 6 characters"})
        return 200, collected.reddit(version=4)

    admin.answers[SETTINGS] = saved
    enter(page, "/collectors/reddit")
    settled(page)
    form = page.get_by_role("form", name="Settings")
    secret = form.get_by_label("Client secret (required)")
    expect(secret).to_have_value("")
    expect(secret).to_have_attribute("type", "password")
    expect(form).to_contain_text("Stored. It is never shown")
    secret.fill("hush")
    form.get_by_label("Hot posts").or_(form.get_by_label("Posts", exact=True)).fill("many")
    form.get_by_role("button", name="Save settings").click()
    expect(form).to_contain_text("This is not a number.")
    assert sent == []
    form.get_by_label("Posts", exact=True).fill("40")
    form.get_by_label("Subreddits").fill("Bitcoin\nethereum")
    form.get_by_role("button", name="Save settings").click()
    expect(form).to_contain_text("expected at least 6 characters")
    expect(secret).to_have_attribute("aria-invalid", "true")
    assert findings(page) == []
    secret.fill("a new secret")
    admin.answers["GET /v1/collectors/reddit"] = collected.reddit(version=4)
    form.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("form", name="Settings").get_by_label("Client secret (required)")).to_have_value(
        ""
    )
    assert sent[1] == {
        "version": 3,
        "settings": {
            "client_secret": "a new secret",
            "user_agent": "linux:ohmycoins:1 (by /u/me)",
            "posts": 40,
            "subreddits": ["Bitcoin", "ethereum"],
        },
    }


def test_a_schedule_is_chosen_or_written_and_a_conflict_is_told(page: Page, admin: FakeHouse) -> None:
    sent: list[Any] = []

    def saved(request: Request) -> tuple[int, Any]:
        sent.append(request.post_data_json)
        if len(sent) == 1:
            return refused({"body.schedule": "expected rate(5 minutes), got 'soon'"}, code="bad_schedule")
        return refused({}, 409, "collector_changed")

    admin.answers[SETTINGS] = saved
    enter(page, "/collectors/reddit")
    settled(page)
    form = page.get_by_role("form", name="Schedule")
    form.get_by_label("Runs").select_option("other")
    form.get_by_label("Expression").fill("soon")
    form.get_by_role("button", name="Save schedule").click()
    expect(form).to_contain_text("expected rate(5 minutes), got 'soon'")
    form.get_by_label("Runs").select_option("rate(2 hours)")
    form.get_by_role("button", name="Save schedule").click()
    expect(form.get_by_role("alert")).to_contain_text("Something changed meanwhile")
    assert sent == [{"version": 3, "schedule": "soon"}, {"version": 3, "schedule": "rate(2 hours)"}]


def test_the_chart_has_its_table_and_the_log_its_lines(page: Page, admin: FakeHouse) -> None:
    enter(page, "/collectors/reddit")
    settled(page)
    panel = page.get_by_role("region", name="Runs of the last 7 days")
    expect(panel.get_by_role("img")).to_have_attribute("aria-label", re.compile("150 failed"))
    panel.get_by_role("button", name="View as table").click()
    expect(panel.get_by_role("table", name="Runs by half days").locator("tbody tr")).to_have_count(15)
    expect(page.get_by_role("table", name="Log")).to_contain_text("row 17: expected an id")
    expect(page.get_by_role("table", name="Newest records").locator("tbody tr")).to_have_count(10)


def test_a_collector_is_paused_and_retired_by_keyboard_alone(page: Page, admin: FakeHouse) -> None:
    admin.answers["GET /v1/collectors/reddit"] = collected.reddit(state="ACTIVE")
    retired = []
    admin.answers["DELETE /v1/collectors/reddit"] = lambda request: (
        retired.append(request.method) or (200, collected.reddit(state="RETIRED"))  # type: ignore[func-returns-value]
    )
    enter(page, "/collectors/reddit")
    settled(page)
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Retire…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=re.compile("Retire Reddit"))
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Retire").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Collectors", level=1)).to_be_visible()
    assert retired == ["DELETE"]
    assert ("/v1/collectors/reddit/pause", {}) in admin.posts


def test_another_collector_is_set_up_from_its_source(page: Page, admin: FakeHouse) -> None:
    enter(page, "/collectors")
    settled(page)
    page.get_by_label("Set up another").select_option("nansen")
    expect(page.get_by_role("heading", level=1, name=re.compile("Nansen"))).to_be_visible()
    assert dict(admin.posts)["/v1/collectors"] == {"source": "nansen"}


def test_nothing_yet_and_a_failure_are_told(page: Page, admin: FakeHouse) -> None:
    admin.answers["GET /v1/collectors"] = page_of([])
    admin.answers["/v1/ledgers/quality"] = {"items": [], "history": []}
    enter(page, "/collectors")
    expect(page.get_by_text("Every collector was retired")).to_be_visible()
    expect(page.get_by_text("Not looked at yet")).to_be_visible()
    admin.answers["GET /v1/collectors"] = lambda _: refused({}, 403, "role_missing")
    page.reload()
    expect(page.get_by_text("Your role may not do this").first).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("path", ["/collectors", "/collectors/reddit"])
def test_the_pages_fit_a_screen_of_320(page: Page, admin: FakeHouse, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    enter(page, path)
    settled(page)
    shoot(page, f"collectors-320{path.count('/')}")
    assert no_sideways_scroll(page)
