"""The traps of CoinSpot's prices, each met once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.sources.faults import Fault
from local.sources.server import SourceServer
from omc.ledgers.errors import SourceChanged, SourceDown
from omc.ledgers.records import Quote
from tests.fakes.sources import Bench
from tests.reference import reference_file
from tests.unit.sources.conftest import records_of

Opened = Callable[..., Bench]


def told(bench: Opened, sources: SourceServer, prices: dict[str, Any]) -> tuple[list[Quote], list[str]]:
    sources.faults.add(Fault("body", body=json.dumps({"status": "ok", "prices": prices})))
    pages = list(bench("coinspot_prices").source().collect(None))
    quotes = [record for page in pages for record in page.records if isinstance(record, Quote)]
    return quotes, [text for page in pages for text in page.rejected]


GOOD = {"btc": {"bid": "100", "ask": "101", "last": "100.5"}}


@pytest.mark.parametrize(
    "bad",
    [
        {"bid": "NaN", "ask": "NaN", "last": "0.07"},
        {"bid": "Infinity", "ask": "1", "last": "1"},
        {"bid": "102", "ask": "101", "last": "101"},
        {"bid": "0", "ask": "1", "last": "1"},
        {"bid": "-1", "ask": "1", "last": "1"},
        {"bid": "50", "ask": "150", "last": "100"},
        {"bid": "1", "ask": "1"},
        {"bid": "one", "ask": "1", "last": "1"},
    ],
)
def test_a_price_nobody_could_trade_at_is_left_out_and_told(
    bench: Opened, sources: SourceServer, bad: dict[str, str]
) -> None:
    quotes, rejected = told(bench, sources, {**GOOD, "rhoc": bad})
    assert [quote.symbol for quote in quotes] == ["BTC/AUD"]
    assert len(rejected) == 1


def test_names_of_before_are_the_names_of_today(bench: Opened, sources: SourceServer) -> None:
    book = GOOD["btc"]
    quotes, _ = told(bench, sources, {"ans": book, "str": book, "btc_usdt": book})
    assert [quote.symbol for quote in quotes] == ["NEO/AUD", "XLM/AUD", "BTC/USDT"]


def test_an_error_with_status_200_is_an_error(bench: Opened, sources: SourceServer) -> None:
    sources.faults.add(Fault("body", body='{"status": "error", "message": "maintenance"}', times=9))
    with pytest.raises(SourceDown, match="maintenance"):
        records_of(bench("coinspot_prices"))


def test_an_answer_for_one_coin_is_not_the_answer_for_all(bench: Opened, sources: SourceServer) -> None:
    with pytest.raises(SourceChanged):
        told(bench, sources, GOOD["btc"])


def test_the_recorded_answer_is_read(bench: Opened, sources: SourceServer) -> None:
    path = reference_file("fixtures", "coinspot", "pubapi_v2_latest.json")
    quotes, rejected = told(bench, sources, json.loads(path.read_text())["prices"])
    assert len(quotes) >= 10
    assert len(quotes) + len(rejected) >= 15
