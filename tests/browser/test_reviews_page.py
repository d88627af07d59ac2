"""What waits for a reviewer: the list, the card as it stands, a reason in writing, and nobody's own."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import carded
from tests.browser.fake_house import FakeHouse, fixture, page_of
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser


def _open(page: Page) -> Locator:
    enter(page, "/promotions")
    settled(page)
    return page.get_by_role("table", name="Waiting for a reviewer").locator("tbody tr")


def test_a_reviewer_sees_all_that_waits_and_what_a_yes_would_excuse(page: Page, house: FakeHouse) -> None:
    rows = _open(page)
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("another has to approve")
    rows.first.get_by_role("button", name=re.compile("^Review")).click()
    dialog = page.get_by_role("dialog")
    missed = dialog.get_by_role("list", name="Missed gates").get_by_role("listitem")
    expect(missed).to_have_count(1)
    expect(missed.first).to_contain_text(re.compile("Win rate.*soft: may be excused.*37 %"))
    page.wait_for_timeout(300)
    shoot(page, "review-dialog")
    assert findings(page) == []

    yes = dialog.get_by_role("button", name="Excuse and approve")
    expect(yes).to_be_disabled()
    dialog.get_by_label("Reason").fill("too short")
    expect(yes).to_be_disabled()
    dialog.get_by_label("Reason").fill("Wins rarely, pays nine to one")
    yes.click()
    expect(dialog).to_have_count(0)
    assert dict(house.posts)["/v1/promotions/prm-9/decide"] == {
        "decision": "approve",
        "reason": "Wins rarely, pays nine to one",
    }


def test_nobody_approves_their_own_but_may_take_it_back(page: Page) -> None:
    _open(page).nth(1).get_by_role("button", name=re.compile("^Review")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("I wrote it and I know it")
    expect(dialog.get_by_role("note")).to_contain_text("another reviewer has to approve it")
    expect(dialog.get_by_role("button", name="Excuse and approve")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Take back")).to_be_enabled()


def test_a_hard_gate_is_not_a_reviewers_to_excuse(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/reviews/prm-9"] = carded.review() | {
        "missed": [carded.soft_miss() | {"severity": "hard"}],
        "may_approve": False,
        "why_not": "Missed: win rate. Hard gates have no exception.",
    }
    _open(page).first.get_by_role("button", name=re.compile("^Review")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("a reason that is long enough")
    expect(dialog.get_by_text("hard: no exception", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="Excuse and approve")).to_be_disabled()


def test_a_refusal_of_the_server_is_said_in_the_dialog(page: Page, house: FakeHouse) -> None:
    refusal = {
        "code": "own_promotion",
        "message": "expected another reviewer",
        "fields": [],
        "request_id": "r",
    }
    house.answers["/v1/promotions/prm-9/decide"] = lambda _: (403, refusal)
    _open(page).first.get_by_role("button", name=re.compile("^Review")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("a reason that is long enough")
    dialog.get_by_role("button", name="Excuse and approve").click()
    expect(dialog.get_by_role("alert")).to_contain_text("expected another reviewer")


def test_more_are_fetched_when_asked_for(page: Page, house: FakeHouse) -> None:
    first = page_of([carded.waiting()]) | {"next_cursor": "more"}
    second = page_of([carded.waiting(yours=True)])
    house.answers["/v1/reviews"] = lambda request: (200, second if "cursor=more" in request.url else first)
    rows = _open(page)
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(2)


def test_the_list_is_for_reviewers_and_empty_says_so(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/reviews"] = page_of([])
    _open(page)
    expect(page.get_by_text("Nothing waits")).to_be_visible()


def test_a_trader_is_not_shown_what_others_asked_for(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/me"] = fixture("lab")["me"] | {"roles": ["trader"]}
    _open(page)
    expect(page.get_by_role("region", name="Waiting for a reviewer")).to_have_count(0)
    expect(page.get_by_text("This needs the role reviewer.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    rows = _open(page)
    rows.first.get_by_role("button", name=re.compile("^Review")).click()
    expect(page.get_by_role("dialog").get_by_label("Reason")).to_be_visible()
    page.wait_for_timeout(300)
    shoot(page, f"reviews-{width}")
    assert no_sideways_scroll(page)
    assert findings(page) == []
