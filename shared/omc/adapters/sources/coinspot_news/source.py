"""Zendesk's public API: GET /api/v2/help_center/en-us/categories/115000579994/articles.json, newest first.

An article happened when it was created: `updated_at` moves without news, and taking "now" would make every
old article look new on a first run. Where the API asks for a sign-in, the page is read instead, and only
articles not seen before are opened for their time.
"""

import json
from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import at_least, checking, dig, distinct, instant_in, rows_of
from omc.adapters.evidence.stamps import published
from omc.adapters.evidence.text import plain
from omc.adapters.sources.coinspot_news.page import entries_of, time_of
from omc.adapters.sources.coinspot_news.settings import CoinSpotNewsSettings
from omc.kernel.instants import Ms
from omc.ledgers.announcements import classified
from omc.ledgers.errors import SourceRefused
from omc.ledgers.priorities import priority_of
from omc.ledgers.records import CatalystEvent
from omc.ledgers.sentiment.coins import bracketed, coins_in
from omc.ledgers.sources import Checked, Page, SourceInfo

_CATEGORY = "115000579994"
_HELP = "https://coinspot.zendesk.com"
_API = f"{_HELP}/api/v2/help_center/en-us/categories/{_CATEGORY}/articles.json"
_PAGE = f"{_HELP}/hc/en-us/categories/{_CATEGORY}-Announcements"
# Articles opened for their time in one poll; the others wait for the next.
_OPENED = 5
_REMEMBERED = 200


class CoinSpotNews:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: CoinSpotNewsSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._articles(), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # The list is short, and what is known already is only counted.
        try:
            yield self._articles()
        except SourceRefused:
            yield from self._from_page()

    def _articles(self) -> Page:
        params = {"sort_by": "created_at", "sort_order": "desc", "per_page": str(self._settings.articles)}
        answer = self._context.http.ask(Question(_API, params=params))
        rows = at_least(dig(answer.json(), "articles"), 1, answer.place)
        records, rejected = rows_of(list(rows), lambda row: self._row(row, answer.received_at), answer.place)
        return Page(distinct(records), rejected, answer.body, len(answer.body))

    def _row(self, row: dict[str, Any], received_at: Ms) -> CatalystEvent | None:
        if row.get("draft"):
            return None
        return self._event(
            str(dig(row, "id")),
            plain(dig(row, "title"), 300),
            plain(row.get("body"), 500),
            str(row.get("html_url") or ""),
            instant_in(row, "created_at"),
            received_at,
        )

    def _from_page(self) -> Iterator[Page]:
        """The page instead of the API, and each article that is new to us."""
        answer = self._context.http.ask(Question(_PAGE))
        entries = at_least(entries_of(answer.text), 1, answer.place)
        seen: list[str] = json.loads(self._context.memory.get("seen") or "[]")
        fresh = [entry for entry in entries if entry.article_id not in seen][:_OPENED]
        for entry in fresh:
            article = self._context.http.ask(Question(entry.url))
            stamp = time_of(article.text)
            # Without a time of its own it happened when we first saw it.
            at = article.received_at if stamp is None else instant_in({"time": stamp}, "time")
            event = self._event(entry.article_id, entry.title, "", entry.url, at, article.received_at)
            yield Page([event], (), article.body, len(article.body))
            seen = [entry.article_id, *seen][:_REMEMBERED]
            self._context.memory.put("seen", json.dumps(seen))

    def _event(
        self, article_id: str, title: str, body: str, url: str, at: Ms, received_at: Ms
    ) -> CatalystEvent:
        coins = tuple(sorted({*coins_in(title), *bracketed(title)}))
        announced = classified(title, coins)
        stamp = published(at, received_at, self.info.lag_ms)
        return CatalystEvent(
            source=self.info.name,
            natural_key=article_id,
            event_time=stamp.event_time,
            known_at=stamp.known_at,
            basis=stamp.basis,
            assets=coins,
            url=url or None,
            type=announced.type,
            title=title,
            description=body,
            impact=announced.impact,
            priority=priority_of(announced.type, announced.impact),
            reasons=(announced.reason,),
            plugin_version=self.info.version,
            synthetic=self._context.synthetic,
        )
