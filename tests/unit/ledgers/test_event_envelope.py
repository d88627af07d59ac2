from decimal import Decimal

import pytest

from omc.adapters.dynamodb.client import unmarshal
from omc.adapters.dynamodb.outbox import OUTBOX_PREFIX, outbox_put
from omc.contracts.candles import candle_closed, parse_candle_closed
from omc.contracts.events import format_event, parse_event
from omc.kernel.errors import InvalidInput
from omc.market.model import Bar, Series

SERIES = Series.parse("sample:BTC/USDT:1h")
BAR = Bar(3_600_000, Decimal("1.50"), Decimal("2"), Decimal("0.0000001"), Decimal("1.25"), Decimal("10"))


def test_an_event_comes_back_from_its_wire_form_unchanged() -> None:
    event = candle_closed(SERIES, BAR)
    assert parse_event(format_event(event)) == event


def test_a_bar_comes_back_from_its_event() -> None:
    assert parse_candle_closed(parse_event(format_event(candle_closed(SERIES, BAR)))) == (SERIES, BAR)


def test_a_bar_is_known_at_its_close_and_its_event_id_depends_on_series_and_open_only() -> None:
    event = candle_closed(SERIES, BAR)
    revised = Bar(BAR.ts, *(Decimal(9) for _ in range(5)))
    assert event.known_at == event.occurred_at == 7_200_000
    assert candle_closed(SERIES, revised).event_id == event.event_id


def test_small_numbers_are_written_without_an_exponent() -> None:
    assert candle_closed(SERIES, BAR).data["low"] == "0.0000001"


def test_a_wrong_envelope_is_refused_naming_the_field() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_event('{"type": "x"}')
    assert "event_id" in {field.path for field in caught.value.fields}


def test_an_outbox_item_carries_the_event_and_expires_a_week_later() -> None:
    event = candle_closed(SERIES, BAR)
    put = outbox_put("market", event)["Put"]
    item = unmarshal(put["Item"])
    assert put["TableName"] == "market"
    assert item["pk"].startswith(OUTBOX_PREFIX)
    assert item["sk"] == event.event_id
    assert parse_event(item["event"]) == event
    assert item["ttl"] > 1_700_000_000
