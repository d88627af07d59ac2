"""What searching keeps beside the table: a plan, the bars, a result for each shard, a report."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, IntArray

Document = Mapping[str, Any]


class SearchFiles(Protocol):
    """Keeps them by search. Plans, shards and rounds are written once: the first one written stands."""

    def put_plan(
        self, search_id: str, plan: Document, bars: BarArrays, ledgers: LedgerBook = NO_LEDGERS
    ) -> None: ...

    def plan(self, search_id: str) -> dict[str, Any] | None: ...

    def bars(self, search_id: str) -> BarArrays: ...

    def ledgers(self, search_id: str) -> LedgerBook:
        """The records the search reads beside its bars; none where it reads none."""
        ...

    def shard(self, search_id: str, number: int) -> bytes | None: ...

    def put_shard(self, search_id: str, number: int, packed: bytes) -> bool:
        """False when there is one already."""
        ...

    def round(self, search_id: str, number: int) -> dict[str, Any] | None: ...

    def put_round(self, search_id: str, number: int, asked: Document) -> bool: ...

    def put_report(self, search_id: str, report: Document, rows: Sequence[Document]) -> None:
        """Writing again replaces with the same."""
        ...

    def put_surface(self, search_id: str, places: IntArray, scores: FloatArray) -> None: ...
