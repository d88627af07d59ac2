"""What words are worth: votes, terms, negation, a general lexicon, and always a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omc.adapters.sentiment.vader import tone
from omc.ledgers.sentiment.entities import entities_in
from omc.ledgers.sentiment.scoring import judged, label, of_terms, of_votes


@pytest.mark.parametrize(
    ("positive", "negative", "score"),
    [(9, 1, "0.8"), (1, 9, "-0.8"), (2, 1, "0"), (1, 2, "0"), (3, 1, "0.5"), (0, 4, "-1")],
)
def test_votes_take_a_side_when_one_is_more_than_twice_the_other(
    positive: int, negative: int, score: str
) -> None:
    found = of_votes({"positive": positive, "negative": negative})
    assert found is not None
    assert found.score == Decimal(score)


def test_no_votes_are_no_opinion() -> None:
    assert of_votes({}) is None
    assert of_votes({"saved": 5}) is None


def test_terms_are_weighed_by_their_impact() -> None:
    # hack -1 x 3, upgrade +1 x 2: (2 - 3) / 5.
    found = of_terms("Hack after an upgrade")
    assert found is not None
    assert found.score == Decimal("-0.2000")
    assert label(found.score) == "bearish"
    assert any("hack" in reason for reason in found.reasons)


def test_a_negation_within_three_words_turns_a_term() -> None:
    turned, plain, far = (
        of_terms(text) for text in ("not a ban at all", "a ban at all", "not what one would think of a ban")
    )
    assert turned is not None
    assert plain is not None
    assert far is not None
    assert (turned.score, plain.score, far.score) == (Decimal(1), Decimal(-1), Decimal(-1))
    assert "negated" in turned.reasons[0]


def test_terms_are_whole_words() -> None:
    assert of_terms("Urban secular bandwagon federation") is None


def test_words_of_forums_count_on_forums_only() -> None:
    assert of_terms("to the moon") is None
    found = of_terms("to the moon", social=True)
    assert found is not None
    assert found.score == Decimal(1)


def test_votes_come_before_words_and_words_still_say_why() -> None:
    found = judged("Exchange hacked", {"positive": 9, "negative": 1}, tone=tone)
    assert (found.method, found.score) == ("votes", Decimal("0.8"))
    assert len(found.reasons) == 2


def test_nothing_to_say_is_neutral_and_says_so() -> None:
    found = judged("The of and", tone=tone)
    assert (found.score, found.reasons) == (Decimal(0), ("no term that we know",))


def test_a_general_lexicon_knows_words_that_terms_do_not() -> None:
    found = judged("A terrible, horrible disaster", tone=tone)
    assert found.score < Decimal("-0.5")
    assert "disaster" in found.reasons[0]


@given(st.text(max_size=400), st.dictionaries(st.sampled_from(["positive", "negative"]), st.integers(0, 99)))
def test_every_score_is_in_bounds_and_has_a_reason(text: str, votes: dict[str, int]) -> None:
    found = judged(text, votes, social=True, tone=tone)
    assert -1 <= found.score <= 1
    assert 0 <= found.magnitude <= 1
    assert found.reasons


def test_who_and_what_a_text_names() -> None:
    found = entities_in("SEC sues Binance in the US over a hack, says Gensler")
    assert found == ("event:hack", "organisation:Binance", "organisation:SEC", "person:Gensler", "place:US")
