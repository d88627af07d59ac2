"""What holds of a score whatever the indicators say."""

from hypothesis import given
from hypothesis import strategies as st

from omc.market.indicators.confluence import DEFAULT_WEIGHTS, Weight, confluence, recommended
from omc.market.indicators.readings.model import Reading, Signal

STRENGTHS = st.floats(0, 100, allow_nan=False)
READINGS = st.dictionaries(
    st.sampled_from(sorted(DEFAULT_WEIGHTS)),
    st.builds(
        lambda signal, strength, known: Reading("any", {"value": 1.0}, signal, strength, "It is so", known),
        st.sampled_from(list(Signal)),
        STRENGTHS,
        st.booleans(),
    ),
)
WEIGHTS = st.fixed_dictionaries(
    {name: st.builds(Weight, st.floats(0, 10), STRENGTHS) for name in DEFAULT_WEIGHTS}
)
OPPOSITE = {Signal.BUY: Signal.SELL, Signal.SELL: Signal.BUY, Signal.NEUTRAL: Signal.NEUTRAL}


@given(READINGS, WEIGHTS)
def test_a_score_lies_between_0_and_100_and_is_the_sum_of_its_points(
    readings: dict[str, Reading], weights: dict[str, Weight]
) -> None:
    found = confluence(readings, weights)
    signed = sum(part.points for part in found.contributions)
    assert 0 <= found.score <= 100 + 1e-9
    assert abs(found.score * found.side.direction - signed) < 1e-6
    assert found.recommendation is recommended(found.score * found.side.direction)
    assert len(found.contributions) + len(found.missing) == len(weights)
    assert all(part.sentence.startswith("It is so; ") for part in found.contributions)


@given(READINGS, WEIGHTS)
def test_a_market_turned_upside_down_has_the_same_score_on_the_other_side(
    readings: dict[str, Reading], weights: dict[str, Weight]
) -> None:
    turned = {
        name: Reading(said.name, said.values, OPPOSITE[said.signal], said.strength, said.reason, said.known)
        for name, said in readings.items()
    }
    one, other = confluence(readings, weights), confluence(turned, weights)
    assert one.score == other.score
    assert one.side is OPPOSITE[other.side]


@given(READINGS)
def test_only_what_is_known_and_strong_enough_moves_the_score(readings: dict[str, Reading]) -> None:
    heard = {
        name: said
        for name, said in readings.items()
        if said.known and said.strength >= DEFAULT_WEIGHTS[name].least
    }
    assert confluence(readings).score == confluence(heard).score
    assert confluence(readings).counted == len(heard)
