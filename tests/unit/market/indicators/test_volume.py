"""What volume tells, against plain loops; a missing volume is never a flat line."""

import numpy as np
import pytest

from omc.market.indicators.compute import compute
from omc.market.indicators.reading import readings
from omc.market.model import BarArrays
from tests.property.indicators_worlds import market
from tests.unit.market.indicators.support import CENT, HOUR, bars

DAY_BARS = 24


def with_volume(over: BarArrays, volume: list[float]) -> BarArrays:
    return BarArrays(over.ts, over.open, over.high, over.low, over.close, np.array(volume))


def test_vwap_starts_anew_every_utc_day() -> None:
    over = bars(list(np.arange(100.0, 160.0)), volume=2.0, step=HOUR)
    value = compute("vwap", over, CENT)["value"]
    days = over.ts // 86_400_000
    for i in range(len(over)):
        assert value[i] == pytest.approx(over.close[: i + 1][days[: i + 1] == days[i]].mean())


def test_vwap_weighs_typical_prices_by_volume() -> None:
    over = bars([100.0, 104.0], high=[102.0, 108.0], low=[98.0, 100.0], volume=[1.0, 3.0])
    assert compute("vwap", over, CENT)["value"] == pytest.approx([100.0, (100 + 3 * 104) / 4])


def test_a_missing_volume_leaves_the_rest_of_its_session_without_vwap() -> None:
    over = with_volume(bars([100.0] * 40), [1.0] * 5 + [np.nan] + [1.0] * 34)
    days = over.ts // 86_400_000
    today = days == days[0]
    known = np.isfinite(compute("vwap", over, CENT)["value"])
    assert known[:5].all()
    assert not known[5:][today[5:]].any()
    assert known[~today].all()
    assert (~today).any()


def test_vwap_without_any_volume_is_undefined() -> None:
    over = with_volume(bars([100.0] * 4), [0.0, 0.0, 1.0, 0.0])
    assert list(np.isfinite(compute("vwap", over, CENT)["value"])) == [False, False, True, True]


def test_sessions_of_eight_hours_begin_three_times_a_day() -> None:
    over = bars(list(np.arange(100.0, 148.0)), step=HOUR)
    value = compute("vwap", over, CENT, (8,))["value"]
    starts = np.flatnonzero(value == over.close)
    assert [int(ts // HOUR % 24) for ts in over.ts[starts][:4]] == [0, 8, 16, 0]


def test_the_spike_compares_with_the_bars_before_only() -> None:
    over = with_volume(bars([100.0] * 22), [1.0] * 20 + [5.0, 6.0])
    values = compute("volume_spike", over, CENT)
    assert values["ratio"][20] == 5.0
    assert values["average"][21] == pytest.approx(24 / 20)


def test_no_volume_before_gives_no_ratio() -> None:
    over = with_volume(bars([100.0] * 22), [3.0] + [0.0] * 20 + [5.0])
    assert np.isnan(compute("volume_spike", over, CENT)["ratio"][21])


def test_money_flow_counts_volumes_however_small() -> None:
    big = market(9, 200)
    whole = with_volume(big, list(np.nan_to_num(big.volume, nan=1.0) + 0.1))
    small = with_volume(big, list(whole.volume / 1e9))
    assert np.allclose(
        compute("mfi", whole, CENT)["value"], compute("mfi", small, CENT)["value"], rtol=1e-9, equal_nan=True
    )


def test_money_flow_is_the_share_of_rising_bars() -> None:
    over = bars([10.0, 11.0, 12.0, 11.0], volume=[9.0, 2.0, 1.0, 4.0])
    value = compute("mfi", over, CENT, (3,))["value"]
    assert value[3] == pytest.approx(100 * (22 + 12) / (22 + 12 + 44))
    assert np.isnan(value[2])


def test_a_market_that_stands_still_is_in_the_middle_of_every_oscillator() -> None:
    over = bars([100.0] * 60)
    for name, output, middle in (
        ("rsi", "value", 50), ("stochastic", "k", 50), ("stoch_rsi", "k", 50), ("williams_r", "value", -50),
        ("mfi", "value", 50), ("cci", "value", 0),
    ):  # fmt: skip
        assert compute(name, over, CENT)[output][-1] == middle, name
        assert readings(name, over, CENT).signal[-1] == 0, name


def test_on_balance_volume_adds_the_volume_of_rising_bars_and_takes_that_of_falling_ones() -> None:
    over = with_volume(bars([10.0, 11.0, 11.0, 9.0]), [5.0, 2.0, 3.0, 4.0])
    assert list(compute("obv", over, CENT)["value"]) == [5.0, 7.0, 7.0, 3.0]


def test_a_divergence_needs_volume_on_every_bar_between() -> None:
    volume = [1.0] * 11 + [50.0] + [1.0] * 14
    price = [100.0 - i for i in range(11)] + [95.0] + [94.5 - i for i in range(14)]
    over = bars(price, volume=volume)
    known = compute("obv", over, CENT)["divergence"]
    assert known[11] == 1.0
    volume[5] = np.nan
    assert np.isnan(compute("obv", with_volume(over, volume), CENT)["divergence"][11])


def test_accumulation_is_a_slope_in_volumes_per_bar() -> None:
    rising = bars([100.0] * 20, high=[100.0] * 20, low=[98.0] * 20, volume=7.0)
    values = compute("ad", rising, CENT)
    assert values["value"][-1] == pytest.approx(140.0)
    assert values["slope"][-1] == pytest.approx(1.0)


def test_the_point_of_control_is_the_fullest_part_of_the_range() -> None:
    over = market(11, 400)
    length, levels = 20, 24
    value = compute("poc", over, CENT)["value"]
    typical = (over.high + over.low + over.close) / 3
    for i in range(length - 1, len(over)):
        near = slice(i - length + 1, i + 1)
        low, high = over.low[near].min(), over.high[near].max()
        if np.isnan(over.volume[near]).any():
            assert np.isnan(value[i])
            continue
        part = np.minimum(((typical[near] - low) / (high - low) * levels + 1e-9).astype(int), levels - 1)
        counts = np.bincount(part, over.volume[near], levels)
        chosen = (value[i] - low) / (high - low) * levels - 0.5
        assert chosen == pytest.approx(round(chosen), abs=1e-6)
        assert counts[round(chosen)] == pytest.approx(counts.max())


def test_the_point_of_control_of_one_price_is_that_price() -> None:
    assert compute("poc", bars([100.0] * 25), CENT)["value"][-1] == 100.0
