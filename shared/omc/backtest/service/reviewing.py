"""What holds when a waiting card is decided on: gates and paper as of now, and what a reviewer may excuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from omc.backtest.judging.exceptions import excuse
from omc.backtest.judging.facts import PaperFacts
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import rejudged
from omc.backtest.service.ports import GateSource, PaperSource
from omc.backtest.service.runs import Run
from omc.kernel.instants import Ms


class Cards(Protocol):
    """Keeps report cards."""

    def card(self, run_id: str) -> Mapping[str, Any]:
        """NotFound before the run is judged."""
        ...


@dataclass(frozen=True)
class Review:
    """Cards are read anew for each decision, and held against the gates of that moment (OMC-BT-093)."""

    cards: Cards
    gates: GateSource
    paper: PaperSource | None = None

    def standing(self, run: Run) -> dict[str, Any]:
        """The run's card as of now: by the gates in force, with what paper has come to (OMC-BT-092)."""
        return rejudged(self.cards.card(run.run_id), self.gates.current(), self._paper(run))

    def verdict(self, run_id: str) -> tuple[Verdict, bool]:
        """The verdict as of now, and whether a reviewer may excuse what is missed."""
        card = self._card(run_id)
        return Verdict(card["verdict"]), bool(card["excusable"])

    def approve(self, run_id: str, reason: str, person: str, at: Ms) -> None:
        """Let a reviewer's yes stand; Conflict or InvalidInput, as `excuse` tells, where it may not."""
        card = self._card(run_id)
        if Verdict(card["verdict"]) is not Verdict.PASS:
            excuse(card, reason, person, at)

    def _paper(self, run: Run) -> PaperFacts | None:
        return None if self.paper is None else self.paper.of(run)

    def _card(self, run_id: str) -> dict[str, Any]:
        return rejudged(self.cards.card(run_id), self.gates.current())
