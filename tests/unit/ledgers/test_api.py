"""The exchange ledger over HTTP."""

from collections.abc import Iterator, Mapping

import boto3
import pytest
from moto import mock_aws

from functions.api.ledgers.handler import app
from omc.kernel.instants import to_iso
from omc.market.bars import to_arrays
from omc.market.model import Series
from omc.wiring import clients
from omc.wiring.aws import dynamodb
from omc.wiring.market import Market, market
from tests.fakes.bars import bars
from tests.fakes.gateway import BEN, Answer, Context, http_event, read
from tests.fakes.tables import create_table

SERIES = Series.parse("simulated:BTC/USDT:1h")
H = SERIES.timeframe.ms
BASE = 440_000
STORED = [BASE, BASE + 1, BASE + 2, BASE + 6, BASE + 7, BASE + 9]


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    """Six bars with two gaps: three in the lake, three in the table."""
    names = {"AWS_ACCESS_KEY_ID": "t", "AWS_SECRET_ACCESS_KEY": "t", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**names, "OMC_MARKET_TABLE": "market", "OMC_LAKE_BUCKET": "lake"}.items():
        monkeypatch.setenv(name, value)
    for cached in (dynamodb, clients.s3, market):
        cached.cache_clear()
    with mock_aws():
        create_table(boto3.client("dynamodb"), "market")
        boto3.client("s3").create_bucket(Bucket="lake")
        built = market()
        built.lake.add(SERIES, to_arrays(bars(SERIES, STORED[:3])))
        built.store.adopt_history(SERIES, built.lake.arrays(SERIES).ts)
        built.store.append(SERIES, bars(SERIES, STORED[3:]))
        yield built
    for cached in (dynamodb, clients.s3, market):
        cached.cache_clear()


def get(path: str, sub: str = "ada-sub", **query: str) -> Answer:
    event = http_event("GET", f"/v1/ledgers/exchange/{path}", query=query, sub=sub, groups=("viewer",))
    return read(app.resolve(event, Context()))


def numbers(answer: Answer) -> list[int]:
    iso = [item["ts"] for item in answer.body["items"]]
    return [STORED.index(number) for stamp in iso for number in STORED if stamp == at(number)]


def at(number: int) -> str:
    return to_iso(number * H)


def test_series_are_listed_with_what_is_stored_and_missing_and_marked_when_simulated(stored: Market) -> None:
    (item,) = get("series").body["items"]
    assert item == {
        "series": SERIES.key, "venue": "simulated", "symbol": "BTC/USDT", "timeframe": "1h",
        "simulated": True, "first": at(BASE), "last": at(BASE + 9), "bars": 6, "missing": 4,
    }  # fmt: skip


def test_the_latest_candles_come_oldest_first_from_lake_and_table(stored: Market) -> None:
    assert numbers(get("candles", series=SERIES.key)) == [0, 1, 2, 3, 4, 5]
    latest = get("candles", series=SERIES.key, limit="4")
    assert numbers(latest) == [2, 3, 4, 5]
    assert latest.body["simulated"] is True


def test_a_candle_says_when_it_was_known_and_its_numbers_are_strings(stored: Market) -> None:
    first = get("candles", series=SERIES.key).body["items"][0]
    assert (first["ts"], first["close_time"]) == (at(BASE), at(BASE + 1))
    assert (first["open"], first["close"], first["volume"]) == ("10", "10.5", "1.25")


def test_start_is_included_and_end_is_not(stored: Market) -> None:
    assert numbers(get("candles", series=SERIES.key, start=at(BASE + 1), end=at(BASE + 7))) == [1, 2, 3]
    assert numbers(get("candles", series=SERIES.key, end=at(BASE + 2))) == [0, 1]
    assert numbers(get("candles", series=SERIES.key, start=at(BASE + 10))) == []


def test_cursors_lead_through_every_candle_once(stored: Market) -> None:
    query: Mapping[str, str] = {"series": SERIES.key, "start": at(BASE), "limit": "2"}
    answer, seen = get("candles", **query), list[int]()
    while True:
        seen += numbers(answer)
        cursor = answer.body["next_cursor"]
        if cursor is None:
            break
        answer = get("candles", **query, cursor=cursor)
    assert seen == [0, 1, 2, 3, 4, 5]


def test_a_cursor_of_somebody_else_is_refused(stored: Market) -> None:
    cursor = get("candles", series=SERIES.key, start=at(BASE), limit="2").body["next_cursor"]
    assert get("candles", sub=BEN, series=SERIES.key, cursor=cursor).status == 400


def test_gaps_are_listed_with_their_ends(stored: Market) -> None:
    items = get("gaps", series=SERIES.key).body["items"]
    assert [(item["first"], item["last"], item["bars"]) for item in items] == [
        (at(BASE + 3), at(BASE + 5), 3),
        (at(BASE + 8), at(BASE + 8), 1),
    ]
    assert items[0]["repaired_at"] is None


def test_a_repaired_gap_is_listed_on_request(stored: Market) -> None:
    stored.store.append(SERIES, bars(SERIES, [BASE + 8]))
    assert len(get("gaps", series=SERIES.key).body["items"]) == 1
    first = get("gaps", series=SERIES.key, repaired="true", limit="1")
    second = get("gaps", series=SERIES.key, repaired="true", cursor=first.body["next_cursor"])
    assert second.body["items"][0]["repaired_at"] is not None


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"series": "nonsense"}, 400, "bad_series"),
        ({"series": "simulated:BTC/USDT:7h"}, 400, "bad_series"),
        ({"series": "simulated:ETH/USDT:1h"}, 404, "series_unknown"),
        ({}, 400, None),
        ({"series": SERIES.key, "limit": "1001"}, 400, None),
        ({"series": SERIES.key, "start": "yesterday"}, 400, None),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_why(
    stored: Market, query: dict[str, str], status: int, code: str | None
) -> None:
    answer = get("candles", **query)
    assert answer.status == status
    assert code is None or answer.body["code"] == code
    assert answer.body["message"]


def test_a_series_in_the_wrong_form_is_told_the_right_one(stored: Market) -> None:
    (field,) = get("candles", series="nonsense").body["fields"]
    assert (
        "expected venue:BASE/QUOTE:timeframe such as sample:BTC/USDT:1h, got 'nonsense'" in field["message"]
    )


def test_a_person_without_a_role_sees_nothing(stored: Market) -> None:
    event = http_event("GET", "/v1/ledgers/exchange/series", groups=())
    assert read(app.resolve(event, Context())).status == 403
