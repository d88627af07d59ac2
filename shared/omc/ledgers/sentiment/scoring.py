"""Words to a score in [-1, 1], always with the reasons.

Votes come first: what readers said outweighs what we think of the words. Then a general lexicon (`Tone`),
where there is one: measured on labelled news it agrees more often than terms do. Then terms of the trade:
score = sum(direction x impact) / sum(impact), four decimals; whole words, in any case; a negation within the
three words before a term turns its direction.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from omc.ledgers.records import Sentiment
from omc.ledgers.sentiment.terms import RETAIL, TERMS, Term

BULLISH, BEARISH = Decimal("0.1"), Decimal("-0.1")
_NEGATIONS = frozenset(
    {
        *("no", "not", "never", "without", "denies", "denied", "deny", "rejects", "rejected", "unlikely"),
        *("isn't", "won't", "doesn't"),
    }
)
_NEGATION_WORDS = 3
# Two terms of high impact say all that terms can say.
_FULL = 6
_PLACES = Decimal("0.0001")
_SHOWN = 5
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")

# The score a general lexicon gives a text, and the words that gave it.
Tone = Callable[[str], tuple[Decimal, tuple[str, ...]]]


def judged(
    text: str, votes: Mapping[str, int] | None = None, *, social: bool = False, tone: Tone | None = None
) -> Sentiment:
    """The sentiment of a text: by votes, else by tone, else by terms, else neutral and saying so. Terms that
    stand in the text are among the reasons, whatever gave the score."""
    terms = of_terms(text, social=social)
    found = of_votes(votes or {}) or (of_tone(text, tone) if tone else None)
    if found is not None:
        reasons = (*found.reasons, *(terms.reasons if terms else ()))[:_SHOWN]
        return replace(found, reasons=reasons)
    return terms or Sentiment(
        score=Decimal(0), magnitude=Decimal(0), method="lexicon", reasons=("no term that we know",)
    )


def of_tone(text: str, tone: Tone) -> Sentiment | None:
    """By a general lexicon; None where it knows no word of the text."""
    score, words = tone(text)
    if not words:
        return None
    shown = f"lexicon: {', '.join(words[:_SHOWN])}"
    return Sentiment(score=score, magnitude=abs(score), method="lexicon", reasons=(shown,))


def of_votes(votes: Mapping[str, int]) -> Sentiment | None:
    """By readers' votes: the net share of positive and negative ones; None where nobody voted.

    Positive above twice the negative is bullish, the other way round bearish, else neutral: score 0.
    """
    positive, negative = votes.get("positive", 0), votes.get("negative", 0)
    total = positive + negative
    if total <= 0:
        return None
    sided = positive > 2 * negative or negative > 2 * positive
    score = (Decimal(positive - negative) / total).quantize(_PLACES) if sided else Decimal(0)
    # One vote is a voice, ten are a crowd.
    magnitude = min(Decimal(total) / 10, Decimal(1))
    reason = f"{positive} positive and {negative} negative votes"
    return Sentiment(score=score, magnitude=magnitude, method="votes", reasons=(reason,))


def of_terms(text: str, *, social: bool = False) -> Sentiment | None:
    """By the terms of the trade; None where none stands in the text."""
    matches = [*_matches(text, TERMS), *(_matches(text, RETAIL) if social else ())]
    if not matches:
        return None
    weight = sum(term.impact for term, _ in matches)
    total = sum(term.direction * sign * term.impact for term, sign in matches)
    reasons = tuple(dict.fromkeys(_reason(term, sign) for term, sign in matches))[:_SHOWN]
    return Sentiment(
        score=(Decimal(total) / weight).quantize(_PLACES),
        magnitude=min(Decimal(weight) / _FULL, Decimal(1)).quantize(_PLACES),
        method="lexicon",
        reasons=reasons,
    )


def label(score: Decimal) -> str:
    """bullish above 0.1, bearish below -0.1, else neutral."""
    return "bullish" if score > BULLISH else "bearish" if score < BEARISH else "neutral"


def _matches(text: str, terms: tuple[Term, ...]) -> Iterable[tuple[Term, int]]:
    """Each occurrence of each term, with 1, or -1 where it is negated."""
    for term, pattern in _patterns(terms):
        for match in pattern.finditer(text):
            before = _WORD.findall(text[: match.start()])[-_NEGATION_WORDS:]
            negated = any(_plain(word) in _NEGATIONS for word in before)
            yield term, -1 if negated else 1


@cache
def _patterns(terms: tuple[Term, ...]) -> tuple[tuple[Term, re.Pattern[str]], ...]:
    return tuple((term, re.compile(rf"\b{re.escape(term.text)}\b", re.IGNORECASE)) for term in terms)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _reason(term: Term, sign: int) -> str:
    direction = {1: "bullish", -1: "bearish", 0: "neutral"}[term.direction * sign]
    negated = "negated, so " if sign < 0 and term.direction else ""
    weight = {3: "high", 2: "medium", 1: "low"}[term.impact]
    return f"{term.text} ({term.category}): {negated}{direction}, {weight} impact, {term.horizon}"
