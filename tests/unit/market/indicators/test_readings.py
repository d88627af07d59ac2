"""When each indicator buys or sells, how strongly, and the words it gives."""

import numpy as np
import pytest

from omc.kernel.errors import InvalidInput
from omc.market.columns import empty
from omc.market.indicators.catalog import CATALOG
from omc.market.indicators.reading import Reading, Signal, reading, readings
from omc.market.indicators.readings.judges import JUDGES
from omc.market.indicators.readings.sentences import SENTENCES
from omc.market.indicators.readings.wording import apart
from tests.unit.market.indicators.support import CENT, Numbers, bars, ranging, said_of

BUY, SELL, NEUTRAL = Signal.BUY, Signal.SELL, Signal.NEUTRAL
FLAT = bars([100.0, 100.0])

LEVELS = [
    ("rsi", "value", 27.3, BUY, 8.1, "RSI 27.3 is under 30"),
    ("rsi", "value", 30.0, NEUTRAL, 0, "RSI 30.0 is between 30 and 70"),
    ("rsi", "value", 70.0, NEUTRAL, 0, "RSI 70.0 is between 30 and 70"),
    ("rsi", "value", 80.0, SELL, 30, "RSI 80.0 is over 70"),
    ("rsi", "value", 0.0, BUY, 90, "RSI 0.0 is under 30"),
    ("rsi", "value", 29.99, BUY, 0.03, "RSI 29.99 is under 30"),
    ("stochastic", "k", 10.0, BUY, 50, "Stochastic %K 10.0 is under 20"),
    ("stochastic", "k", 100.0, SELL, 100, "Stochastic %K 100.0 is over 80"),
    ("stochastic", "k", 20.0, NEUTRAL, 0, "Stochastic %K 20.0 is between 20 and 80"),
    ("stoch_rsi", "k", 4.0, BUY, 80, "Stochastic RSI %K 4.0 is under 20"),
    ("stoch_rsi", "k", 81.0, SELL, 5, "Stochastic RSI %K 81.0 is over 80"),
    ("cci", "value", -150.0, BUY, 50, "CCI -150.0 is under -100"),
    ("cci", "value", 250.0, SELL, 100, "CCI 250.0 is over 100"),
    ("cci", "value", 100.0, NEUTRAL, 0, "CCI 100.0 is between -100 and 100"),
    ("williams_r", "value", -90.0, BUY, 50, "Williams %R -90.0 is under -80"),
    ("williams_r", "value", -8.0, SELL, 60, "Williams %R -8.0 is over -20"),
    ("mfi", "value", 12.0, BUY, 40, "Money flow index 12.0 is under 20"),
    ("mfi", "value", 88.0, SELL, 40, "Money flow index 88.0 is over 80"),
]


def expect(said: Reading, signal: Signal, strength: float, *words: str) -> None:
    assert said.signal is signal
    assert said.strength == pytest.approx(strength)
    for word in words:
        assert word in said.reason


@pytest.mark.parametrize(("name", "output", "value", "signal", "strength", "reason"), LEVELS)
def test_an_oscillator_is_judged_by_its_levels(
    name: str, output: str, value: float, signal: Signal, strength: float, reason: str
) -> None:
    said = said_of(name, FLAT, **{output: value})
    expect(said, signal, strength)
    assert said.reason == reason


@pytest.mark.parametrize("name", ["sma", "ema", "wma", "vwap", "poc"])
def test_the_close_is_on_one_side_of_a_level(name: str) -> None:
    expect(
        said_of(name, bars([100.0, 102.0]), value=100.0), BUY, 20, "The close 102 is 2.00 % above", "of 100"
    )
    expect(said_of(name, bars([100.0, 75.0]), value=100.0), SELL, 100, "25.00 % below")
    expect(said_of(name, FLAT, value=100.0), NEUTRAL, 0, "is at the")


