"""Backfills asked for, given up, taken up again."""

from dataclasses import dataclass, replace

from omc.kernel.errors import Conflict, InvalidInput
from omc.kernel.ports import Clock
from omc.market.backfilling.model import Backfill, BackfillState
from omc.market.backfilling.ports import BackfillBook, Known, Runner
from omc.market.records import Series


@dataclass(frozen=True)
class BackfillRequests:
    book: BackfillBook
    runner: Runner
    clock: Clock
    known: Known

    def start(self, backfill_id: str, series: Series, asked_by: str) -> Backfill:
        """Starts it, or finds it started; InvalidInput for a venue that has no history to ask for."""
        if not self.known(series):
            raise InvalidInput(
                f"expected a series of a venue whose candles can be asked for, got {series.key}",
                code="venue_unknown",
            )
        backfill = self.book.create(Backfill(backfill_id, series, asked_by, self.clock.now()))
        if backfill.state is BackfillState.RUNNING:
            self.runner.start(backfill_id, backfill.attempt)
        return backfill

    def resume(self, backfill_id: str) -> Backfill:
        """Takes a failed one up where it stopped; Conflict `not_failed` for others."""
        backfill = self.book.get(backfill_id)
        if backfill.state is not BackfillState.FAILED:
            raise Conflict(f"expected a failed backfill, it is {backfill.state.value}", code="not_failed")
        again = replace(
            backfill, state=BackfillState.RUNNING, error=None, ended_at=None, attempt=backfill.attempt + 1
        )
        saved = self.book.save(again)
        self.runner.start(backfill_id, saved.attempt)
        return saved

    def fail(self, backfill_id: str, why: str) -> Backfill:
        """Ends it; one that has ended stays as it ended."""
        backfill = self.book.get(backfill_id)
        if backfill.state is not BackfillState.RUNNING:
            return backfill
        ended = replace(backfill, state=BackfillState.FAILED, error=why[:500], ended_at=self.clock.now())
        return self.book.save(ended)
