"""The traps of filings and announcements, each met once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.sources.faults import FOREVER, Fault
from local.sources.server import SourceServer
from omc.adapters.sources.coinspot_news.page import entries_of
from omc.adapters.sources.sec_edgar.acceptance import Reading, accepted_at, reading_of
from omc.kernel.instants import MINUTE_MS, from_iso
from omc.ledgers.announcements import classified
from omc.ledgers.errors import RateLimited, SourceChanged
from omc.ledgers.priorities import priority_of
from omc.ledgers.records import CatalystEvent
from omc.ledgers.sentiment.coins import bracketed, coins_in
from omc.ledgers.taxonomy import Basis, EventType, Priority
from tests.fakes.sources import Bench
from tests.reference import reference_file
from tests.unit.sources.conftest import NOW, records_of

Opened = Callable[..., Bench]
CONTACT = "Example Co admin@example.com"


def events(bench: Bench, since: int | None = None) -> list[CatalystEvent]:
    return [record for record in records_of(bench, since) if isinstance(record, CatalystEvent)]


def submissions(*rows: dict[str, str], **extra: list[Any]) -> str:
    names = ("accessionNumber", "acceptanceDateTime", "form", "primaryDocument", "items", "filingDate")
    recent: dict[str, list[Any]] = {name: [row.get(name, "") for row in rows] for name in names}
    return json.dumps({"cik": "1", "name": "EXAMPLE INC", "filings": {"recent": {**recent, **extra}}})


def filing(accepted: str, form: str = "8-K", **fields: str) -> dict[str, str]:
    return {"accessionNumber": f"0-{accepted}-{form}", "acceptanceDateTime": accepted, "form": form, **fields}


def edgar(bench: Opened, sources: SourceServer, body: str, **settings: Any) -> Bench:
    sources.faults.add(Fault("body", host="data.sec.gov", body=body, times=FOREVER))
    return bench("sec_edgar", contact=CONTACT, companies={"MSTR": ["BTC"]}, **settings)


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["2024-03-04T08:00:28.000Z", "2024-03-04T16:30:00.000Z"], Reading.EASTERN),
        (["2024-03-04T22:10:00.000Z", "2024-03-04T16:30:00.000Z"], Reading.UTC),
        (["2024-03-04T16:30:00.000Z"], Reading.UNKNOWN),
        (["2024-03-04T08:00:00.000Z", "2024-03-04T23:00:00.000Z"], Reading.UNKNOWN),
    ],
)
def test_the_hours_of_a_filer_s_stamps_tell_how_to_read_them(stamps: list[str], expected: Reading) -> None:
    assert reading_of(stamps) is expected


def test_the_later_reading_counts_where_the_hours_tell_nothing() -> None:
    stamp = "2024-03-04T16:30:00.000Z"
    assert accepted_at(stamp, Reading.UTC) == from_iso("2024-03-04T16:30:00Z")
    assert accepted_at(stamp, Reading.EASTERN) == from_iso("2024-03-04T21:30:00Z")
    assert accepted_at(stamp, Reading.UNKNOWN) == from_iso("2024-03-04T21:30:00Z")
    # In summer New York is four hours behind.
    assert accepted_at("2024-07-01T16:30:00.000Z", Reading.EASTERN) == from_iso("2024-07-01T20:30:00Z")


@pytest.mark.parametrize("name", ["CIK0001050446_MSTR_first120", "CIK0001318605_TSLA_first60"])
def test_recorded_filers_write_new_york_s_time_with_a_false_z(name: str) -> None:
    document = json.loads(reference_file("fixtures", "sec_edgar", f"submissions_{name}.json").read_text())
    stamps = document["filings"]["recent"]["acceptanceDateTime"]
    assert reading_of(stamps) is Reading.EASTERN


def test_a_recorded_company_s_filings_are_read_by_column(bench: Opened, sources: SourceServer) -> None:
    path = reference_file("fixtures", "sec_edgar", "submissions_CIK0001050446_MSTR_first120.json")
    made = edgar(bench, sources, path.read_text(), first_look_days=3650)
    made.clock.instant = from_iso("2026-02-01T00:00:00Z")
    found = events(made)
    assert len(found) > 20
    assert {one.details["accepted_read_as"] for one in found} == {"New York"}
    assert all(one.known_at >= one.event_time for one in found)


def test_a_filing_found_late_counts_as_known_a_lag_after_it_was_accepted(
    bench: Opened, sources: SourceServer
) -> None:
    body = submissions(filing("2024-02-20T08:00:28.000Z"), filing("2024-03-05T06:30:00.000Z"))
    old, fresh = events(edgar(bench, sources, body))
    assert (old.basis, old.known_at - old.event_time) == (Basis.PUBLISHED_PLUS_LAG, 10 * MINUTE_MS)
    assert fresh.basis is Basis.OBSERVED
    assert fresh.event_time == from_iso("2024-03-05T11:30:00Z") <= fresh.known_at


def test_forms_weigh_what_they_weigh_and_idle_ones_are_no_events(
    bench: Opened, sources: SourceServer
) -> None:
    forms = ("4", "8-K", "10-K", "10-Q", "S-1", "19b-4", "8-K/A", "144", "ARS")
    rows = [filing(f"2024-03-04T08:{at:02d}:00.000Z", form) for at, form in enumerate(forms)]
    found = {one.details["form"]: one for one in events(edgar(bench, sources, submissions(*rows)))}
    weights = {form: event.impact for form, event in found.items()}
    assert weights == {"4": 5, "8-K": 8, "10-K": 6, "10-Q": 5, "S-1": 9, "19b-4": 10, "8-K/A": 8}
    assert found["19b-4"].type is EventType.REGULATION
    assert found["19b-4"].priority is Priority.CRITICAL
    assert all(one.reasons for one in found.values())


def test_an_amended_restatement_is_graver_than_its_form(bench: Opened, sources: SourceServer) -> None:
    (one,) = events(edgar(bench, sources, submissions(filing("2024-03-04T08:00:00.000Z", items="4.02,9.01"))))
    assert one.impact == 9
    assert "restatement" in one.reasons[0]


def test_columns_of_unequal_length_are_refused_and_new_columns_are_welcome(
    bench: Opened, sources: SourceServer
) -> None:
    row = filing("2024-03-04T08:00:00.000Z")
    with pytest.raises(SourceChanged, match="columns of 1 filings"):
        events(edgar(bench, sources, submissions(row, form=["8-K", "4"])))
    sources.faults.lift()
    assert len(events(edgar(bench, sources, submissions(row, core_type=["XBRL"])))) == 1


def test_too_many_requests_come_as_403_with_a_page(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("html", host="data.sec.gov", status=403, times=FOREVER))
    with pytest.raises(RateLimited) as caught:
        events(bench("sec_edgar", contact=CONTACT))
    assert caught.value.retry_after_s == 600


def test_a_company_that_the_sec_does_not_know_is_told(bench: Opened) -> None:
    made = bench("sec_edgar", contact=CONTACT, companies={"MSTR": ["BTC"], "NOPE": ["BTC"]})
    pages = list(made.source().collect(None))
    assert pages[0].rejected == ("the SEC knows no company NOPE",)
    assert not made.source().check(NOW).works


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Delisting notice: XYZ (XYZ)", EventType.DELISTING),
        ("XYZ (XYZ) no longer available", EventType.DELISTING),
        ("Removal of Example (EXM)", EventType.DELISTING),
        ("Trading unavailable for Example (EXM)", EventType.MAINTENANCE),
        ("Scheduled maintenance: new wallet system", EventType.MAINTENANCE),
        ("New feature: recurring buys", EventType.OTHER),
        ("New app launch", EventType.OTHER),
        ("Example (EXM) is now available on CoinSpot", EventType.LISTING),
        ("New coin listing: Example (EXM)", EventType.LISTING),
        ("We have added Solana (SOL)", EventType.LISTING),
        ("MATIC token swap to POL", EventType.TRADING),
        ("Security incident at a partner", EventType.HACK),
    ],
)
def test_bad_news_is_looked_for_before_good_news(title: str, expected: EventType) -> None:
    coins = (*coins_in(title), *bracketed(title))
    announced = classified(title, coins)
    assert announced.type is expected
    assert announced.reason


def test_listings_and_hacks_are_critical_whatever_they_weigh() -> None:
    assert priority_of(EventType.LISTING, 3) is Priority.CRITICAL
    assert priority_of(EventType.HACK, 1) is Priority.CRITICAL
    assert priority_of(EventType.FILING, 9) is Priority.CRITICAL
    assert priority_of(EventType.FILING, 6) is Priority.HIGH
    assert priority_of(EventType.DELISTING, 5) is Priority.NORMAL


@pytest.mark.parametrize(
    ("text", "coins"),
    [
        ("Buy the op and link up, one near the sand", ()),
        ("OP and LINK rise", ("LINK", "OP")),
        ("bitcoin and Ether", ("BTC", "ETH")),
        ("an avalanche of curve balls, a ripple", ()),
        ("Avalanche and Curve", ("AVAX", "CRV")),
        ("BTCUSD is no word of ours, $BTC is", ("BTC",)),
    ],
)
def test_tickers_that_are_words_count_in_capitals_only(text: str, coins: tuple[str, ...]) -> None:
    assert coins_in(text) == coins


def test_an_article_happened_when_it_was_created_however_late_it_is_seen(bench: Opened) -> None:
    found = events(bench("coinspot_news"))
    oldest = min(found, key=lambda one: one.event_time)
    assert oldest.basis is Basis.PUBLISHED_PLUS_LAG
    assert oldest.known_at == oldest.event_time + MINUTE_MS
    assert {one.type for one in found} >= {EventType.LISTING, EventType.DELISTING, EventType.MAINTENANCE}


def test_the_page_is_read_where_the_api_asks_for_a_sign_in(bench: Opened, sources: SourceServer) -> None:
    made = bench("coinspot_news")
    by_api = {one.natural_key: one.event_time for one in events(made)}
    sources.faults.add(Fault("status", path="/api/v2/help_center", status=403, times=FOREVER))
    by_page = events(made)
    assert len(by_page) == 5
    assert all(by_api[one.natural_key] == one.event_time for one in by_page)
    following = events(made)
    assert not {one.natural_key for one in following} & {one.natural_key for one in by_page}


def test_a_page_that_had_articles_and_has_none_is_a_failure_and_no_empty_success(
    bench: Opened, sources: SourceServer
) -> None:
    sources.faults.add(Fault("body", body='{"articles": []}', times=FOREVER))
    with pytest.raises(SourceChanged, match="at least 1"):
        events(bench("coinspot_news"))


def test_links_of_a_page_are_read_once_each() -> None:
    link = '<a href="/hc/en-us/articles/7-x" class="article-list-link"><b>Now</b> here</a>'
    assert [(one.article_id, one.title) for one in entries_of(link + link + '<a href="/x">y</a>')] == [
        ("7", "Now here")
    ]
