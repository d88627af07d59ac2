"""POST https://hub.snapshot.org/graphql: proposals of the spaces, those open and those closed last week.

A GraphQL error comes with status 200. A proposal's state changes while we watch: each change is a revision.
"""

from collections.abc import Iterator
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import checking, dig, distinct, integer_text, rows_of
from omc.adapters.sources.snapshot.settings import SnapshotSettings
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.ledgers.errors import SourceChanged
from omc.ledgers.records import CatalystEvent
from omc.ledgers.sources import Checked, Page, SourceInfo
from omc.ledgers.taxonomy import EventType, Priority

_URL = "https://hub.snapshot.org/graphql"
_ROWS, _PAGES = 20, 10
_CLOSED_MS = 7 * DAY_MS
_BODY = 500
_IMPACT = 5
_QUERY = """
query Proposals($spaces: [String], $state: String, $since: Int, $first: Int, $skip: Int) {
  proposals(first: $first, skip: $skip, orderBy: "created", orderDirection: desc,
            where: {space_in: $spaces, state: $state, end_gte: $since}) {
    id title body state created start end link space { id }
  }
}
"""


class Snapshot:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: SnapshotSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask("active", 0, 0), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # A proposal opened long ago may have changed since.
        closed_from = (self._context.http.now() - _CLOSED_MS) // SECOND_MS
        for state, ended in (("active", 0), ("closed", closed_from)):
            for number in range(_PAGES):
                page, rows = self._ask(state, ended, number * _ROWS)
                yield page
                if rows < _ROWS:
                    break

    def _ask(self, state: str, ended_s: int, skip: int) -> tuple[Page, int]:
        variables = {
            "spaces": list(self._settings.spaces),
            "state": state,
            "since": ended_s,
            "first": _ROWS,
            "skip": skip,
        }
        answer = self._context.http.ask(
            Question(_URL, method="POST", json={"query": _QUERY, "variables": variables})
        )
        document = answer.json()
        if isinstance(document, dict) and document.get("errors"):
            told = str(dig(document, "errors", 0, "message"))[:200]
            raise SourceChanged(f"expected proposals from {answer.place}, got an error: {told}")
        rows = dig(document, "data", "proposals")
        records, rejected = rows_of(rows, lambda row: self._record(row, answer.received_at), answer.place)
        return Page(distinct(records), rejected, answer.body, len(answer.body)), len(rows)

    def _record(self, row: dict[str, Any], received_at: Ms) -> CatalystEvent:
        space = str(dig(row, "space", "id"))
        state = str(dig(row, "state"))
        token = self._settings.spaces.get(space, "")
        return CatalystEvent(
            source=self.info.name,
            natural_key=str(dig(row, "id")),
            event_time=min(integer_text(row, "created") * SECOND_MS, received_at),
            known_at=received_at,
            assets=(token.upper(),) if token else (),
            url=str(row.get("link") or f"https://snapshot.org/#/{space}/proposal/{row['id']}"),
            type=EventType.GOVERNANCE,
            title=str(dig(row, "title")),
            description=str(row.get("body") or "")[:_BODY],
            impact=_IMPACT,
            priority=Priority.NORMAL,
            reasons=(f"a proposal of {space} is {state}; governance has impact {_IMPACT}",),
            details={
                "space": space,
                "state": state,
                "start": str(integer_text(row, "start")),
                "end": str(integer_text(row, "end")),
            },
            plugin_version=self.info.version,
            synthetic=self._context.synthetic,
        )
