"""GET https://cryptopanic.com/api/{plan}/v2/posts/ (or /api/v1/posts/): posts, newest first, 20 a page.

The token is part of the address, and the answer's `next` and `previous` repeat it: an answer is never kept
raw, its addresses are never followed, and only the path of ours is ever told. A spent month is 403 with words
of its own, no wrong token. Every field but title and published_at may be missing: the free plan has neither
votes nor coins. Votes come later: the same post heard again with other votes is a revision known then.
"""

from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.pacing import held_back
from omc.adapters.evidence.reading import checking, dig, distinct, instant_in, rows_of
from omc.adapters.evidence.reporting import news_item
from omc.adapters.evidence.text import plain
from omc.adapters.sources.cryptopanic.settings import CryptoPanicSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import Ms
from omc.ledgers.errors import QuotaSpent
from omc.ledgers.records import NewsItem
from omc.ledgers.sentiment.coins import coins_in
from omc.ledgers.sources import Checked, Page, SourceInfo

_FORBIDDEN = 403


class CryptoPanic:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: CryptoPanicSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(None), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # A page is all there is: history cannot be asked for.
        seen: set[str] = set()
        filters = self._settings.filters or (None,)
        early = held_back(self._context, self._settings.calls_a_month, len(filters))
        if early:
            yield Page((), (early,))
            return
        for name in filters:
            page = self._ask(name)
            fresh = [record for record in page.records if record.natural_key not in seen]
            seen |= {record.natural_key for record in fresh}
            yield Page(fresh, page.rejected, None, page.bytes_read)

    def _ask(self, name: str | None) -> Page:
        settings = self._settings
        path = "v1" if settings.api == "v1" else f"{settings.plan}/v2"
        params = {
            "auth_token": settings.auth_token.get_secret_value(),
            "public": "true",
            "kind": "news",
            "currencies": ",".join(settings.currencies),
            **({"filter": name} if name else {}),
        }
        # The slash at the end matters: without it there is a redirect.
        question = Question(f"https://cryptopanic.com/api/{path}/posts/", params=params, meaning=_meaning)
        answer = self._context.http.ask(question)
        records, rejected = rows_of(
            dig(answer.json(), "results"), lambda row: self._record(row, answer.received_at), answer.place
        )
        return Page(distinct(records), rejected, None, len(answer.body))

    def _record(self, row: dict[str, Any], received_at: Ms) -> NewsItem:
        title = plain(dig(row, "title"), 300)
        votes = row.get("votes") or {}
        outlet = (row.get("source") or {}).get("title") or row.get("domain") or "CryptoPanic"
        return news_item(
            self.info,
            self._context,
            str(dig(row, "id")),
            instant_in(row, "published_at"),
            received_at,
            title=title,
            outlet=str(outlet),
            url=row.get("original_url") or row.get("url"),
            summary=row.get("description"),
            assets=_coins(row, title),
            votes={str(name): int(count) for name, count in votes.items() if int(count)},
        )


def _coins(row: dict[str, Any], title: str) -> tuple[str, ...]:
    """Coins the source tagged that we know, and those the title names. Tags are automatic and wrong at
    times: earnings per share is tagged as a coin, EPS, that nobody here trades."""
    tagged = row.get("currencies") or row.get("instruments") or []
    text = " ".join(str(dig(tag, "code")).upper() for tag in tagged)
    return tuple(sorted({*coins_in(text), *coins_in(title)}))


def _meaning(answer: Answer) -> OmcError | None:
    if answer.status == _FORBIDDEN and b"quota" in answer.body.lower():
        return QuotaSpent(f"{answer.place} says that the month's calls are used up")
    return None
