"""A search from its form to a backtest of what it found, by push, keys and words."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import searched
from tests.browser.fake_house import FakeHouse
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser


def test_a_form_counts_the_sets_and_sends_the_ranges(page: Page, house: FakeHouse) -> None:
    enter(page, "/strategies/str-1")
    settled(page)
    page.get_by_role("link", name="Search parameters").click()
    expect(page.get_by_test_id("combinations")).to_contain_text("190 combinations")
    page.get_by_label("fast to").fill("30")
    expect(page.get_by_test_id("combinations")).to_contain_text("114 combinations")
    page.get_by_role("group", name="Parameter slow").get_by_label("$slow").uncheck()
    page.get_by_label("slow held at").fill("90")
    expect(page.get_by_test_id("combinations")).to_contain_text("6 combinations")
    page.get_by_label("Best by").select_option("calmar")
    expect(page.get_by_test_id("estimate")).to_contain_text("96 sets over 872 bars on one machine")
    page.get_by_role("button", name="Random").click()
    page.get_by_label("Sets to try").fill("50")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url(re.compile("/searches/opt-1"))
    sent = dict(house.posts)["/v1/optimisations"]
    assert sent["ranges"] == {"fast": {"low": "5", "high": "30", "step": "5"}}
    assert sent["fixed"] == {"slow": "90"}
    assert (sent["method"], sent["samples"], sent["objective"], sent["holdout_fraction"]) == (
        "random",
        50,
        "calmar",
        "0.3",
    )


def test_a_range_that_is_none_is_told_before_it_is_sent(page: Page) -> None:
    enter(page, "/searches/new?strategy=str-1")
    settled(page)
    page.get_by_label("fast step").fill("0")
    expect(page.get_by_test_id("combinations")).to_contain_text("a step above 0")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_disabled()
    assert findings(page) == []


def test_progress_comes_by_push_and_a_search_can_be_called_off(page: Page, house: FakeHouse) -> None:
    done = house.answers["/v1/optimisations/opt-1"]
    running = done | {
        "state": "RUNNING",
        "best": None,
        "luck": None,
        "progress": searched.progress(1200, 10000, 3, 25, "search"),
    }
    house.answers["/v1/optimisations/opt-1"] = running
    enter(page, "/searches/opt-1")
    bar = page.get_by_role("progressbar", name="Progress of the search")
    expect(bar).to_have_attribute("aria-valuenow", "12")
    expect(page.get_by_test_id("search-progress")).to_contain_text("3 of 25 pieces")
    told = {"search_id": "opt-1", "kind": "optimisation", "state": "RUNNING", "phase": "search"}
    house.answers["/v1/optimisations/opt-1"] = running | {
        "progress": searched.progress(6400, 10000, 16, 25, "search")
    }
    house.push(
        "search_progress",
        told | {"done": 6400, "total": 10000, "shards_done": 16, "shards": 25},
        channel="search:opt-1",
    )
    expect(bar).to_have_attribute("aria-valuenow", "64")
    expect(page.get_by_test_id("search-progress")).to_contain_text("16 of 25 pieces")
    shoot(page, "search-progress")
    assert findings(page) == []
    page.get_by_role("button", name="Cancel").click()
    house.answers["/v1/optimisations/opt-1"] = running | {"state": "CANCELLED"}
    expect(page.get_by_text("The search was cancelled")).to_be_visible()
    assert ("/v1/optimisations/opt-1/cancel", {}) in house.posts


def test_a_failed_search_goes_on_from_where_it_stopped(page: Page, house: FakeHouse) -> None:
    done = house.answers["/v1/optimisations/opt-1"]
    house.answers["/v1/optimisations/opt-1"] = done | {
        "state": "FAILED",
        "error": "a shard failed 3 times",
        "best": None,
    }
    enter(page, "/searches/opt-1")
    expect(page.get_by_text("a shard failed 3 times")).to_be_visible()
    house.answers["/v1/optimisations/opt-1"] = done
    page.get_by_role("button", name="Go on from where it stopped").click()
    expect(page.get_by_role("region", name="Best set")).to_be_visible()


def test_keys_walk_the_heat_map_and_its_words_follow(page: Page) -> None:
    enter(page, "/searches/opt-1")
    settled(page)
    grid = page.get_by_role("grid", name="Sharpe by fast and slow")
    best = grid.get_by_role("gridcell", name=re.compile("chosen"))
    expect(best).to_have_count(1)
    best.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("heat-said")).to_have_text(re.compile("fast 20, slow 100: Sharpe"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    expect(page.get_by_test_id("heat-said")).to_have_text(re.compile("fast 5, slow 120: Sharpe"))
    page.get_by_role("region", name="Heat map").get_by_role("button", name="View as table").click()
    expect(page.get_by_role("table", name="Sharpe by fast and slow").locator("tbody tr")).to_have_count(50)


def test_luck_is_said_in_sentences(page: Page) -> None:
    enter(page, "/searches/opt-1")
    luck = page.get_by_role("region", name="How much is luck")
    expect(luck).to_contain_text("once all 1,316 tries of this family are held against it")
    expect(luck).to_contain_text("0.97, enough")
    expect(luck).to_contain_text("falls below the middle of all sets in the other half")


def test_a_set_of_the_heat_map_is_kept_and_backtested(page: Page, house: FakeHouse) -> None:
    latest = house.answers["/v1/strategies/str-1"]["latest"]
    house.answers["POST /v1/strategies/str-1/versions"] = latest | {"version": 4}
    enter(page, "/searches/opt-1")
    settled(page)
    grid = page.get_by_role("grid", name="Sharpe by fast and slow")
    grid.get_by_role("gridcell", name=re.compile("fast 10, slow 80")).click()
    dialog = page.get_by_role("dialog", name="Backtest this set")
    expect(dialog).to_contain_text("fast 10, slow 80")
    page.wait_for_timeout(200)
    shoot(page, "search-backtest")
    assert findings(page) == []
    dialog.get_by_role("button", name="Keep it and backtest").click()
    page.wait_for_url(re.compile("/backtests/run-1"))
    sent = dict(house.posts)
    kept = sent["/v1/strategies/str-1/versions"]
    assert {name: param["default"] for name, param in kept["spec"]["params"].items()} == {
        "fast": "10",
        "slow": "80",
    }
    assert kept["based_on"] == 3
    assert sent["/v1/backtests"] == {
        "strategy_id": "str-1",
        "version": 4,
        "series": "sample:BTC/USDT:1d",
        "start": "2023-09-14T00:00:00.000Z",
        "initial_capital": "25000",
    }


def test_a_walk_forward_tells_its_folds_and_what_moved(page: Page, house: FakeHouse) -> None:
    enter(page, "/searches/new?strategy=str-1&kind=walkforward")
    settled(page)
    page.get_by_label("Train, days").fill("120")
    expect(page.get_by_role("button", name="Model")).to_have_count(0)
    page.get_by_role("button", name="Walk forward", exact=True).last.click()
    page.wait_for_url(re.compile("/walkforwards/wf-1"))
    assert dict(house.posts)["/v1/walkforward"]["train_days"] == 120
    settled(page)
    expect(page.get_by_role("img", name=re.compile("^12 folds from"))).to_be_visible()
    expect(page.get_by_role("table", name="Folds").locator("tbody tr")).to_have_count(12)
    expect(page.get_by_role("table", name="Folds")).to_contain_text("not counted: 3 trades")
    stability = page.get_by_role("table", name="Chosen parameters").locator("tbody tr")
    expect(stability.nth(0)).to_contain_text("stable")
    expect(stability.nth(1)).to_contain_text("moves")


def test_a_walk_forward_whose_folds_do_not_count_passes_no_judgement(page: Page, house: FakeHouse) -> None:
    told = house.answers["/v1/walkforward/wf-1"]
    house.answers["/v1/walkforward/wf-1"] = told | {"folds_counted": 0, "ratio": None, "risk": "high"}
    enter(page, "/walkforwards/wf-1")
    summary = page.get_by_role("region", name="Out of sample", exact=True)
    expect(summary).to_contain_text("Too few trades to tell")
    expect(summary).to_contain_text("longer test windows would")


def test_the_search_page_fits_a_phone_of_390(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, "/searches/opt-1")
    settled(page)
    shoot(page, "search-390")
    assert no_sideways_scroll(page)
