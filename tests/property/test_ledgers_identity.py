"""What goes out comes back: through decimals and columns, events, Parquet and keys."""

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.adapters.dynamodb.client import marshal, unmarshal
from omc.adapters.dynamodb.market_items import bar_item, bar_of, bar_pk, bucket, buckets
from omc.adapters.s3.parquet import from_parquet, to_parquet
from omc.contracts.candles import candle_closed, parse_candle_closed
from omc.contracts.events import format_event, parse_event
from omc.market.bars import to_arrays
from omc.market.columns import COLUMNS
from omc.market.gaps import end_of, missing_between
from omc.market.model import Bar, BarArrays, Series
from omc.market.timeframes import Timeframe
from omc.market.validation import canonical_bar, from_columns

SERIES = [Series("sample", "BTC/USDT", timeframe) for timeframe in Timeframe]
values = st.decimals(min_value="0.00000001", max_value="9999999", allow_nan=False, places=8)
series_of = st.sampled_from(SERIES)
numbers = st.integers(0, 60_000)


@st.composite
def market_bars(draw: st.DrawFn) -> tuple[Series, Bar]:
    series = draw(series_of)
    drawn = [draw(values) for _ in range(5)]
    return series, canonical_bar(Bar(draw(numbers) * series.timeframe.ms, *drawn))


@given(market_bars())
def test_a_bar_survives_columns_table_and_event(told: tuple[Series, Bar]) -> None:
    series, bar = told
    assert from_columns(to_arrays([bar])) == (bar,)
    assert bar_of(unmarshal(marshal(bar_item(series, bar, 0)))) == bar
    assert parse_candle_closed(parse_event(format_event(candle_closed(series, bar)))) == (series, bar)


@given(values)
def test_eight_places_below_ten_millions_are_kept_digit_for_digit(value: Decimal) -> None:
    assert canonical_bar(Bar(0, value, value, value, value, value)).open == value


@settings(max_examples=20, deadline=None)
@given(st.lists(market_bars(), max_size=20))
def test_columns_survive_parquet_bit_for_bit(told: list[tuple[Series, Bar]]) -> None:
    arrays = to_arrays([bar for _, bar in told])
    read = BarArrays(**from_parquet(to_parquet({name: getattr(arrays, name) for name in COLUMNS}), COLUMNS))
    assert all(np.array_equal(getattr(read, name), getattr(arrays, name)) for name in COLUMNS)


@given(series_of, numbers, st.integers(1, 3_000))
def test_every_bar_of_a_span_lies_in_one_of_its_partitions(series: Series, first: int, count: int) -> None:
    step = series.timeframe.ms
    names = list(buckets(series, first * step, (first + count) * step))
    assert {bucket(series, ts) for ts in range(first * step, (first + count) * step, step)} == set(names)
    assert len(names) == len(set(names))
    assert bar_pk(series, names[0]).startswith(f"BAR#{series.key}#")


@given(series_of, st.sets(numbers, min_size=1, max_size=40))
def test_stored_and_missing_bars_cover_the_span_without_overlap(series: Series, stored: set[int]) -> None:
    step = series.timeframe.ms
    opens = sorted(number * step for number in stored)
    missing = [ts for gap in missing_between(series, opens) for ts in range(gap.first_ts, end_of(gap), step)]
    assert sorted([*opens, *missing]) == list(range(opens[0], opens[-1] + step, step))
