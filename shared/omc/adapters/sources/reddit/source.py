"""Hot posts of subreddits by OAuth: GET https://oauth.reddit.com/r/{sub}/hot.

Scores and comments grow for days: each change is a revision, known when we saw it. Comments are fetched for
posts that are new or whose count grew by a fifth. Posts that left the list are asked for by id, so that words
taken back are taken out here too.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.reading import checking, dig, distinct, rows_of
from omc.adapters.sources.reddit.access import Access
from omc.adapters.sources.reddit.posts import comments_of, post_of
from omc.adapters.sources.reddit.settings import RedditSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import Ms
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import SocialPost
from omc.ledgers.sources import Checked, Page, SourceInfo

_GROWTH_FIFTHS = 6  # of five: a count has grown by a fifth when 5 x now >= 6 x then.
_REMEMBERED = 100


class Reddit:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: RedditSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context
        self._access = Access(settings, context)

    def check(self, now: Ms) -> Checked:
        first = self._settings.subreddits[0]
        return checking(lambda: self._hot(first, 1), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # A list holds what is hot now, however old.
        failed: list[OmcError] = []
        for subreddit in self._settings.subreddits:
            try:
                yield self._subreddit(subreddit)
            except SourceChanged as error:
                # Private, banned or renamed: the others go on.
                failed.append(error)
        if len(failed) == len(self._settings.subreddits):
            raise failed[-1]
        if failed:
            yield Page((), tuple(error.message for error in failed))

    def _subreddit(self, subreddit: str) -> Page:
        posts, rejected = self._hot(subreddit, self._settings.posts)
        known = self._known(subreddit)
        full, asked = [], 0
        for post in posts:
            if asked < self._settings.comments_of and not post.deleted and _grew(post, known):
                asked += 1
                post = self._with_comments(post)
            full.append(post)
        missing = [key for key in known if key not in {post.natural_key for post in posts}]
        full += self._taken_back(missing[:_REMEMBERED])
        counts = {post.natural_key: post.comment_count for post in posts} | {
            key: known[key] for key in missing
        }
        kept = dict(list(counts.items())[:_REMEMBERED])
        self._context.memory.put(f"comments:{subreddit}", json.dumps(kept))
        return Page(full, rejected)

    def _hot(self, subreddit: str, limit: int) -> tuple[list[SocialPost], list[str]]:
        listing = self._access.get(f"/r/{subreddit}/hot", limit=str(limit))
        return self._posts(listing, f"r/{subreddit}")

    def _posts(self, listing: Any, place: str) -> tuple[list[SocialPost], list[str]]:
        now = self._context.http.now()
        salt = self._settings.client_secret.get_secret_value()
        children = dig(listing, "data", "children")
        posts, rejected = rows_of(children, lambda child: post_of(dig(child, "data"), now, salt), place)
        marked = [
            replace(post, plugin_version=self.info.version, synthetic=self._context.synthetic)
            for post in posts
        ]
        return distinct(marked), rejected

    def _with_comments(self, post: SocialPost) -> SocialPost:
        post_id = post.natural_key.removeprefix("reddit:")
        listings = self._access.get(f"/r/{post.community}/comments/{post_id}", limit="20", sort="top")
        return replace(post, top_comments=comments_of(listings))

    def _taken_back(self, keys: list[str]) -> list[SocialPost]:
        """Of posts that left the list, those without words."""
        if not keys:
            return []
        names = ",".join(key.replace("reddit:", "t3_") for key in keys)
        posts, _ = self._posts(self._access.get("/api/info", id=names), "api/info")
        return [post for post in posts if post.deleted]

    def _known(self, subreddit: str) -> Mapping[str, int]:
        """Comment counts of the last run, newest first, by natural key."""
        told = self._context.memory.get(f"comments:{subreddit}")
        return {} if told is None else dict(json.loads(told))


def _grew(post: SocialPost, known: Mapping[str, int]) -> bool:
    before = known.get(post.natural_key)
    return before is None or (
        post.comment_count > before and 5 * post.comment_count >= _GROWTH_FIFTHS * before
    )
