"""Who and what a text names beside coins: organisations, people, places and what happened.

A short list of those that move this market, matched as whole words. Words that are ordinary words too are
matched in their usual capitals.
"""

import re
from functools import cache

_KINDS: dict[str, tuple[str, ...]] = {
    "organisation": (
        "SEC",
        "CFTC",
        "Fed",
        "ECB",
        "BlackRock",
        "Grayscale",
        "Fidelity",
        "Binance",
        "Coinbase",
        "Kraken",
        "KuCoin",
        "Bitfinex",
        "CoinSpot",
        "FTX",
        "Tether",
        "Circle",
        "Strategy",
        "MicroStrategy",
        "Tesla",
        "JPMorgan",
        "Goldman Sachs",
        "Deutsche Bank",
        "HSBC",
        "IMF",
        "FATF",
        "Treasury",
        "DOJ",
        "AUSTRAC",
        "ASIC",
    ),
    "person": (
        "Gensler",
        "Powell",
        "Yellen",
        "Lagarde",
        "Saylor",
        "Musk",
        "Buterin",
        "Zhao",
        "Bankman-Fried",
        "Trump",
    ),
    "place": (
        "China",
        "United States",
        "US",
        "EU",
        "Europe",
        "Japan",
        "Korea",
        "Australia",
        "El Salvador",
        "Hong Kong",
        "Singapore",
        "India",
        "Russia",
        "UK",
    ),
}
_HAPPENED = (
    "halving",
    "listing",
    "delisting",
    "hack",
    "exploit",
    "bankruptcy",
    "settlement",
    "lawsuit",
    "merger",
    "acquisition",
    "airdrop",
    "upgrade",
    "fork",
    "outage",
    "liquidation",
    "ban",
    "approval",
)


def entities_in(text: str) -> tuple[str, ...]:
    """`kind:name` of each, sorted; what happened in lower case."""
    found = {f"{kind}:{match}" for kind, pattern in _patterns() for match in pattern.findall(text)}
    found |= {f"event:{match.lower()}" for match in _happened().findall(text)}
    return tuple(sorted(found))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(_any(names))) for kind, names in _KINDS.items())


@cache
def _happened() -> re.Pattern[str]:
    return re.compile(_any(_HAPPENED), re.IGNORECASE)


def _any(words: tuple[str, ...]) -> str:
    return r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\b"
