"""A run of an enricher: posts that nobody scored yet, newest first, some in each call, as far as time and
money go. Each call's scores are stored before the next is made; what a death left out, the next run finds.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.instants import DAY_MS, HOUR_MS, Ms
from omc.ledgers.enrichment.asking import Asking
from omc.ledgers.enrichment.choosing import batches, is_wanted
from omc.ledgers.enrichment.model import Judgement
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.enrichment.prompt import PROMPT_ID
from omc.ledgers.enrichment.scoring import enrichment_of
from omc.ledgers.errors import QuotaSpent, SourceChanged
from omc.ledgers.reading import RecordQuery
from omc.ledgers.records import Enrichment, SocialPost, enrichment_id
from omc.ledgers.sentiment.coins import COINS
from omc.ledgers.sources import Memory, Page, SourceInfo
from omc.ledgers.taxonomy import Ledger

_READ_AT_ONCE = 100
# A post no answer about which can be read is not asked about for ever.
_TRIES = 3
_TRIED = "tried"


@dataclass(frozen=True)
class Plan:
    """sources: whose posts. hours: how old at most. posts: in a run. at_once: in a call. time_ms: what a call
    may take; none is begun with less of it left."""

    sources: tuple[str, ...]
    hours: int
    posts: int
    at_once: int
    time_ms: Ms


class Enricher:
    """One run: `pages` gives scores as records, and at the end what it came to."""

    def __init__(
        self,
        info: SourceInfo,
        plan: Plan,
        places: LedgerPlaces,
        asking: Asking,
        memory: Memory,
        left_ms: Callable[[], Ms],
        *,
        synthetic: bool,
    ) -> None:
        self._info, self._plan, self._places, self._asking = info, plan, places, asking
        self._memory, self._left_ms, self._synthetic = memory, left_ms, synthetic
        self._tried: dict[str, int] = json.loads(memory.get(_TRIED) or "{}")
        self._dropped = 0

    def pages(self) -> Iterator[Page]:
        posts = self.unscored()
        left, notes = len(posts), list[str]()
        for batch in batches(posts, self._plan.at_once):
            if self._left_ms() < self._plan.time_ms:
                notes.append(f"no time for another call: {left} posts wait for the next run")
                break
            try:
                yield from self._scored(batch)
            except QuotaSpent as spent:
                notes.append(f"{spent.message}; {left} posts wait")
                break
            left -= len(batch)
        yield Page((), notes=(*notes, *self._came_to()))

    def unscored(self) -> list[SocialPost]:
        """Newest first by source."""
        found: list[SocialPost] = []
        now = self._asking.now()
        for source in self._plan.sources:
            query = RecordQuery(
                Ledger.HUMAN, now - self._plan.hours * HOUR_MS, now + DAY_MS, source, limit=_READ_AT_ONCE
            )
            for posts in self._read(query):
                done = self._places.known.known([self._id_of(post) for post in posts])
                found += [post for post in posts if self._id_of(post) not in done and self._may_try(post)]
                if len(found) >= self._plan.posts:
                    return found[: self._plan.posts]
        return found

    def _read(self, query: RecordQuery) -> Iterator[list[SocialPost]]:
        cursor: str | None = None
        while True:
            page = self._places.reader.page(
                RecordQuery(
                    query.ledger, query.start, query.end, query.source, limit=query.limit, cursor=cursor
                )
            )
            yield [one for one in page.records if isinstance(one, SocialPost) and is_wanted(one)]
            cursor = page.next_cursor
            if cursor is None:
                return

    def _id_of(self, post: SocialPost) -> str:
        return enrichment_id(post.record_id, self._info.name, "sentiment")

    def _may_try(self, post: SocialPost) -> bool:
        return self._tried.get(post.record_id, 0) < _TRIES

    def _scored(self, batch: Sequence[SocialPost]) -> Iterator[Page]:
        """Together; where that gives no answer that can be read, each once more alone."""
        try:
            yield self._page(batch)
            return
        except (InvalidInput, SourceChanged) as error:
            if len(batch) == 1:
                yield self._given_up(batch[0], error.message)
                return
        for post in batch:
            try:
                yield self._page([post])
            except (InvalidInput, SourceChanged) as error:
                yield self._given_up(post, error.message)

    def _page(self, batch: Sequence[SocialPost]) -> Page:
        judged = self._asking.judge(batch)
        return Page(
            [
                self._record(post, judged[number])
                for number, post in enumerate(batch, 1)
                if self._is_there(post)
            ]
        )

    def _record(self, post: SocialPost, judged: Sequence[Judgement]) -> Enrichment:
        self._dropped += sum(one.symbol not in COINS for one in judged)
        return enrichment_of(
            post, judged, enricher=self._info.name, version=self._info.version,
            model=self._asking.model.name, prompt_id=PROMPT_ID, known_at=self._asking.now(),
            synthetic=self._synthetic,
        )  # fmt: skip

    def _is_there(self, post: SocialPost) -> bool:
        """Not taken back while the model thought: a rationale retells its words."""
        with suppress(NotFound):
            newest = self._places.reader.wordings(post.record_id)[0]
            return not (isinstance(newest, SocialPost) and newest.deleted)
        return False

    def _given_up(self, post: SocialPost, why: str) -> Page:
        self._tried = {**self._tried, post.record_id: self._tried.get(post.record_id, 0) + 1}
        # The newest: a post is asked about for a day or two, then its count is of no use.
        self._tried = dict(list(self._tried.items())[-_READ_AT_ONCE:])
        self._memory.put(_TRIED, json.dumps(self._tried))
        return Page((), (f"post {post.natural_key} was not scored: {why}",))

    def _came_to(self) -> Iterator[str]:
        spent = self._asking.spent
        if self._dropped:
            yield f"{self._dropped} symbols that are not on our list were left out"
        yield (
            f"{spent.calls} calls of {self._asking.model.name}: {spent.tokens_in} tokens in, "
            f"{spent.tokens_out} out, {spent.usd} USD; {self._asking.budget.told(self._asking.now())}"
        )
