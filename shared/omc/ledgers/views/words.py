"""The words that many titles share."""

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[a-z][a-z'’-]{2,}")
_TOP = 5
# What stands in every title says nothing of a day.
_COMMON_TEXT = (
    "about after again all also amid and another any are back been before being but can could "
    "crypto cryptocurrency day days did does down every first for from get gets going had has "
    "have here his how into its just last latest like live look made make makes many market "
    "markets may might more most much near new news next not now off one only other our out "
    "over own per price prices report reports said says see set she should show shows since "
    "some still such take than that the their them then there these they this today too two "
    "under until update use very via was week were what when where which while who why will "
    "with would year years you your"
)
_COMMON = frozenset(_COMMON_TEXT.split(" "))


def words_in(title: str) -> tuple[str, ...]:
    """The words of a title that say something, each once, in their order."""
    return tuple(dict.fromkeys(word for word in _WORD.findall(title.lower()) if word not in _COMMON))


def top_words(titles: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """At most five words by the number of titles they stand in; of equals the first by letter."""
    counts = Counter(word for words in titles for word in words)
    return tuple(word for word, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_TOP])
