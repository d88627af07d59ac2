"""Every source of evidence and the settings it is held to its contract with.

least: records that a good run gives. host: whose bad days it meets. key: a secret that must never show.
empties: an answer without rows is a good one: a search may find nothing. nothing: how a host says nothing
that has no rows; "" where leaving out the rows says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from omc.kernel.instants import Ms, from_iso

NOW: Ms = from_iso("2024-03-05T12:00:00Z")


@dataclass(frozen=True)
class Case:
    name: str
    host: str
    least: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    empties: bool = False
    nothing: str = ""


_HUSH = "hush-hush-hush"
_REDDIT = {
    "client_id": "made-up-id",
    "client_secret": _HUSH,
    "user_agent": "linux:ohmycoins:1 (by /u/nobody)",
    "subreddits": ["Bitcoin", "ethereum"],
    "posts": 60,
    "comments_of": 2,
}

CASES = (
    Case("chain_heads", "", 2, nothing='{"jsonrpc": "2.0", "id": 1, "result": null}'),
    Case("coinmetrics", "community-api.coinmetrics.io", 100),
    Case("coinspot_news", "coinspot.zendesk.com", 20),
    Case("coinspot_prices", "www.coinspot.com.au", 7),
    Case("cryptopanic", "cryptopanic.com", 20, {"auth_token": _HUSH}, key=_HUSH, empties=True),
    Case("defillama", "api.llama.fi", 100),
    Case("fear_greed", "api.alternative.me", 3),
    Case("market_caps", "api.coingecko.com", 10),
    Case("nansen", "api.nansen.ai", 5, {"api_key": _HUSH}, key=_HUSH, empties=True),
    Case("news_feeds", "", 50),
    Case("newscatcher", "v3-api.newscatcherapi.com", 20, {"api_token": _HUSH}, key=_HUSH, empties=True),
    Case("reddit", "oauth.reddit.com", 100, _REDDIT, key=_HUSH, empties=True),
    Case("sec_edgar", "", 20, {"contact": "Example Co admin@example.com"}),
    Case("snapshot", "hub.snapshot.org", 3, empties=True),
    Case("treasuries", "api.coingecko.com", 2),
)
