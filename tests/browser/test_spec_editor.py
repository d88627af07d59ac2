"""The editor says all a spec can say: partial targets, sessions, indicators of one's own, ensembles."""

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


def test_an_entry_at_a_limit_is_said_and_sent(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_label("Entry", exact=True).select_option("atr")
    page.get_by_label("Off the close, times ATR").fill("0.4")
    page.get_by_label("Waits for bars").fill("6")
    sent = _saved(page, house)
    limit = {name: value for name, value in sent["limit_entry"].items() if value is not None}
    assert limit == {"kind": "atr", "valid_bars": 6, "multiple": "0.4", "period": 14}


def test_an_ensemble_that_is_no_json_is_told_and_a_right_one_is_kept(page: Page, house: FakeHouse) -> None:
    _edit(page)
    page.get_by_role("button", name="Let several rules vote").click()
    text = page.get_by_label("Ensemble as JSON")
    whole = text.input_value()
    text.fill(whole[:-1])
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill(whole)
    page.get_by_role("button", name="Add an indicator of your own").click()
    page.get_by_label("Indicator name").fill("band")
    page.get_by_label("Arguments of band").fill("length, width")
    page.get_by_label("Value of band").fill("ema(close, $length) + $width * atr($length)")
    page.wait_for_timeout(600)
    shoot(page, "editor-full")
    assert findings(page) == []
    sent = _saved(page, house)
    assert [member["name"] for member in sent["ensemble"]["members"]] == ["trend", "reversion"]
    assert sent["indicators"]["band"]["args"] == ["length", "width"]


@pytest.mark.parametrize("width", [320, 390])
def test_the_editor_fits_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    _edit(page)
    page.wait_for_timeout(600)
    shoot(page, f"editor-phone-{width}")
    assert no_sideways_scroll(page)
    assert findings(page) == []