@pytest.mark.parametrize(("name", "label"), [("ma_cross", "SMA(50)"), ("ema_cross", "EMA(12)")])
def test_averages_speak_when_they_cross(name: str, label: str) -> None:
    expect(
        said_of(name, FLAT, spread=[0, 1], fast=[100, 101], slow=100), BUY, 80, f"{label} 101 crossed above"
    )
    expect(
        said_of(name, FLAT, spread=[1, -1], fast=[101, 99], slow=100), SELL, 80, f"{label} 99 crossed below"
    )
    expect(said_of(name, FLAT, spread=[1, 2], fast=102, slow=100), NEUTRAL, 0, "stays above", "no cross")


def test_macd_speaks_when_its_histogram_changes_sign() -> None:
    expect(said_of("macd", FLAT, histogram=[-1, 3]), BUY, 87.5, "histogram turned positive: 3")
    expect(said_of("macd", FLAT, histogram=[1, -1]), SELL, 75, "histogram turned negative: -1")
    expect(said_of("macd", FLAT, histogram=[1, 3]), NEUTRAL, 0, "kept its sign")


def test_adx_follows_the_stronger_side_of_a_trend() -> None:
    expect(
        said_of("adx", FLAT, value=25, plus_di=30, minus_di=10), BUY, 25, "ADX 25.0 is 25 or more, a trend up"
    )
    expect(said_of("adx", FLAT, value=40, plus_di=10, minus_di=30), SELL, 40, "a trend down")
    expect(
        said_of("adx", FLAT, value=24.99, plus_di=30, minus_di=10),
        NEUTRAL,
        0,
        "ADX 24.99 is between 20 and 25",
    )
    expect(
        said_of("adx", FLAT, value=12, plus_di=30, minus_di=10), NEUTRAL, 0, "ADX 12.0 is under 20, no trend"
    )


def test_aroon_needs_one_side_alone_at_seventy() -> None:
    expect(said_of("aroon", FLAT, oscillator=60, up=70, down=10), BUY, 60, "up 70, down 10: only up")
    expect(said_of("aroon", FLAT, oscillator=-90, up=10, down=100), SELL, 90, "only down")
    expect(said_of("aroon", FLAT, oscillator=-10, up=80, down=90), NEUTRAL, 0, "not one of them alone")


def test_the_parabolic_stop_speaks_when_price_passes_it() -> None:
    expect(said_of("psar", bars([99.0, 101.0]), value=[100, 98]), BUY, 60, "rose through", "now 98")
    expect(said_of("psar", bars([101.0, 99.0]), value=[100, 102]), SELL, 60, "fell through")
    expect(said_of("psar", bars([101.0, 102.0]), value=100), NEUTRAL, 0, "stays on its side")


def test_bands_are_left_below_to_buy_and_above_to_sell() -> None:
    edges = {"upper": 110.0, "lower": 90.0, "middle": 100.0}
    expect(
        said_of("bollinger", bars([100, 88.0]), percent_b=-0.1, **edges),
        BUY,
        70,
        "88 is under the lower band 90",
    )
    expect(
        said_of("bollinger", bars([100, 120.0]), percent_b=1.5, **edges), SELL, 100, "over the upper band 110"
    )
    expect(said_of("bollinger", FLAT, percent_b=0.5, **edges), NEUTRAL, 0, "between the bands 90 and 110")


def test_the_range_tells_volatility_and_never_a_side() -> None:
    expect(
        said_of("atr", FLAT, value=3.6, average=2.0, ratio=1.8),
        NEUTRAL,
        80,
        "ATR 3.6 is 1.80 x",
        "high volatility",
    )
    expect(said_of("atr", FLAT, value=0.8, average=2.0, ratio=0.4), NEUTRAL, 60, "low volatility")
    expect(said_of("atr", FLAT, value=3.0, average=2.0, ratio=1.5), NEUTRAL, 0, "usual volatility")


