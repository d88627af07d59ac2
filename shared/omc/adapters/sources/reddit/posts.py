"""A post of a listing as a record.

created_utc is a float of seconds and the true time; `created` is shifted by a server's zone. A post whose
author took it back, or that a moderator removed, keeps its id and loses its words.
"""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.reading import decimal_in, decimal_or_none, dig, integer_text
from omc.adapters.evidence.text import plain
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.records import SocialPost

_GONE = ("[removed]", "[deleted]")
_COMMENTS = 10


def post_of(data: dict[str, Any], received_at: Ms, salt: str) -> SocialPost | None:
    """The record of a post; None for a pinned one, which is a daily thread and no news."""
    if data.get("stickied"):
        return None
    gone = data.get("selftext") in _GONE or data.get("removed_by_category") is not None
    created = int(decimal_in(data, "created_utc") * SECOND_MS)
    return SocialPost(
        source="reddit",
        natural_key=f"reddit:{dig(data, 'id')}",
        # Its clock may be ahead of ours; a list of what is hot now is observed, however old the post.
        event_time=min(created, received_at),
        known_at=received_at,
        url=f"https://www.reddit.com{data.get('permalink') or ''}",
        community=str(dig(data, "subreddit")),
        title="" if gone else plain(dig(data, "title"), 300),
        body="" if gone else plain(data.get("selftext"), 2000),
        author_hash=None if gone else _hashed(data.get("author"), salt),
        flair=data.get("link_flair_text"),
        score=integer_text(data, "score"),
        upvote_ratio=decimal_or_none(data.get("upvote_ratio"), "upvote_ratio"),
        comment_count=integer_text(data, "num_comments"),
        deleted=gone,
    )


def comments_of(listings: Any) -> tuple[tuple[str, int], ...]:
    """The best comments of a post, text and score; stubs that stand for more are passed over."""
    found = list(_spoken(dig(listings, 1, "data", "children")))
    return tuple(sorted(found, key=lambda one: (-one[1], one[0]))[:_COMMENTS])


def _spoken(children: Any) -> Iterator[tuple[str, int]]:
    for child in children:
        data = dig(child, "data")
        if child.get("kind") == "t1" and data.get("body") not in (*_GONE, None):
            yield plain(data["body"], 500), int(data.get("score") or 0)


def _hashed(author: object, salt: str) -> str | None:
    """An author's name, salted and hashed: the same author is seen to be the same, and no more."""
    if not author or author in _GONE:
        return None
    return hmac.new(salt.encode(), str(author).encode(), hashlib.sha256).hexdigest()[:32]
