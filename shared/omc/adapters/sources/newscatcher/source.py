"""GET https://v3-api.newscatcherapi.com/api/search with the key in a header.

`published_date` has a space, no zone, and is UTC; it may be ahead of now, or midnight where only the day is
known. Field names are those of the documentation and were never seen live.
"""

from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.pacing import held_back
from omc.adapters.evidence.reading import checking, dig, distinct, instant_in, rows_of
from omc.adapters.evidence.reporting import news_item
from omc.adapters.evidence.text import url_key
from omc.adapters.sources.newscatcher.settings import NewscatcherSettings
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms, to_iso
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import NewsItem
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://v3-api.newscatcherapi.com/api/search"


class Newscatcher:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: NewscatcherSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(now - HOUR_MS), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        early = held_back(self._context, self._settings.calls_a_month, 1)
        if early:
            yield Page((), (early,))
            return
        start = self._context.http.now() - DAY_MS if since is None else since - HOUR_MS
        yield self._ask(start)

    def _ask(self, start: Ms) -> Page:
        params = {
            "q": self._settings.query, "lang": "en", "sort_by": "date", "from_": to_iso(start)[:19],
            "page": "1", "page_size": str(self._settings.page_size),
        }  # fmt: skip
        token = self._settings.api_token.get_secret_value()
        answer = self._context.http.ask(Question(_URL, params=params, headers={"x-api-token": token}))
        document = answer.json()
        if dig(document, "status") != "ok":
            raise SourceChanged(f"expected status ok from {answer.place}, got {document['status']!r}")
        # A search without hits has no `articles`.
        rows = document.get("articles", []) if document.get("total_hits") == 0 else dig(document, "articles")
        records, rejected = rows_of(rows, lambda row: self._record(row, answer.received_at), answer.place)
        return Page(distinct(records), rejected, answer.body, len(answer.body))

    def _record(self, row: dict[str, Any], received_at: Ms) -> NewsItem | None:
        domain = str(row.get("domain_url") or "").removeprefix("www.")
        if domain in self._settings.left_out:
            return None
        link = str(dig(row, "link"))
        return news_item(
            self.info,
            self._context,
            url_key(link),
            instant_in(row, "published_date"),
            received_at,
            title=dig(row, "title"),
            outlet=str(row.get("name_source") or domain or "Newscatcher"),
            url=link,
            summary=row.get("description"),
        )
