"""Terms of the trade: category, direction, weight and how long their effect lasts.

direction: 1 bullish, -1 bearish, 0 about the market without saying where to. impact: 3 high, 2 medium, 1 low.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    text: str
    category: str
    direction: int
    impact: int
    horizon: str


_BULL, _BEAR, _NEUTRAL = 1, -1, 0
_HIGH, _MEDIUM, _LOW = 3, 2, 1


def _terms(category: str, *rows: tuple[str, int, int, str]) -> tuple[Term, ...]:
    return tuple(
        Term(word, category, direction, impact, horizon)
        for words, direction, impact, horizon in rows
        for word in words.split("|")
    )


TERMS: tuple[Term, ...] = (
    *_terms(
        "macro",
        ("tariff|tariffs", _BEAR, _HIGH, "immediate"),
        ("sanction|sanctions", _BEAR, _HIGH, "short"),
        ("trade war", _BEAR, _HIGH, "long"),
        ("geopolitical", _NEUTRAL, _MEDIUM, "short"),
        ("recession", _BEAR, _HIGH, "long"),
        ("inflation", _BEAR, _MEDIUM, "long"),
        ("gdp", _NEUTRAL, _MEDIUM, "long"),
    ),
    *_terms(
        "liquidity",
        ("rate cut|rate cuts", _BULL, _HIGH, "immediate"),
        ("rate hike|rate hikes", _BEAR, _HIGH, "immediate"),
        ("quantitative easing|qe", _BULL, _HIGH, "long"),
        ("tightening|qt", _BEAR, _HIGH, "long"),
        ("fed", _NEUTRAL, _HIGH, "immediate"),
        ("liquidity", _NEUTRAL, _MEDIUM, "short"),
        ("yield|yields", _NEUTRAL, _MEDIUM, "short"),
    ),
    *_terms(
        "regulatory",
        ("sec", _NEUTRAL, _HIGH, "short"),
        ("regulation|regulations", _NEUTRAL, _MEDIUM, "long"),
        ("ban|bans|banned", _BEAR, _HIGH, "immediate"),
        ("approval|approvals|approved|approves", _BULL, _HIGH, "immediate"),
        ("etf|etfs", _BULL, _HIGH, "short"),
        ("lawsuit|lawsuits", _BEAR, _MEDIUM, "long"),
        ("compliance", _NEUTRAL, _LOW, "long"),
    ),
    *_terms(
        "fundamental",
        ("halving", _BULL, _HIGH, "long"),
        ("upgrade|upgrades", _BULL, _MEDIUM, "short"),
        ("hack|hacks|hacked", _BEAR, _HIGH, "immediate"),
        ("exploit|exploits|exploited", _BEAR, _HIGH, "immediate"),
        ("partnership|partnerships", _BULL, _MEDIUM, "short"),
        ("adoption", _BULL, _MEDIUM, "long"),
        ("whale|whales", _NEUTRAL, _MEDIUM, "immediate"),
        ("burn|burns", _BULL, _LOW, "short"),
        ("airdrop|airdrops", _BULL, _LOW, "immediate"),
        ("fork|forks", _NEUTRAL, _MEDIUM, "short"),
    ),
)

# How people on forums say it; weak each.
RETAIL: tuple[Term, ...] = _terms(
    "retail",
    ("moon|bullish|pump|rally|breakout|buy|hold|hodl|gem", _BULL, _LOW, "short"),
    ("crash|dump|bearish|short|sell|drop|decline|scam|bear", _BEAR, _LOW, "short"),
)
