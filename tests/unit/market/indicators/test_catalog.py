"""What the catalog promises: light to import, clear about wrong arguments, exact about warm-up."""

import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput, NotFound
from omc.market.indicators import kernels
from omc.market.indicators.catalog import CATALOG, Indicator, Reads, indicator
from omc.market.indicators.compute import compute
from omc.market.model import BarArrays
from tests.property.indicators_worlds import market
from tests.unit.market.indicators.support import CENT

ENTRIES = pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.name)
# Their first value waits for what the market shows.
WAITING = {
    "fair_value_gap", "liquidity_sweep", "order_block", "premium_discount", "break_of_structure",
    "change_of_character", "swing_break", "support_resistance", "higher_timeframe_alignment",
}  # fmt: skip


def traded(size: int) -> BarArrays:
    """A walk in which every bar has a volume."""
    bars = market(5, size)
    volume = np.nan_to_num(bars.volume, nan=1.0) + 0.5
    return BarArrays(bars.ts, bars.open, bars.high, bars.low, bars.close, volume)


def test_specs_can_be_checked_without_numpy() -> None:
    code = (
        "import sys; import omc.market.indicators.catalog, omc.market.indicators.confluence; "
        "import omc.market.indicators.readings.sentences; "
        "sys.exit(str([m for m in ('numpy', 'talib') if m in sys.modules]) if 'numpy' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@ENTRIES
def test_an_entry_says_how_it_is_called(entry: Indicator) -> None:
    assert entry.usage.startswith(f"{entry.name}(")
    inside = entry.usage[len(entry.name) + 1 : -1].split(", ") if "()" not in entry.usage else []
    given = inside[1:] if entry.reads is Reads.SERIES else inside
    assert (inside[0] == "close") == (entry.reads is Reads.SERIES)
    assert entry.filled([Decimal(text) for text in given]) == entry.filled()
    assert len(entry.outputs) == len(set(entry.outputs)) == len(entry.bars(*entry.numbers()))
    assert entry.says


@ENTRIES
def test_the_first_value_comes_with_the_warm_up(entry: Indicator) -> None:
    values = compute(entry.name, traded(600), CENT)
    assert tuple(values) == entry.outputs
    for output, column in values.items():
        needed, known = entry.warmup((), output), np.isfinite(column)
        assert not known[: needed - 1].any(), output
        assert known[needed - 1] or entry.name in WAITING, output


def test_warm_up_follows_the_arguments() -> None:
    assert CATALOG["macd"].warmup((5, 10, 3)) == 10
    assert CATALOG["macd"].warmup((5, 10, 3), "histogram") == 12
    assert CATALOG["atr"].warmup((7,)) == 8
    assert CATALOG["rsi"].warmup() == 15


def test_averages_of_longer_bars_need_as_many_of_those() -> None:
    entry, hour = CATALOG["higher_timeframe_alignment"], 3_600_000
    assert entry.warmup((50,), None, hour) == 50 * 4 + 3
    assert entry.warmup((50,), "day", hour // 12) == 50 * 288 + 287
    assert entry.warmup((50,), "hour", hour) == 50
    assert entry.warmup((50,), "day") == 50
    bars = market(8, 260, hour // 4)
    whole = BarArrays(
        bars.ts[0] + hour // 4 * np.arange(260, dtype=np.int64),
        bars.open, bars.high, bars.low, bars.close, bars.volume,
    )  # fmt: skip
    known = np.isfinite(compute(entry.name, whole, CENT, (5,))["value"])
    assert not known[: 4 * 16].any()
    assert known[entry.warmup((5,), None, hour // 4) - 1 :].all()


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("rsi", (0,), "length is a whole number from 1 to 5000, got 0"),
        ("rsi", (Decimal("2.5"),), "whole number"),
        ("rsi", (14, 3), "at most 1 arguments, got 2"),
        ("macd", (26, 12), "fast must be below slow, got 26 and 12"),
        ("ma_cross", (200,), "fast must be below slow, got 200 and 200"),
        ("bollinger", (20, 0), "width is a number from 0.0001 to 100, got 0"),
        ("psar", (2,), "step is a number from 0.0001 to 1, got 2"),
        ("rsi", (Decimal("NaN"),), "got NaN"),
    ],
)
def test_a_wrong_argument_is_named_with_what_was_expected(
    name: str, args: tuple[Decimal | int, ...], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        compute(name, traded(30), CENT, args)


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(NotFound, match=r"no indicator 'rsj'.*bollinger.*rsi"):
        indicator("rsj")


def test_at_least_28_indicators_can_give_signals() -> None:
    assert len(CATALOG) - len({"atr"}) >= 28


def test_what_the_language_computed_before_is_the_same_in_every_bit() -> None:
    bars = traded(900)
    high, low, close = (kernels.to_ticks(column, CENT) for column in (bars.high, bars.low, bars.close))
    spread = 2.0 * kernels.deviation(close, 20)
    expected = {
        "sma": kernels.exact_mean(close, 20), "ema": kernels.ema(close, 20),
        "atr": kernels.atr(high, low, close, 14),
    }  # fmt: skip
    for name, column in expected.items():
        assert np.array_equal(
            compute(name, bars, CENT)["value"], kernels.from_ticks(column, CENT), equal_nan=True
        )
    assert np.array_equal(compute("rsi", bars, CENT)["value"], kernels.rsi(close, 14), equal_nan=True)
    bands = compute("bollinger", bars, CENT)
    for output, sign in (("upper", 1.0), ("lower", -1.0)):
        edge = kernels.from_ticks(kernels.exact_mean(close, 20) + sign * spread, CENT)
        assert np.array_equal(bands[output], edge, equal_nan=True)


def test_a_named_price_column_and_any_numbers_can_be_the_series() -> None:
    bars = traded(300)
    high = compute("sma", bars, CENT, (5,), "high")["value"]
    assert np.allclose(high[4:], compute("sma", bars, CENT, (5,), bars.high)["value"][4:], rtol=1e-12)
    volume = compute("ema", bars, CENT, (5,), "volume")["value"]
    assert np.array_equal(volume, kernels.ema(bars.volume, 5), equal_nan=True)


def test_equal_averages_of_equal_prices_are_equal() -> None:
    """Sums of floats would differ in their last bit and make crosses out of nothing."""
    bars = traded(400)
    still = np.full(400, 0.1)
    flat = BarArrays(bars.ts, still, still, still, still, bars.volume)
    assert set(compute("ma_cross", flat, CENT, (3, 7))["spread"][6:]) == {0.0}
    assert set(compute("bollinger", flat, CENT)["upper"][19:]) == {0.1}
