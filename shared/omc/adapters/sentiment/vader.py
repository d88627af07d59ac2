"""VADER, a lexicon with rules for English as people write it (Hutto and Gilbert, ICWSM 2014).

Its compound score is in [-1, 1] already. Words that it has no value for say nothing.
"""

import re
from decimal import Decimal
from functools import cache
from typing import Any

_WORD = re.compile(r"[a-z][a-z'’-]*")
_PLACES = Decimal("0.0001")
# Words of the trade that a general lexicon does not know; its scale runs from -4 to 4.
_TRADE = {
    "bullish": 2.5,
    "bearish": -2.5,
    "hacked": -2.5,
    "exploited": -2.5,
    "delisting": -2.0,
    "delist": -2.0,
}


def tone(text: str) -> tuple[Decimal, tuple[str, ...]]:
    """The compound score of a text, and the words that have one, strongest first."""
    analyzer = _analyzer()
    values = {word: analyzer.lexicon.get(word, 0.0) for word in _WORD.findall(text.lower())}
    told = sorted((word for word, value in values.items() if value), key=lambda word: -abs(values[word]))
    if not told:
        return Decimal(0), ()
    score = Decimal(str(analyzer.polarity_scores(text)["compound"])).quantize(_PLACES)
    return score, tuple(told)


@cache
def _analyzer() -> Any:
    # Its lexicon is a file of 7,500 lines, read once a process.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    analyzer.lexicon.update(_TRADE)
    return analyzer
