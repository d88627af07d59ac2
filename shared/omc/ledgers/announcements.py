"""What a venue's announcement is, by its title.

Bad news is looked for before good news: "Delisting of XYZ" and "XYZ is no longer available" hold the words of
a listing. "New" or "list" alone is none.
"""

import re
from dataclasses import dataclass

from omc.ledgers.taxonomy import EventType


@dataclass(frozen=True)
class Announced:
    """reason: the words that decided."""

    type: EventType
    impact: int
    reason: str


@dataclass(frozen=True)
class _Rule:
    type: EventType
    impact: int
    pattern: re.Pattern[str]


def _rule(event_type: EventType, impact: int, pattern: str) -> _Rule:
    return _Rule(event_type, impact, re.compile(pattern, re.IGNORECASE))


# In the order in which they are asked.
_RULES = (
    _rule(
        EventType.DELISTING,
        8,
        r"\bde-?list(?:ed|ing|ings|s)?\b|\bremov(?:al|ed|ing)\b|\bno longer (?:available|supported)\b"
        r"|\bdiscontinu\w*|\bend of support\b|\bceas\w+ (?:support|trading)",
    ),
    _rule(EventType.HACK, 9, r"\bhack(?:ed|s)?\b|\bexploit(?:ed)?\b|\bsecurity (?:breach|incident)\b"),
    _rule(
        EventType.MAINTENANCE,
        4,
        r"\bmaintenance\b|\bdowntime\b|\bscheduled\b|\bupgrad\w+|\bsuspend\w*|\boutage\b|\bunavailable\b",
    ),
    _rule(
        EventType.TRADING,
        6,
        r"\btrading pairs?\b|\bhalt(?:ed|s)?\b|\btoken swap\b|\brebrand\w*|\bmigrat\w+"
        r"|\btrading (?:has|is|will)\b",
    ),
    _rule(
        EventType.LISTING,
        9,
        r"\blist(?:ing|ings|ed|s)\b|\bwill list\b|\bnow (?:available|live|supported|listed)\b"
        r"|\b(?:added|launch(?:es|ed|ing)?|new coins?|airdrop|mainnet)\b|\bnow supports?\b"
        r"|\bnew .{0,40}\bavailable\b",
    ),
)
_FEATURE = re.compile(
    r"\b(?:feature|update|improvement|improved|recurring|app|card|interest)\b", re.IGNORECASE
)
# A launch of a page or of an app is no listing; without a coin there is nothing to list.
_NEEDS_COIN = EventType.LISTING
FEATURE_IMPACT = 3


def classified(title: str, coins: tuple[str, ...]) -> Announced:
    """The class of a title that names `coins`; what no rule knows is a feature, impact 3."""
    for rule in _RULES:
        match = rule.pattern.search(title)
        if match is None:
            continue
        if rule.type is _NEEDS_COIN and not coins:
            continue
        return Announced(rule.type, rule.impact, f"the title says {match.group(0)!r}")
    match = _FEATURE.search(title)
    said = f"the title says {match.group(0)!r}" if match else "no word that we know stands in the title"
    return Announced(EventType.OTHER, FEATURE_IMPACT, said)