def test_a_channel_is_followed_where_price_breaks_it() -> None:
    edges = {"middle": 100.0, "upper": 110.0, "lower": 90.0}
    expect(said_of("channel", bars([100, 112.0]), **edges), BUY, 70, "112 is over 110")
    expect(said_of("channel", bars([100, 85.0]), **edges), SELL, 100, "85 is under 90")
    expect(said_of("channel", bars([100, 110.0]), **edges), NEUTRAL, 0, "inside the channel 90 to 110")
    expect(said_of("channel", bars([100, 101.0]), middle=100, upper=100, lower=100), BUY, 100)


def test_volume_counts_from_twice_its_average_and_with_a_move_of_one_percent() -> None:
    up, down = bars([100, 101.0], opened=100.0), bars([100, 98.0], opened=100.0)
    expect(said_of("volume_spike", up, ratio=2.0, average=5), BUY, 50, "2.00 x the average of 20", "+1.00 %")
    expect(said_of("volume_spike", down, ratio=2.6, average=5), SELL, 80, "-2.00 %")
    expect(said_of("volume_spike", up, ratio=9.0, average=5), BUY, 100)
    expect(said_of("volume_spike", up, ratio=1.99, average=5), NEUTRAL, 0, "under 2 x")
    still = bars([100, 100.99], opened=100.0)
    expect(said_of("volume_spike", still, ratio=3.0, average=5), NEUTRAL, 0, "price moved only +0.99 %")


def test_on_balance_volume_parts_from_price_or_crosses_its_average() -> None:
    def obv(value: Numbers, divergence: Numbers) -> Reading:
        return said_of("obv", FLAT, value=value, average=10, divergence=divergence)

    expect(obv([9, 12], 1), BUY, 70, "rose over 10 bars while price fell")
    expect(obv([12, 9], -1), SELL, 70, "fell over 10 bars while price rose")
    expect(obv([9, 12], 0), BUY, 40, "12 crossed above its average 10")
    expect(obv([12, 9], 0), SELL, 40, "9 crossed below its average 10")
    expect(obv([12, 13], 0), NEUTRAL, 0, "neither parts from price nor crosses")


def test_accumulation_is_a_slope_over_a_thousandth() -> None:
    expect(said_of("ad", FLAT, value=5, slope=0.3), BUY, 30, "0.3000 of the average volume", "accumulation")
    expect(said_of("ad", FLAT, value=5, slope=-2.0), SELL, 100, "distribution")
    expect(said_of("ad", FLAT, value=5, slope=0.001), NEUTRAL, 0, "neither")


# Their ATR(14) is 1.
QUIET = ranging([100.0, 100.0])


def test_a_gap_is_as_strong_as_it_is_high() -> None:
    expect(
        said_of("fair_value_gap", QUIET, gap=0.4, upper=101.4, lower=101),
        BUY,
        70,
        "gap of 0.4 from 101 to 101.4",
    )
    expect(
        said_of("fair_value_gap", QUIET, gap=-2, upper=99, lower=97),
        SELL,
        100,
        "bearish gap (-2) from 99 to 97",
    )
    expect(said_of("fair_value_gap", QUIET, gap=0, upper=99, lower=97), NEUTRAL, 0, "No fair value gap")


def test_a_sweep_is_as_strong_as_it_is_deep() -> None:
    expect(said_of("liquidity_sweep", QUIET, value=1, level=99.7), BUY, 60, "swept 99.7", "back above")
    expect(said_of("liquidity_sweep", QUIET, value=-1, level=100.1), SELL, 70, "swept 100.1", "back below")
    expect(said_of("liquidity_sweep", QUIET, value=0), NEUTRAL, 0, "No liquidity sweep")


@pytest.mark.parametrize("name", ["break_of_structure", "change_of_character", "swing_break"])
def test_a_break_is_as_strong_as_the_close_is_far(name: str) -> None:
    expect(said_of(name, QUIET, value=1, trend=1, high=99.5, low=90), BUY, 75, "swing high", "99.5")
    expect(said_of(name, QUIET, value=-1, trend=-1, high=110, low=100.2), SELL, 60, "swing low", "100.2")
    expect(said_of(name, QUIET, value=0, trend=1, high=110, low=90), NEUTRAL, 0, "No ")


