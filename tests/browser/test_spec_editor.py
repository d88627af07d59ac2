"""The editor says all a spec can say: partial targets, sessions, indicators of one's own, ensembles."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fake_house import FakeHouse
from tests.browser.steps import enter, findings, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser


def _edit(page: Page) -> None:
    enter(page, "/strategies/str-1")
    settled(page)
    page.get_by_role("button", name="Edit", exact=True).click()


def _saved(page: Page, house: FakeHouse) -> dict[str, Any]:
    house.answers["POST /v1/strategies/str-1/versions"] = house.answers["/v1/strategies/str-1"]["latest"]
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Saved as a new version.")).to_be_visible()
    sent = dict(house.posts)["/v1/strategies/str-1/versions"]["spec"]
    assert isinstance(sent, dict)
    return sent


def test_partial_targets_are_read_changed_and_added(page: Page, house: FakeHouse) -> None:
    _edit(page)
    first, second = page.get_by_role("group", name="Target 1"), page.get_by_role("group", name="Target 2")
    expect(first.get_by_label("Value")).to_have_value("2")
    first.get_by_label("Takes off").fill("0.3")
    second.get_by_label("Target 2", exact=True).select_option("atr")
    expect(page.get_by_text("0.20 of the position stays")).to_be_visible()
    page.get_by_role("button", name="Add a target").click()
    third = page.get_by_role("group", name="Target 3")
    third.get_by_label("Target 3", exact=True).select_option("price")
    third.get_by_label("Level for longs").fill("sma(close, 20)")
    targets = _saved(page, house)["targets"]
    assert [(one["kind"], one["share"]) for one in targets] == [
        ("r", "0.3"),
        ("atr", "0.5"),
        ("price", "0.20"),
    ]
    assert (targets[1]["period"], targets[2]["price"]) == (14, "sma(close, 20)")


def test_session_size_and_stop_are_said_in_a_traders_words(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_label("Fri").uncheck()
    page.get_by_label("Leave at").fill("15:55")
    page.get_by_label("Size", exact=True).select_option("atr")
    page.get_by_label("If price moves, times ATR").fill("1.5")
    page.get_by_label("Stop", exact=True).select_option("structure")
    page.get_by_label("Extreme of the last bars").fill("20")
    sent = _saved(page, house)
    assert sent["session"] == {
        "timezone": "America/New_York",
        "start": "09:30",
        "end": "16:00",
        "days": [0, 1, 2, 3],
        "flat_at": "15:55",
    }
    assert (sent["sizing"]["kind"], sent["sizing"]["multiple"]) == ("atr", "1.5")
    assert (sent["stop"]["kind"], sent["stop"]["period"]) == ("structure", 20)


def _wrong(path: str, message: str) -> dict[str, Any]:
    """A verdict with one error, at `path` of the spec."""
    error = {"path": f"spec.{path}", "message": message, "token": None, "line": None, "column": None}
    return {"valid": False, "errors": [error], "normalised": None}


def test_members_that_vote_take_over_the_rules_and_are_edited_one_by_one(
    page: Page, house: FakeHouse
) -> None:
    _edit(page)
    before = page.get_by_label("Long: enter when").input_value()
    page.get_by_label("What decides").select_option("Members that vote")
    first = page.get_by_role("group", name="Member 1")
    expect(first.get_by_label("Long: enter when")).to_have_value(before)
    page.get_by_label("Weights").select_option("As given")
    first.get_by_label("Member 1, name").fill("trend")
    first.get_by_label("Weight", exact=True).fill("2")
    page.get_by_label("Act beyond").fill("0.4")
    page.get_by_role("button", name="Add a member").click()
    third = page.get_by_role("group", name="Member 3")
    third.get_by_label("Long: enter when").fill("close > highest(high, 20)[1]")
    third.get_by_label("Long: exit when").fill("close < sma(close, 20)")
    third.get_by_label("How strongly, 0 to 1").fill("0.5")
    page.get_by_role("button", name="Remove member second").click()
    page.wait_for_timeout(600)
    shoot(page, "editor-ensemble")
    assert findings(page) == []
    sent = _saved(page, house)
    assert (sent["long"], sent["regimes"]) == (None, None)
    assert [(one["name"], one["weight"]) for one in sent["ensemble"]["members"]] == [
        ("trend", "2"),
        ("member_3", "1"),
    ]
    assert sent["ensemble"]["members"][1]["strength"] == "0.5"
    assert (sent["ensemble"]["threshold"], sent["ensemble"]["weighting"]) == ("0.4", "fixed")


def test_turning_back_to_one_set_of_rules_loses_nothing(page: Page, house: FakeHouse) -> None:
    _edit(page)
    before = page.get_by_label("Long: enter when").input_value()
    page.get_by_label("What decides").select_option("Members that vote")
    page.get_by_label("What decides").select_option("One set of rules")
    expect(page.get_by_label("Long: enter when")).to_have_value(before)
    expect(page.get_by_role("button", name="Nothing changed")).to_be_disabled()


@pytest.mark.parametrize(
    ("kind", "path", "field"),
    [
        ("Members that vote", "ensemble.threshold", "Act beyond"),
        ("Members that vote", "ensemble.members.0.name", "Member 1, name"),
        ("Parameters by regime", "regimes.hold_bars", "Regime holds for bars"),
        ("A specialist for each regime", "regimes.specialists.range", "Range"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    page: Page, house: FakeHouse, kind: str, path: str, field: str
) -> None:
    _edit(page)
    house.answers["/v1/strategies/validate"] = _wrong(path, "expected something else")
    page.get_by_label("What decides").select_option(kind)
    wrong = page.get_by_label(field, exact=True)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    note = wrong.get_attribute("aria-describedby") or ""
    expect(page.locator(f"[id='{note}']")).to_have_text("expected something else")
    expect(page.get_by_text("1 problem")).to_be_visible()


def test_a_wrong_rule_of_a_member_is_underlined_in_that_member(page: Page, house: FakeHouse) -> None:
    _edit(page)
    house.answers["/v1/strategies/validate"] = _wrong("ensemble.members.1.long.enter", "unknown name 'foo'")
    page.get_by_label("What decides").select_option("Members that vote")
    second = page.get_by_role("group", name="Member 2")
    expect(second.get_by_test_id("expression-error")).to_have_text("unknown name 'foo'")
    first = page.get_by_role("group", name="Member 1")
    expect(first.get_by_test_id("expression-error")).to_have_count(0)


def test_what_is_wrong_with_the_whole_is_said_in_its_part(page: Page, house: FakeHouse) -> None:
    _edit(page)
    house.answers["/v1/strategies/validate"] = _wrong("regimes", "say a parameter set for one regime")
    page.get_by_label("What decides").select_option("Parameters by regime")
    expect(page.get_by_role("alert").filter(has_text="say")).to_have_text(
        "say a parameter set for one regime"
    )


def test_parameters_by_regime_show_the_strategys_own_until_they_are_said(
    page: Page, house: FakeHouse
) -> None:
    _edit(page)
    page.get_by_label("What decides").select_option("Parameters by regime")
    rising = page.get_by_role("group", name="Trend up")
    expect(rising.get_by_label("fast")).to_have_value("")
    expect(rising.get_by_label("fast")).to_have_attribute("placeholder", re.compile(r"\d"))
    rising.get_by_label("fast").fill("7")
    page.get_by_label("Regime holds for bars").fill("5")
    page.wait_for_timeout(600)
    shoot(page, "editor-regimes")
    assert findings(page) == []
    sent = _saved(page, house)
    assert sent["regimes"] == {
        "params": {"trend_up": {"fast": "7"}},
        "specialists": {},
        "members": [],
        "hold_bars": 5,
    }
    assert sent["long"]["enter"]


def test_a_specialist_is_chosen_for_a_regime_and_keeps_it_when_renamed(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_label("What decides").select_option("A specialist for each regime")
    page.get_by_label("Trend up", exact=True).select_option("first")
    page.get_by_label("Range", exact=True).select_option("second")
    page.get_by_role("group", name="Member 1").get_by_label("Member 1, name").fill("rider")
    expect(page.get_by_label("Trend up", exact=True)).to_have_value("rider")
    page.wait_for_timeout(600)
    shoot(page, "editor-specialists")
    assert findings(page) == []
    sent = _saved(page, house)
    assert sent["regimes"]["specialists"] == {"trend_up": "rider", "range": "second"}
    assert [one["name"] for one in sent["regimes"]["members"]] == ["rider", "second"]
    assert sent["long"] is None


def test_members_are_built_with_the_keyboard_alone(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_label("What decides").focus()
    page.keyboard.press("M")
    expect(page.get_by_role("group", name="Member 1")).to_be_visible()
    page.get_by_role("button", name="Add a member").focus()
    page.keyboard.press("Enter")
    third = page.get_by_role("group", name="Member 3")
    third.get_by_label("Member 3, name").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(third.get_by_label("Long: enter when")).to_be_focused()


def test_an_entry_at_a_limit_is_said_and_sent(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_label("Entry", exact=True).select_option("atr")
    page.get_by_label("Off the close, times ATR").fill("0.4")
    page.get_by_label("Waits for bars").fill("6")
    sent = _saved(page, house)
    limit = {name: value for name, value in sent["limit_entry"].items() if value is not None}
    assert limit == {"kind": "atr", "valid_bars": 6, "multiple": "0.4", "period": 14}


def test_an_indicator_of_ones_own_is_kept(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_role("button", name="Add an indicator of your own").click()
    page.get_by_label("Indicator name").fill("band")
    page.get_by_label("Arguments of band").fill("length, width")
    page.get_by_label("Value of band").fill("ema(close, $length) + $width * atr($length)")
    page.wait_for_timeout(600)
    shoot(page, "editor-full")
    assert findings(page) == []
    assert _saved(page, house)["indicators"]["band"]["args"] == ["length", "width"]


@pytest.mark.parametrize(
    "kind", ["Members that vote", "Parameters by regime", "A specialist for each regime"]
)
def test_members_and_regimes_fit_a_phone(page: Page, kind: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    _edit(page)
    page.get_by_label("What decides").select_option(kind)
    page.wait_for_timeout(600)
    shoot(page, f"editor-phone-{kind.split()[0].lower()}")
    assert no_sideways_scroll(page)
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 390])
def test_the_editor_fits_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    _edit(page)
    page.wait_for_timeout(600)
    shoot(page, f"editor-phone-{width}")
    assert no_sideways_scroll(page)
    assert findings(page) == []
