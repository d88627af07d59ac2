"""GET https://api.alternative.me/fng/: one value a day, newest first, every value a string.

An error stands in `metadata.error` of an answer with status 200. The words of the classes are stored as they
come: published tables of their bounds contradict each other.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.measuring import measurement
from omc.adapters.evidence.reading import at_least, checking, dig, distinct, integer_text, rows_of
from omc.adapters.evidence.stamps import published
from omc.kernel.instants import DAY_MS, SECOND_MS, Ms
from omc.ledgers.errors import SourceDown
from omc.ledgers.records import Measurement
from omc.ledgers.sources import Checked, Page, SourceInfo

_URL = "https://api.alternative.me/fng/"
_SUBJECT = "crypto"


class FearGreed:
    """The Source port."""

    def __init__(self, info: SourceInfo, history_days: int, context: Context) -> None:
        self.info, self._days, self._context = info, history_days, context

    def check(self, now: Ms) -> Checked:
        return checking(lambda: self._ask(1), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        now = self._context.http.now()
        missed = 0 if since is None else (now - since) // DAY_MS + 1
        yield self._ask(max(self._days, missed))

    def _ask(self, days: int) -> Page:
        question = Question(_URL, params={"limit": str(days), "format": "json"})
        answer = self._context.http.ask(question)
        document = answer.json()
        error = dig(document, "metadata", "error")
        if error:
            raise SourceDown(f"{answer.place} reports an error: {error}")
        records, rejected = rows_of(
            dig(document, "data"), lambda row: self._record(row, answer.received_at), answer.place
        )
        at_least(records, 1, answer.place)
        return Page(distinct(records), rejected, answer.body, len(answer.body))

    def _record(self, row: dict[str, Any], received_at: Ms) -> Measurement:
        stamp = published(integer_text(row, "timestamp") * SECOND_MS, received_at, self.info.lag_ms)
        return measurement(
            self.info,
            self._context,
            stamp,
            _SUBJECT,
            {"fear_greed": Decimal(integer_text(row, "value"))},
            note=str(row.get("value_classification") or "") or None,
        )
