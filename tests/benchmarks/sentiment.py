"""How often our scores agree with labelled headlines: agreement, Cohen's kappa and the confusion matrix.

`python -m tests.benchmarks.sentiment`; the labels were made by another lexicon, so this is agreement between
methods, no truth.
"""

import csv
import gzip
import sys
from collections import Counter
from collections.abc import Callable

from omc.adapters.sentiment.vader import tone
from omc.ledgers.sentiment.scoring import judged, label, of_terms, of_tone
from tests.reference import reference_dir

_CLASSES = {"bullish": "positive", "bearish": "negative", "neutral": "neutral"}
Rows = list[tuple[str, str]]


def labelled() -> Rows:
    """(text, class) of each headline."""
    path = reference_dir() / "data" / "sentiment" / "crypto_news_sentiment.csv.gz"
    with gzip.open(path, "rt", newline="") as file:
        return [(f"{row['title']}. {row['text']}", row["sentiment_class"]) for row in csv.DictReader(file)]


def compared(rows: Rows, score: Callable[[str], str]) -> Counter[tuple[str, str]]:
    """How often each pair (label, ours) occurs."""
    return Counter((true, score(text)) for text, true in rows)


def agreement(pairs: Counter[tuple[str, str]]) -> tuple[float, float]:
    """The share of equal pairs, and Cohen's kappa: what of it is more than chance."""
    total = sum(pairs.values())
    observed = sum(count for (true, ours), count in pairs.items() if true == ours) / total
    by_label, by_us = Counter[str](), Counter[str]()
    for (true, ours), count in pairs.items():
        by_label[true] += count
        by_us[ours] += count
    by_chance = sum(by_label[name] * by_us[name] for name in by_label) / total**2
    return observed, (observed - by_chance) / (1 - by_chance)


def _terms(text: str) -> str:
    found = of_terms(text)
    return _CLASSES[label(found.score)] if found else "neutral"


def _tone(text: str) -> str:
    found = of_tone(text, tone)
    return _CLASSES[label(found.score)] if found else "neutral"


def _ours(text: str) -> str:
    return _CLASSES[label(judged(text, tone=tone).score)]


def main() -> int:
    rows = labelled()
    for name, score in (("terms of the trade", _terms), ("lexicon", _tone), ("as it ships", _ours)):
        pairs = compared(rows, score)
        share, kappa = agreement(pairs)
        print(f"{name:<20} agreement {share:.4f}  kappa {kappa:.3f}")
        for true in _CLASSES.values():
            counts = "".join(f"{pairs[true, ours]:>10}" for ours in _CLASSES.values())
            print(f"    {true:<10}{counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
