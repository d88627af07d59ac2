from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.market.bars import to_arrays
from omc.market.model import Bar, Series
from omc.market.validation import canonical_bar, from_columns, problems, refuse, require_bars

SERIES = Series.parse("sample:BTC/USDT:1h")
H = SERIES.timeframe.ms
GOOD = Bar(H, Decimal("10"), Decimal("12"), Decimal("9"), Decimal("11"), Decimal("1.5"))


def reason(bar: Bar) -> str:
    with pytest.raises(InvalidInput) as caught:
        require_bars(SERIES, [bar])
    assert caught.value.fields[0].path == "row 0"
    return caught.value.fields[0].message


def test_a_good_bar_passes() -> None:
    require_bars(SERIES, [GOOD])


def test_no_bars_pass() -> None:
    require_bars(SERIES, [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"high": Decimal("10.5")}, "expected high >= open and close, got 10.5, 10.0, 11.0"),
        ({"low": Decimal("10.5")}, "expected low <= open and close, got 10.5"),
        ({"low": Decimal("0")}, "expected positive open, low and close"),
        ({"volume": Decimal("-1")}, "expected a volume of 0 or more, got -1.0"),
        ({"close": Decimal("NaN")}, "expected finite open, high, low, close, volume"),
        ({"ts": H + 1}, "expected an open time on the 1h grid, got 1970-01-01T01:00:00.001Z"),
    ],
)
def test_a_bad_bar_is_refused_with_what_was_expected_and_what_came(
    change: dict[str, Any], words: str
) -> None:
    assert words in reason(replace(GOOD, **change))


def test_bars_out_of_order_are_refused_at_the_row_that_steps_back() -> None:
    arrays = to_arrays([replace(GOOD, ts=2 * H), GOOD, replace(GOOD, ts=3 * H)])
    assert [row.row for row in problems(arrays, SERIES.timeframe)] == [1]


def test_a_row_is_counted_as_the_file_counts_it() -> None:
    with pytest.raises(InvalidInput) as caught:
        refuse(SERIES, problems(to_arrays([replace(GOOD, ts=1)]), SERIES.timeframe), first_row=2)
    assert caught.value.fields[0].path == "row 2"


def test_columns_and_decimals_hold_the_same_numbers() -> None:
    bars = (canonical_bar(replace(GOOD, open=Decimal("9.123456789012345678901"))), replace(GOOD, ts=2 * H))
    arrays = to_arrays(bars)
    assert from_columns(arrays) == bars
    assert np.array_equal(to_arrays(from_columns(arrays)).open, arrays.open)
