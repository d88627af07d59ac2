"""Readings weighed into one score."""

from dataclasses import replace

import pytest

from omc.kernel.errors import InvalidInput
from omc.market.indicators.confluence import (
    DEFAULT_WEIGHTS,
    Recommendation,
    Weight,
    confluence,
    recommended,
)
from omc.market.indicators.readings.model import Reading, Signal


def said(name: str, signal: str, strength: float, *, known: bool = True) -> tuple[str, Reading]:
    return name, Reading(name, {"value": 1.0}, Signal(signal), strength, f"{name} is what it is", known)


def test_opposing_indicators_cancel_and_missing_ones_scale_the_rest_up() -> None:
    """OMC-BT-154."""
    found = confluence(dict([said("rsi", "BUY", 80), said("macd", "SELL", 60), said("bollinger", "BUY", 50)]))
    assert round(found.score, 2) == 14.36
    assert found.side is Signal.BUY
    assert found.recommendation is Recommendation.WAIT
    assert found.missing == ("stochastic", "atr", "ma_cross", "volume_spike", "channel")
    assert [round(part.points, 2) for part in found.contributions] == [27.64, -25.09, 11.82]


def test_the_weights_sum_to_one() -> None:
    assert sum(weight.weight for weight in DEFAULT_WEIGHTS.values()) == pytest.approx(1.0)


def test_one_below_its_least_strength_is_not_counted() -> None:
    strong = said("rsi", "BUY", 80)
    quiet = confluence(dict([strong, said("macd", "SELL", 14.9)]))
    assert (quiet.score, quiet.counted) == (80, 1)
    assert not quiet.contributions[1].counted
    assert quiet.contributions[1].sentence.endswith("SELL at strength 14.9 is below 15 and not counted.")
    heard = confluence(dict([strong, said("macd", "SELL", 15)]))
    assert heard.score == pytest.approx((0.19 * 80 - 0.23 * 15) / 0.42)
    assert heard.counted == 2


def test_a_side_not_taken_is_not_counted_and_neither_is_what_is_not_known() -> None:
    neutral = confluence(dict([said("rsi", "BUY", 80), said("macd", "NEUTRAL", 0)]))
    assert (neutral.score, neutral.missing.count("macd")) == (80, 0)
    assert neutral.contributions[1].sentence == "macd is what it is; takes no side and is not counted."
    unknown = confluence(dict([said("rsi", "BUY", 80), said("macd", "BUY", 50, known=False)]))
    assert unknown.score == 80
    assert "macd" in unknown.missing


def test_unusual_volatility_takes_no_side_and_weakens_every_side() -> None:
    found = confluence(dict([said("rsi", "BUY", 80), said("atr", "NEUTRAL", 60)]))
    assert found.score == pytest.approx(0.19 * 80 / 0.25)
    assert "takes no side, adds +0.00 points" in found.contributions[1].sentence


@pytest.mark.parametrize(
    ("signed", "wanted"),
    [
        (70, "STRONG_BUY"), (69.99, "BUY"), (40, "BUY"), (39.99, "WAIT"), (0, "WAIT"), (-39.99, "WAIT"),
        (-40, "SELL"), (-70, "STRONG_SELL"), (100, "STRONG_BUY"),
    ],
)  # fmt: skip
def test_the_recommendation_begins_at_its_threshold(signed: float, wanted: str) -> None:
    assert recommended(signed) is Recommendation(wanted)


@pytest.mark.parametrize("strength", [40, 70])
def test_all_at_a_threshold_score_that_threshold(strength: float) -> None:
    found = confluence(dict(said(name, "SELL", strength) for name in DEFAULT_WEIGHTS))
    assert found.score == strength
    assert found.recommendation is (Recommendation.SELL if strength == 40 else Recommendation.STRONG_SELL)


def test_every_contribution_tells_value_threshold_points_and_a_sentence() -> None:
    part = confluence(dict([said("rsi", "BUY", 80)])).contributions[0]
    assert part.values == {"value": 1.0}
    assert "BUY under 30" in part.threshold
    assert part.points == pytest.approx(80)
    assert part.sentence == "rsi is what it is; BUY at strength 80.0, adds +80.00 points."


def test_a_reading_without_a_reason_is_refused() -> None:
    name, reading = said("rsi", "BUY", 80)
    with pytest.raises(InvalidInput, match="rsi has no reason"):
        confluence({name: replace(reading, reason=" ")})


def test_weights_can_be_edited_within_their_bounds() -> None:
    readings = dict([said("rsi", "BUY", 80), said("cci", "SELL", 60)])
    found = confluence(readings, {"rsi": Weight(1, 0), "cci": Weight(3, 0)})
    assert (found.score, found.side) == (25, Signal.SELL)
    for wrong in (Weight(-0.1, 0), Weight(1, 101), Weight(float("inf"), 0)):
        with pytest.raises(InvalidInput, match="rsi needs a weight"):
            confluence(readings, {"rsi": wrong})


def test_nothing_known_is_no_score() -> None:
    found = confluence({})
    assert (found.score, found.side, found.recommendation) == (0, Signal.NEUTRAL, Recommendation.WAIT)
    assert confluence(dict([said("rsi", "BUY", 80)]), {"rsi": Weight(0, 0)}).score == 0
