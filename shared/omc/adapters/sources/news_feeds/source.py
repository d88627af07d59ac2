"""RSS and Atom by feedparser, from the bytes that our own client fetched.

A feed that fails is told and the others are read; the run fails only if every one does. An item without a
date happened when we saw it; one dated ahead of us did too.
"""

import calendar
from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import at_least, checking, distinct, rows_of
from omc.adapters.evidence.reporting import news_item
from omc.adapters.evidence.text import plain, url_key
from omc.adapters.sources.news_feeds.settings import NewsFeedsSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import NewsItem
from omc.ledgers.sources import Checked, Page, SourceInfo

_FEED_BYTES = 4 * 1024 * 1024


class NewsFeeds:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: NewsFeedsSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        outlet, url = next(iter(self._settings.feeds.items()))
        return checking(lambda: self._feed(outlet, url), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # A feed holds what it holds.
        failed: list[OmcError] = []
        for outlet, url in self._settings.feeds.items():
            try:
                page = self._feed(outlet, url)
            except OmcError as error:
                failed.append(error)
                continue
            yield page
        if len(failed) == len(self._settings.feeds):
            raise failed[-1]
        if failed:
            yield Page((), tuple(error.message for error in failed))

    def _feed(self, outlet: str, url: str) -> Page:
        import feedparser

        answer = self._context.http.ask(Question(url, largest_bytes=_FEED_BYTES))
        if b"<!ENTITY" in answer.body:
            # A few lines of them grow to gigabytes; no feed needs one.
            raise SourceChanged(f"expected a feed of {answer.place}, got one with entities of its own")
        # Of the server's headers only those that tell how to read the bytes; nothing is fetched from here.
        kind = answer.headers.get("content-type", "application/rss+xml")
        parsed: Any = feedparser.parse(answer.body, response_headers={"content-type": kind})
        if not parsed.get("version"):
            raise SourceChanged(f"expected RSS or Atom from {answer.place}, got {answer.shown()}")
        entries = at_least(list(parsed.entries), 1, answer.place)[: self._settings.items]
        records, rejected = rows_of(
            list(entries), lambda entry: self._record(outlet, entry, answer.received_at), answer.place
        )
        return Page(distinct(records), rejected, answer.body, len(answer.body))

    def _record(self, outlet: str, entry: Any, received_at: Ms) -> NewsItem:
        link, title = str(entry.get("link") or ""), plain(entry.get("title"), 300)
        if not link.startswith("http") or not title:
            raise SourceChanged(f"expected an item with a title and a link, got {sorted(entry)[:6]}")
        parts = entry.get("published_parsed") or entry.get("updated_parsed")
        at = received_at if parts is None else calendar.timegm(parts) * SECOND_MS
        return news_item(
            self.info,
            self._context,
            url_key(link),
            at,
            received_at,
            title=title,
            outlet=outlet,
            url=link,
            summary=entry.get("summary"),
        )