def test_an_order_block_keeps_the_strength_of_the_move_that_made_it() -> None:
    over = ranging([100.0, 103.0, 101.0])
    new = len(over) - 2
    edge = np.full(len(over), np.nan)
    edge[new:] = 102.5
    atr = float(readings("atr", over, CENT).values["value"][new])
    said = said_of("order_block", over, value=1, bullish_upper=list(edge), bullish_lower=list(edge - 1))
    expect(said, BUY, 50 + 50 * 0.5 / atr, "back in the bullish order block 101.5 to 102.5")
    expect(said_of("order_block", QUIET, value=0), NEUTRAL, 0, "in no order block")


def test_a_retrace_is_best_in_the_middle_of_its_zone() -> None:
    def told(retrace: float, leg: float) -> Reading:
        return said_of("premium_discount", QUIET, position=0.3, retrace=retrace, leg=leg, high=110, low=90)

    expect(told(0.705, 1), BUY, 100, "70.5 % of the rise between 90 and 110 is given back, inside 62 to 79 %")
    expect(told(0.62, -1), SELL, 50, "of the fall")
    expect(told(0.79, 1), BUY, 50)
    expect(told(0.61, 1), NEUTRAL, 0, "outside 62 to 79 %")


def test_divergence_is_as_strong_as_rsi_is_apart() -> None:
    expect(said_of("rsi_divergence", QUIET, value=1, difference=10), BUY, 70, "RSI 10.00 above")
    expect(said_of("rsi_divergence", QUIET, value=-1, difference=-40), SELL, 100, "RSI 40.00 below")
    expect(said_of("rsi_divergence", QUIET, value=0, difference=0), NEUTRAL, 0, "do not part")


def test_a_level_counts_within_half_a_range() -> None:
    def near(support: float, resistance: float) -> Reading:
        return said_of("support_resistance", QUIET, support=support, resistance=resistance)

    expect(near(99.75, 105), BUY, 50, "within 0.5 ATR above the support 99.75")
    expect(near(90, 100.1), SELL, 80, "below the resistance 100.1")
    expect(near(99.9, 100.1), NEUTRAL, 0, "not near just one level: support 99.9, resistance 100.1")
    expect(near(99.0, np.nan), NEUTRAL, 0, "support 99")
    assert not near(np.nan, np.nan).known


def test_higher_timeframes_speak_when_two_agree() -> None:
    def aligned(value: float, hour: float, four_hours: float, day: float) -> Reading:
        return said_of(
            "higher_timeframe_alignment", QUIET, value=value, hour=hour, four_hours=four_hours, day=day
        )

    expect(aligned(3, 99, 98, 97), BUY, 100, "above that of the hour", "above that of the day")
    expect(aligned(-2, 101, 102, np.nan), SELL, 200 / 3, "that of the day not known")
    expect(aligned(1, 99, 98, 101), NEUTRAL, 0, "below that of the day")


def test_what_is_undefined_is_missing_and_not_neutral() -> None:
    said = reading("rsi", FLAT, CENT)
    assert not said.known
    assert said.values == {"value": None}
    assert (said.signal, said.strength) == (NEUTRAL, 0)
    assert said.reason == "Relative strength index is not known: too few bars, or a value it needs is missing"


def test_without_a_bar_there_is_no_reading() -> None:
    with pytest.raises(InvalidInput, match="at least one bar"):
        reading("rsi", empty(), CENT)
    assert len(readings("rsi", empty(), CENT).signal) == 0


def test_every_indicator_has_a_judge_and_a_sentence() -> None:
    assert set(JUDGES) == set(SENTENCES) == set(CATALOG)


@pytest.mark.parametrize(
    ("value", "text"), [(27.3, "27.3"), (29.97, "29.97"), (29.9999, "29.9999"), (30.0, "30.0")]
)
def test_a_number_stays_on_its_side_of_a_limit_in_words(value: float, text: str) -> None:
    assert apart(value, 30) == text
