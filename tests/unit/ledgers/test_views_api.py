"""What the four pages and the explorer read, over HTTP, from records in the table."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import boto3
import pytest

from functions.api.ledgers.handler import app
from omc.adapters.dynamodb.ledger.writer import DynamoRecordWriter
from omc.adapters.dynamodb.transactor import Transactor
from omc.adapters.s3.ledger.archive import RecordArchive
from omc.adapters.s3.ledger.compaction import Compaction
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from omc.ledgers.reading import RecordPage, RecordQuery
from omc.ledgers.records import Record, Sentiment
from omc.ledgers.taxonomy import EventType, Ledger, Priority
from omc.market.bars import to_arrays
from omc.market.model import Series
from omc.wiring import ledger_records, ledger_views
from omc.wiring.market import market
from tests.fakes.bars import bar, bars
from tests.fakes.clock import FixedClock
from tests.fakes.evidence import NOON, event, measurement, news, quote
from tests.fakes.gateway import BEN, Answer, Context, http_event, read
from tests.fakes.quick_moto import quick_transactions

ADA = "ada-sub"


@pytest.fixture
def house(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    quick_transactions(monkeypatch)
    monkeypatch.setattr(ledger_views, "now", lambda: NOON)
    monkeypatch.setattr(ledger_records, "now", lambda: NOON)
    return iter(())


def keep(*records: Record) -> None:
    client = boto3.client("dynamodb")
    transactor = Transactor(client, lambda pause: None, lambda: 0.5)
    DynamoRecordWriter(client, "ledger", FixedClock(NOON), transactor).write(records)


def ask(method: str, path: str, body: Any = None, sub: str = ADA, **query: str) -> dict[str, Any]:
    event_ = http_event(method, f"/v1/ledgers/{path}", body=body, query=query, sub=sub, groups=("viewer",))
    return app.resolve(event_, Context())


def get(path: str, sub: str = ADA, **query: str) -> Answer:
    return read(ask("GET", path, sub=sub, **query))


def post_query(sub: str = ADA, **body: Any) -> Answer:
    return read(ask("POST", "query", body, sub=sub))


def catalysts(count: int, **changes: Any) -> list[Record]:
    return [
        event(
            f"e{n}",
            f"Event {n}",
            **{"event_time": NOON - n * DAY_MS, "known_at": NOON - n * DAY_MS, **changes},
        )
        for n in range(1, count + 1)
    ]


def titles(answer: Answer) -> list[str]:
    return [item["title"] for item in answer.body["items"]]


def test_glass_shows_its_days_and_says_what_is_missing(house: None) -> None:
    for days_ago in range(1, 4):
        at = NOON - days_ago * DAY_MS
        told: dict[str, Any] = {"event_time": at, "known_at": at, "source": "defillama"}
        keep(
            measurement(
                f"c{at}", subject="chain:Ethereum", values={"tvl_usd": Decimal(100 - days_ago)}, **told
            ),
            measurement(
                f"p{at}",
                subject="protocol:aave",
                values={"tvl_usd": Decimal(9), "fees_24h": Decimal(2)},
                **told,
            ),
        )
    keep(
        measurement(
            "btc",
            "900000",
            source="coinmetrics",
            subject="BTC",
            values={"active_addresses": Decimal(900_000)},
            event_time=NOON - DAY_MS,
            known_at=NOON - DAY_MS,
        )
    )
    body = get("glass", days="7").body
    assert len(body["points"]) == 7
    assert [point["tvl_usd"] for point in body["points"]][-4:] == ["97", "98", "99", None]
    assert body["points"][-1]["missing"] == ["Ethereum", "aave"]
    assert (body["tvl_usd"], body["tvl_change_24h_fraction"]) == ("99", "0.01020408")
    assert (body["fees_30d_usd"], body["fees_daily_mean_usd"], body["fees_days"]) == ("6", "2.00", 3)
    assert body["active_addresses"][0]["count"] == "900000"
    assert body["freshness"] == {
        "as_of": to_iso(NOON),
        "known_at": to_iso(NOON - DAY_MS),
        "stale": False,
        "synthetic": False,
    }


def chain(day: int, value: int, **changes: Any) -> Record:
    at = day * DAY_MS
    known = {"event_time": at, "known_at": at + HOUR_MS, "source": "defillama", **changes}
    values = {"tvl_usd": Decimal(value)}
    return measurement(f"chain:Ethereum:{at}", subject="chain:Ethereum", values=values, **known)


def test_a_year_of_glass_is_a_year_and_each_day_counts_once(house: None) -> None:
    today = NOON // DAY_MS
    told = (400, 364, 200, 91, 90, 89, 30, 1)
    records = {ago: chain(today - ago, ago) for ago in told}
    # The source corrected one of them the day after, and parts of the lake are there twice.
    corrected = chain(today - 200, 7, known_at=(today - 199) * DAY_MS)
    lake = RecordArchive(boto3.client("s3"), "lake")
    lake.add(list(records.values()))
    lake.add([records[364], records[200], corrected])
    keep(*(records[ago] for ago in told if ago < 90))
    expected = {364: 364, 200: 7, 91: 91, 90: 90, 89: 89, 30: 30, 1: 1}
    for _ in range(2):
        points = get("glass", days="365").body["points"]
        assert len(points) == 365
        values = {364 - n: int(one["tvl_usd"]) for n, one in enumerate(points) if one["tvl_usd"]}
        assert values == expected
        assert Compaction(boto3.client("s3"), "lake").run().parts
        ledger_views._older.cache_clear()
        lake.add([records[91]])
    assert len(get("glass", days="90").body["points"]) == 90


def test_a_month_of_glass_asks_the_lake_for_nothing(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMC_LAKE_BUCKET")
    keep(chain(NOON // DAY_MS - 1, 5))
    assert get("glass", days="90").body["points"][-2]["tvl_usd"] == "5"


def test_symbols_of_two_venues_are_compared_and_an_opportunity_needs_every_fee(house: None) -> None:
    minute = NOON // MINUTE_MS - 1
    for venue, price in (("kraken", "10.3"), ("binance", "10"), ("simulated", "12")):
        series = Series.parse(f"{venue}:BTC/USDT:1m")
        market().store.append(series, [bar(series, minute - n, price) for n in (1, 0)])
    (row,) = get("exchange/spreads").body["items"]
    assert (row["buy_venue"], row["sell_venue"], row["spread_fraction"]) == (
        "binance",
        "kraken",
        "0.03000000",
    )
    assert (row["net_fraction"], row["opportunity"]) == (None, False)
    assert row["unknown"] == ["withdrawal fee", "network fee"]
    assert len(row["points"]) == 2
    fees = {"withdrawal_fee": "5", "network_fee": "0", "notional": "1000"}
    (known,) = get("exchange/spreads", **fees).body["items"]
    left = Decimal(known["traded_fraction"]) - Decimal(known["net_fraction"])
    assert (left, known["opportunity"], known["unknown"]) == (Decimal("0.005"), True, [])
    (poor,) = get("exchange/spreads", **{**fees, "notional": "200"}).body["items"]
    assert poor["opportunity"] is False
    for wrong in ({"notional": "0"}, {"network_fee": "-1"}):
        assert get("exchange/spreads", **wrong).status == 400


def test_what_was_made_up_is_marked(house: None) -> None:
    keep(quote("q", event_time=NOON, source="coinspot_prices", synthetic=True))
    body = get("exchange/prices").body
    assert body["freshness"]["synthetic"] is True
    assert body["items"][0]["synthetic"] is True


def test_prices_of_the_symbols_asked_for_have_a_day_of_points(house: None) -> None:
    for minutes in (0, 600, 1436):
        at = NOON - minutes * MINUTE_MS
        keep(
            quote(f"b{at}", str(100 + minutes), source="coinspot_prices", event_time=at, known_at=at),
            quote(
                f"e{at}",
                source="coinspot_prices",
                symbol="ETH/AUD",
                assets=("ETH",),
                event_time=at,
                known_at=at,
            ),
        )
    (item,) = get("exchange/prices", symbols="BTC").body["items"]
    assert [point["price"] for point in item["points"]] == ["1536", "700", "100"]
    assert (item["move"], item["high"]) == ("down", "1536")
    assert len(get("exchange/prices").body["items"]) == 2


def test_a_step_that_is_over_is_read_once(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(quote("q", source="coinspot_prices", event_time=NOON - HOUR_MS, known_at=NOON - HOUR_MS))
    asked: list[RecordQuery] = []
    page = ledger_views.records().page

    def noted(query: RecordQuery) -> RecordPage:
        asked.append(query)
        return page(query)

    monkeypatch.setattr(ledger_views.records(), "page", noted)
    first = get("exchange/prices").body
    after_first = len(asked)
    assert get("exchange/prices").body == first
    assert after_first == 289
    assert len(asked) - after_first == 2


def test_rankings_fall_back_to_ten_and_say_so(house: None) -> None:
    body = get("rankings").body
    assert (body["cached"], body["source"], len(body["items"])) == (True, "fixed", 10)
    keep(
        measurement(
            "btc",
            source="market_caps",
            ledger=Ledger.EXCHANGE,
            subject="BTC",
            event_time=NOON - DAY_MS,
            known_at=NOON - DAY_MS,
            values={"market_cap_rank": Decimal(1)},
        )
    )
    body = get("rankings").body
    assert (body["cached"], body["source"], len(body["items"])) == (True, "market_caps", 1)


def score(text: str) -> Sentiment:
    return Sentiment(score=Decimal(text), magnitude=Decimal(1), method="votes", reasons=("so",))


def test_human_shows_35_days_and_its_filters(house: None) -> None:
    told: dict[str, Any] = {"event_time": NOON - HOUR_MS, "known_at": NOON - HOUR_MS}
    keep(news("a", sentiment=score("0.9"), **told), news("b", sentiment=score("0.1"), source="wire", **told))
    body = get("human").body
    assert len(body["days"]) == 35
    assert (body["days"][-1]["mean"], body["days"][-1]["band"], body["days"][0]["mean"]) == ("0.50", 2, None)
    assert (body["mood"], body["news"]["mentions"], body["sources"]) == ("neutral", 2, ["paper", "wire"])
    assert get("human", sources="wire").body["days"][-1]["mean"] == "0.10"
    assert get("human", min_score="0.5").body["mood"] == "bullish"
    day = get("human/day", day=to_iso(NOON)[:10] + "T00:00:00Z").body
    assert [one["source"] for one in day["sources"]] == ["paper", "wire"]
    assert day["hours"][11]["mentions"] == 2


def test_events_come_newest_first_and_once_over_all_pages(house: None) -> None:
    keep(*catalysts(5))
    seen, answer = list[str](), get("catalyst", limit="2")
    while True:
        seen += titles(answer)
        cursor = answer.body["next_cursor"]
        if cursor is None:
            break
        answer = get("catalyst", limit="2", cursor=cursor)
    assert seen == [f"Event {n}" for n in range(1, 6)]


def test_events_are_filtered_by_type_coin_priority_and_source(house: None) -> None:
    keep(
        *catalysts(2),
        event(
            "h",
            "A hack",
            type=EventType.HACK,
            assets=("ETH",),
            event_time=NOON - 1,
            known_at=NOON,
            priority=Priority.HIGH,
            source="wire",
        ),
    )
    for query in ({"type": "hack"}, {"coin": "ETH"}, {"priority": "high"}, {"source": "wire"}):
        assert titles(get("catalyst", **query)) == ["A hack"]
    assert titles(get("catalyst", type="upgrade")) == []
    assert get("catalyst").body["sources"] == ["venue_news", "wire"]


def test_a_cursor_belongs_to_a_person_and_a_filter(house: None) -> None:
    keep(*catalysts(3))
    cursor = get("catalyst", limit="1").body["next_cursor"]
    assert get("catalyst", sub=BEN, cursor=cursor).status == 400
    assert get("catalyst", type="hack", cursor=cursor).status == 400


def test_an_event_tells_the_past_of_its_type_from_five_on(house: None) -> None:
    series = Series.parse("venue:SOL/USDT:1h")
    hours = NOON // HOUR_MS
    market().lake.add(series, to_arrays(bars(series, range(hours - 24 * 60, hours))))
    market().store.adopt_history(series, market().lake.arrays(series).ts)
    keep(*catalysts(5, assets=("SOL",)))
    one = get("catalyst").body["items"][0]
    effect = get(f"catalyst/{one['record_id']}").body["past_effect"]
    assert effect["past_events"] == 4
    assert [(h["events"], h["mean_fraction"]) for h in effect["horizons"]] == [
        (4, None),
        (4, None),
        (0, None),
    ]
    keep(event("e6", "Event 6", event_time=NOON - 6 * DAY_MS, known_at=NOON - 6 * DAY_MS))
    effect = get(f"catalyst/{one['record_id']}").body["past_effect"]
    assert effect["horizons"][0]["events"] == 5
    assert isinstance(effect["horizons"][0]["mean_fraction"], float)
    assert effect["measured_on"] == [series.key]


def test_an_unknown_event_is_gone(house: None) -> None:
    keep(quote("q"))
    assert get("catalyst/rec-0").status == 404
    assert get(f"catalyst/{quote('q').record_id}").status == 404


def test_the_explorer_reads_any_ledger_by_time_coin_and_kind(house: None) -> None:
    keep(news("a", event_time=NOON - HOUR_MS, known_at=NOON), quote("q"), *catalysts(2))
    assert [row["record"]["title"] for row in post_query(ledger="human").body["items"]] == ["Bitcoin moves"]
    assert post_query(ledger="human", coin="DOGE").body["items"] == []
    assert post_query(ledger="human", kind="post").body["items"] == []
    far = {"ledger": "catalyst", "start": to_iso(NOON - 9 * DAY_MS), "end": to_iso(NOON)}
    assert len(post_query(**far, type="listing").body["items"]) == 2
    assert post_query(**far, type="hack").body["items"] == []


def test_csv_has_a_line_for_each_record_and_runs_no_formula(house: None) -> None:
    keep(news("a", '=HYPERLINK("x"), he said', event_time=NOON - HOUR_MS, known_at=NOON))
    answer = ask("POST", "query", {"ledger": "human", "format": "csv"})
    assert answer["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["body"].count("\r\n") == 2
    header, row = csv.reader(io.StringIO(answer["body"], newline=""))
    assert dict(zip(header, row, strict=True))["title"] == '\'=HYPERLINK("x"), he said'


def test_pages_of_the_explorer_meet_without_a_gap_in_either_format(house: None) -> None:
    keep(*catalysts(5))
    body: dict[str, Any] = {"ledger": "catalyst", "start": to_iso(NOON - 9 * DAY_MS), "limit": 2}
    first = post_query(**body)
    answer = ask("POST", "query", {**body, "cursor": first.body["next_cursor"], "format": "csv"})
    assert [line.split(",")[11] for line in answer["body"].splitlines()[1:]] == ["Event 3", "Event 4"]
    last = post_query(**body, cursor=answer["headers"]["x-next-cursor"])
    assert [row["record"]["title"] for row in last.body["items"]] == ["Event 5"]
    assert last.body["next_cursor"] is None


REFUSED: Sequence[tuple[str, dict[str, str]]] = [
    ("glass", {"days": "8"}),
    ("human", {"min_score": "2"}),
    ("human", {"min_score": "-0.5"}),
    ("human/day", {}),
    ("human/day", {"day": "2024-03-05T01:00:00Z"}),
    ("human/day", {"day": "2020-03-05T00:00:00Z"}),
    ("catalyst", {"type": "rumour"}),
    ("catalyst", {"coin": "btc"}),
    ("catalyst", {"days": "91"}),
    ("catalyst", {"cursor": "nonsense"}),
    ("glass", {"dayz": "7"}),
]


@pytest.mark.parametrize(("path", "query"), REFUSED)
def test_what_cannot_be_asked_is_refused_with_words(house: None, path: str, query: dict[str, str]) -> None:
    answer = get(path, **query)
    assert answer.status == 400
    assert answer.body["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ledger": "gold"},
        {"ledger": "human", "limit": 10_001},
        {"ledger": "human", "type": "hack"},
        {"ledger": "human", "start": to_iso(NOON), "end": to_iso(NOON - 1)},
        {"ledger": "human", "start": to_iso(NOON - 91 * DAY_MS)},
        {"ledger": "human", "coins": "BTC"},
    ],
)
def test_a_query_that_means_nothing_is_refused(house: None, body: dict[str, Any]) -> None:
    assert post_query(**body).status in {400, 422}
