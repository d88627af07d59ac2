"""The four ledgers: live, by keyboard, as tables, and honest about what is old, missing or made up."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from omc.kernel.instants import to_iso
from tests.browser import told
from tests.browser.fake_house import FakeHouse
from tests.browser.steps import enter, findings, move, no_sideways_scroll, settled, shoot

pytestmark = pytest.mark.browser

# Counts the sounds that a page makes.
_EARS = """
window.chimes = 0;
window.AudioContext = class { constructor() { window.chimes += 1; throw new Error("no sound here"); } };
"""
CRITICAL = {
    "record_id": "rec-new",
    "source": "coinspot_news",
    "type": "hack",
    "title": "A bridge is drained",
    "impact": 10,
    "priority": "critical",
    "assets": ["ETH"],
    "url": None,
    "reasons": ["hack"],
    "synthetic": False,
}


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def ticker(page: Page) -> Locator:
    return page.get_by_role("list", name="Newest events").get_by_role("listitem")


def ready(page: Page, house: FakeHouse) -> None:
    """Live, and subscribed."""
    enter(page, "/ledgers")
    settled(page)
    expect(page.get_by_test_id("connection")).to_have_attribute("data-status", "live")


def strike(house: FakeHouse) -> None:
    """A critical event: it is in the list from then on, and pushed."""
    page = told.everything_told()["/v1/ledgers/catalyst"]
    known = {"known_at": to_iso(told.NOW), "event_time": to_iso(told.NOW)}
    rest = {"description": "", "details": {}, "basis": "observed", "first_seen_latency_ms": 0}

    def answer(request: Request) -> tuple[int, Any]:
        status, body = page(request)
        return status, {**body, "items": [{**CRITICAL, **known, **rest}, *body["items"]]}

    house.answers["/v1/ledgers/catalyst"] = answer
    house.push("catalyst_critical", CRITICAL, channel="ledger:catalyst", at=to_iso(told.NOW))


def top(page: Page, name: str) -> tuple[float, float]:
    box = card(page, name).bounding_box()
    assert box is not None
    return box["y"], box["x"]


def test_four_cards_stand_in_their_order_two_by_two_and_on_a_phone_one_below_the_other(page: Page) -> None:
    names = ["Catalyst", "Exchange", "Human", "Glass"]
    enter(page, "/ledgers")
    settled(page)
    wide = {name: top(page, name) for name in names}
    assert sorted(names, key=lambda name: wide[name]) == names
    assert wide["Catalyst"][0] == wide["Exchange"][0] < wide["Human"][0] == wide["Glass"][0]
    page.set_viewport_size({"width": 320, "height": 700})
    narrow = {name: top(page, name) for name in names}
    assert sorted(names, key=lambda name: narrow[name]) == names
    assert len({x for _, x in narrow.values()}) == 1
    assert no_sideways_scroll(page)


def test_a_critical_event_comes_by_push_is_announced_and_chimes(page: Page, house: FakeHouse) -> None:
    page.add_init_script(_EARS)
    ready(page, house)
    strike(house)
    expect(ticker(page).first).to_contain_text("Critical: A bridge is drained")
    expect(ticker(page)).to_have_count(5)
    alert = card(page, "Catalyst").get_by_role("alert")
    expect(alert).to_have_text("Critical event: A bridge is drained, ETH")
    expect(alert).to_have_attribute("aria-live", "assertive")
    assert page.evaluate("window.chimes") == 1
    strike(house)
    page.wait_for_timeout(300)
    expect(ticker(page).filter(has_text="A bridge is drained")).to_have_count(1)


def test_a_muted_page_makes_no_sound_and_stays_muted(page: Page, house: FakeHouse) -> None:
    page.add_init_script(_EARS)
    ready(page, house)
    page.get_by_role("button", name="Mute").click()
    strike(house)
    expect(ticker(page).first).to_contain_text("A bridge is drained")
    assert page.evaluate("window.chimes") == 0
    move(page, "/nowhere")
    move(page, "/ledgers")
    expect(page.get_by_role("button", name="Muted")).to_have_attribute("aria-pressed", "true")


def test_what_was_read_is_remembered(page: Page) -> None:
    enter(page, "/ledgers")
    settled(page)
    first = ticker(page).first
    first.get_by_role("button", name=re.compile("Mark read")).click()
    expect(first).to_contain_text("read")
    move(page, "/nowhere")
    move(page, "/ledgers")
    expect(ticker(page).first.get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="Mark all read").click()
    expect(ticker(page).get_by_role("button")).to_have_count(0)


def test_the_range_of_glass_is_asked_for_and_its_table_names_the_hole(page: Page) -> None:
    enter(page, "/ledgers")
    settled(page)
    glass = card(page, "Glass")
    with page.expect_request(re.compile("glass.*days=7")):
        glass.get_by_role("button", name="7 d").click()
    glass.get_by_role("button", name="30 d").click()
    expect(
        glass.get_by_role("img", name=re.compile("TVL and fees, last 30 days, TVL (rising|falling)"))
    ).to_be_visible()
    glass.get_by_role("button", name="View as table").click()
    missing = glass.get_by_role("row").filter(has_text="Tron")
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("–")
    with page.expect_download() as file:
        glass.get_by_role("button", name="Export CSV").click()
    assert file.value.suggested_filename == "glass-30d.csv"


def test_the_days_are_walked_by_arrows_and_one_opens_by_source_and_hour(page: Page) -> None:
    enter(page, "/ledgers/human")
    settled(page)
    grid = page.get_by_role("grid", name=re.compile("Sentiment by day"))
    grid.locator("td[tabindex='0']").focus()
    words = page.get_by_test_id("heat-said")
    today = words.inner_text()
    assert re.search(r"[+−]?\d\.\d\d \(.*\), \d+ mentions?; \w+", today)
    page.keyboard.press("ArrowUp")
    expect(words).not_to_have_text(today)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("table", name="By source").get_by_role("row")).to_have_count(4)
    expect(dialog.get_by_role("table", name="By hour")).to_be_visible()
    shoot(page, "human-day")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(grid.locator("td:focus")).to_have_count(1)


def test_sources_and_a_least_score_narrow_the_calendar(page: Page) -> None:
    enter(page, "/ledgers/human")
    settled(page)
    with page.expect_request(re.compile("sources=cryptopanic%2Cnews_feeds")):
        page.get_by_label("reddit").uncheck()
    with page.expect_request(re.compile("min_score=0.05")):
        page.get_by_role("slider").press("ArrowRight")
    page.get_by_label("news_feeds").uncheck()
    page.get_by_label("cryptopanic").click()
    expect(page.get_by_label("cryptopanic")).to_be_checked()


def test_prices_say_their_direction_by_sign_too_and_sort(page: Page) -> None:
    enter(page, "/ledgers")
    settled(page)
    exchange = card(page, "Exchange")
    rows = exchange.get_by_role("table", name="Prices").locator("tbody tr")
    expect(rows).to_have_count(10)
    expect(rows.first).to_contain_text("BTC/AUD")
    exchange.get_by_role("button", name="Change").click()
    changes = [
        float(text.translate(str.maketrans("−", "-", "▲▼■ \u00a0%")))
        for text in rows.locator("td:last-child").all_inner_texts()
    ]
    assert changes == sorted(changes, reverse=True)
    assert min(changes) < 0 < max(changes)
    for text in rows.locator("td:last-child").all_inner_texts():
        assert re.match(r"▲ \+|▼ −|■ ", text)
    expect(rows.first.get_by_role("img")).to_have_attribute("aria-label", re.compile("high .* low"))
    rows.first.focus()
    page.keyboard.press("Enter")
    expect(card(page, "Market").get_by_role("img", name=re.compile("last 24 h"))).to_be_visible()


def test_a_list_of_coins_that_is_not_the_present_one_says_so(page: Page, house: FakeHouse) -> None:
    house.answers["/v1/ledgers/rankings"] = told.rankings_answer(told=False)
    enter(page, "/ledgers/exchange")
    settled(page)
    expect(page.get_by_text("A fixed list")).to_be_visible()


def test_an_event_tells_what_followed_others_of_its_type(page: Page) -> None:
    enter(page, "/ledgers")
    settled(page)
    ticker(page).first.get_by_role("link").click()
    settled(page)
    effect = card(page, "Past effect")
    expect(effect.get_by_role("row").filter(has_text="A day")).to_contain_text("+1.10")
    expect(effect.get_by_role("row").filter(has_text="A week")).to_contain_text("−1.20")
    expect(effect).to_contain_text("venue:BTC/USDT:1h")
    assert findings(page) == []


def test_under_five_events_no_move_is_told(page: Page, house: FakeHouse) -> None:
    event = told.happened()[0]
    house.answers[f"/v1/ledgers/catalyst/{event.record_id}"] = told.detail(event, past=4)
    enter(page, f"/ledgers/catalyst/{event.record_id}")
    settled(page)
    expect(card(page, "Past effect")).to_contain_text("4 other events of this type are kept")
    expect(card(page, "Past effect").get_by_role("table")).to_have_count(0)


def test_a_link_that_is_no_web_address_is_none(page: Page, house: FakeHouse) -> None:
    event = told.happened()[0]
    answer: dict[str, Any] = told.detail(event)
    answer["event"]["url"] = "javascript:alert(1)"
    house.answers[f"/v1/ledgers/catalyst/{event.record_id}"] = answer
    enter(page, f"/ledgers/catalyst/{event.record_id}")
    settled(page)
    expect(page.get_by_role("link", name="At the source")).to_have_count(0)


def test_events_are_filtered_and_a_wrong_symbol_is_told_the_right_form(page: Page) -> None:
    enter(page, "/ledgers/catalyst")
    settled(page)
    rows = page.get_by_role("table", name="Events, newest first").locator("tbody tr")
    expect(rows).to_have_count(6)
    page.get_by_label("Type").select_option("treasury")
    expect(rows).to_have_count(1)
    page.get_by_role("textbox", name="Coin").fill("B T")
    expect(page.get_by_text("A symbol such as SOL")).to_be_visible()
    page.get_by_role("textbox", name="Coin").fill("sol")
    expect(page.get_by_text("No such event")).to_be_visible()
    assert findings(page) == []


def test_the_explorer_draws_what_it_finds_and_gives_it_as_csv(page: Page, house: FakeHouse) -> None:
    enter(page, "/ledgers/explore")
    page.get_by_label("Ledger", exact=True).select_option("glass")
    page.get_by_label("Since").select_option("30")
    page.get_by_role("button", name="Look").click()
    settled(page)
    drawn = card(page, "Drawn")
    expect(drawn.get_by_role("img")).to_be_visible()
    drawn.get_by_label("Show").select_option("protocol:aave fees_24h")
    expect(drawn.get_by_role("img", name=re.compile("protocol:aave fees_24h"))).to_be_visible()
    with page.expect_download() as file:
        card(page, "Records").get_by_role("button", name="CSV").click()
    assert file.value.path().read_bytes().startswith(b"record_id,ledger,kind,source,")
    assert house.posts[-1][1]["limit"] == 10_000
    shoot(page, "explorer-found")
    assert findings(page) == []


def test_what_is_old_or_made_up_is_marked_and_a_quality_is_shown_where_there_is_one(
    page: Page, house: FakeHouse
) -> None:
    prices = told.prices_answer()
    prices["freshness"] |= {"stale": True, "synthetic": True, "known_at": "2026-01-01T00:00:00.000Z"}
    house.answers["/v1/ledgers/exchange/prices"] = prices
    house.answers["/v1/ledgers/quality"] = {"items": []}
    enter(page, "/ledgers")
    settled(page)
    expect(card(page, "Exchange").get_by_text(re.compile(r"Stale, \d+ d old"))).to_be_visible()
    expect(card(page, "Exchange").get_by_text("Made up")).to_be_visible()
    expect(page.get_by_text(re.compile("^Quality"))).to_have_count(0)
    house.answers["/v1/ledgers/quality"] = {
        "items": [{"name": "glass", "overall": 0.64, "reasons": ["half of it is late"]}]
    }
    move(page, "/nowhere")
    page.reload()
    page.get_by_role("button", name="Use the demo account").or_(
        page.get_by_role("navigation", name="Pages")
    ).first.wait_for()
    move(page, "/ledgers")
    expect(card(page, "Glass").get_by_text("Quality 64")).to_be_visible()
    shoot(page, "ledgers-stale")
    assert findings(page) == []


def test_figures_stay_with_their_time_while_reading_again_fails(page: Page, house: FakeHouse) -> None:
    enter(page, "/ledgers")
    settled(page)
    house.answers["/v1/ledgers/exchange/prices"] = lambda _: (
        500,
        {"code": "internal", "message": "It broke.", "fields": [], "request_id": "req-7"},
    )
    failed = card(page, "Exchange").get_by_role("alert")
    expect(failed).to_contain_text(re.compile(r"Last data at \d\d:\d\d:\d\d"), timeout=30_000)
    expect(card(page, "Exchange").get_by_role("table", name="Prices")).to_be_visible()
    assert findings(page) == []
    house.answers["/v1/ledgers/exchange/prices"] = told.prices_answer()
    failed.get_by_role("button", name="Retry").click()
    expect(failed).to_be_hidden(timeout=15_000)


def test_what_is_held_stands_first_by_its_worth_and_then_the_largest(page: Page, house: FakeHouse) -> None:
    (held, *_) = house.answers["/v1/floor/positions"]["items"]
    house.answers["/v1/floor/positions"] = {
        "items": [
            {**held, "symbol": symbol, "quantity": quantity, "side": side, "mode": mode}
            for symbol, quantity, side, mode in (
                ("SOL/USDT", "1", "long", "paper"),
                ("DOT/AUD", "100", "long", "paper"),
                ("ADA/USDT", "1000", "short", "paper"),
                ("LTC/USDT", "1000", "long", "simulation"),
            )
        ],
        "next_cursor": None,
    }
    enter(page, "/ledgers")
    settled(page)
    rows = card(page, "Exchange").get_by_role("table", name="Prices").locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("DOT/AUD")
    markets = [text.split()[0] for text in rows.all_inner_texts()]
    assert markets[:4] == ["DOT/AUD", "SOL/AUD", "BTC/AUD", "ETH/AUD"]
    expect(rows.filter(has_text="held")).to_have_count(2)
    shoot(page, "ledgers-held")


def test_a_spread_is_no_opportunity_until_the_person_tells_what_a_transfer_costs(page: Page) -> None:
    enter(page, "/ledgers/exchange")
    settled(page)
    between = card(page, "Between venues")
    rows = between.get_by_role("table", name="Spreads between venues").locator("tbody tr")
    expect(rows.first).to_contain_text("not known: withdrawal fee, network fee")
    expect(between.get_by_text("Opportunity", exact=True)).to_have_count(0)
    shoot(page, "exchange-spreads")
    between.get_by_label("Withdrawal fee").fill("4")
    expect(rows.first).to_contain_text("not known: network fee")
    between.get_by_label("Network fee").fill("1")
    expect(rows.first).to_contain_text("SOL/USDT")
    expect(rows.first.get_by_text("Opportunity", exact=True)).to_be_visible()
    expect(rows.nth(1)).to_contain_text("too little")
    assert findings(page) == []
    between.get_by_label("Network fee").fill("9")
    expect(rows.first).to_contain_text("too little")


def test_an_alert_is_made_and_removed_by_keyboard(page: Page, house: FakeHouse) -> None:
    enter(page, "/ledgers/alerts")
    settled(page)
    form = page.get_by_role("form", name="New alert")
    form.get_by_label("Listing", exact=True).press("Space")
    form.get_by_label("Coins").press_sequentially("sol b*tc")
    expect(form.get_by_text("A symbol such as SOL, not B*TC")).to_be_visible()
    form.get_by_label("Coins").fill("sol, btc")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    form.get_by_role("button", name="Set alert").press("Enter")
    standing = page.get_by_role("list", name="Your alerts").get_by_role("listitem")
    expect(standing).to_have_count(2)
    expect(standing.first).to_contain_text("BTC SOL, critical only")
    path, body = house.posts[-1]
    assert (path, body) == (
        "/v1/alerts",
        {"types": ["listing"], "coins": ["SOL", "BTC"], "least_priority": "critical", "channels": ["in_app"]},
    )
    standing.first.get_by_role("button", name=re.compile("Switch off")).press("Enter")
    expect(standing.first).to_contain_text("switched off")
    assert findings(page) == []
    shoot(page, "alerts-made")
    standing.first.get_by_role("button", name=re.compile("Remove: Listing")).press("Enter")
    expect(standing).to_have_count(1)


def test_an_alert_is_set_from_an_event_with_its_type_coins_and_priority(page: Page) -> None:
    event = told.happened()[4]
    enter(page, f"/ledgers/catalyst/{event.record_id}")
    settled(page)
    page.get_by_role("link", name="Set alert").press("Enter")
    form = page.get_by_role("form", name="New alert")
    expect(form.get_by_label("Delisting")).to_be_checked()
    expect(form.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(form.get_by_label("Coins")).to_have_value("WAVES")
    expect(form.get_by_label("Priority")).to_have_value("high")


def test_what_an_alert_tells_is_said_on_any_page_and_read_once(page: Page, house: FakeHouse) -> None:
    enter(page, "/charts")
    expect(page.get_by_test_id("connection")).to_have_attribute("data-status", "live")
    (newest, _) = house.answers["GET /v1/notifications"](None)[1]["items"]
    house.push("alert_triggered", newest, channel="alerts")
    expect(page.get_by_role("status", name="Notes")).to_contain_text("Alert, critical: CoinSpot lists SUI")
    move(page, "/ledgers/alerts")
    settled(page)
    rows = page.get_by_role("table", name="Notifications, newest first").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(page.get_by_text("1 unread")).to_be_visible()
    rows.first.get_by_role("button", name=re.compile("Mark read")).press("Enter")
    expect(page.get_by_text("1 unread")).to_have_count(0)
    expect(rows.first).to_contain_text("read")
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Event", level=1)).to_be_visible()


def test_cards_are_hidden_and_moved_and_stay_so(page: Page) -> None:
    enter(page, "/ledgers")
    settled(page)
    page.get_by_role("button", name="Arrange").click()
    page.get_by_role("checkbox", name="Human").uncheck()
    for _ in range(3):
        page.get_by_role("button", name="Glass earlier").press("Enter")
    expect(card(page, "Human")).to_have_count(0)
    assert findings(page) == []
    move(page, "/nowhere")
    move(page, "/ledgers")
    settled(page)
    assert top(page, "Glass") < top(page, "Catalyst")
    expect(card(page, "Human")).to_have_count(0)
