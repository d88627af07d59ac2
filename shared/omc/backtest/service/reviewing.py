"""What holds when a waiting card is decided on: the gates now in force, and what a reviewer may excuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from omc.backtest.judging.exceptions import excuse
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import rejudged
from omc.backtest.service.ports import GateSource
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

    def verdict(self, run_id: str) -> tuple[Verdict, bool]:
        """The verdict as of now, and whether a reviewer may excuse what is missed."""
        card = self._card(run_id)
        return Verdict(card["verdict"]), bool(card["excusable"])

    def approve(self, run_id: str, reason: str, person: str, at: Ms) -> None:
        """Let a reviewer's yes stand; Conflict or InvalidInput, as `excuse` tells, where it may not."""
        card = self._card(run_id)
        if Verdict(card["verdict"]) is not Verdict.PASS:
            excuse(card, reason, person, at)

    def _card(self, run_id: str) -> dict[str, Any]:
        return rejudged(self.cards.card(run_id), self.gates.current())
