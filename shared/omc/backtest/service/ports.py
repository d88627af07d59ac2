"""What the service needs of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from omc.backtest.judging.gates import GateSet
from omc.backtest.service.promotions import Promotion
from omc.backtest.service.runs import Phase, Reached, Run, RunRequest, RunState
from omc.kernel.instants import Ms

if TYPE_CHECKING:
    # Only the run step computes; the others need no numpy.
    from omc.backtest.judging.facts import Findings, PaperFacts
    from omc.backtest.service.gathering import Gathered


class RunStore(Protocol):
    """Keeps runs. Transient when the store is busy."""

    def create(self, run: Run) -> Run:
        """The stored run, this one or the same id's of before; Transient `rate_limited` over the limit."""
        ...

    def get(self, run_id: str) -> Run:
        """NotFound without it."""
        ...

    def advance(self, run_id: str, phase: Phase, facts: Mapping[str, Any]) -> Run:
        """RUNNING and in `phase`, and told to who watches; RunCancelled when it has ended."""
        ...

    def reached(self, run: Run, progress_fraction: Decimal, reached: Reached) -> None:
        """Keep how far the run step is, and tell who watches; RunCancelled when the run has ended."""
        ...

    def complete(self, run_id: str, summary: Mapping[str, Any], at: Ms) -> Run:
        """COMPLETED with its summary, and the event if it qualified; again: the run as it was completed."""
        ...

    def end(self, run_id: str, state: RunState, error: str | None, at: Ms) -> Run:
        """FAILED or CANCELLED, unless it has ended already."""
        ...

    def handoff_failed(self, run: Run, error: str, at: Ms) -> None:
        """Tell, once, that what qualified could not be put on the Floor."""
        ...

    def page(self, owner_id: str, after: str | None, limit: int) -> tuple[Sequence[Run], str | None]:
        """The owner's runs, newest first, and where the next page begins."""
        ...


class RunFiles(Protocol):
    """Keeps what is too long for a table; writing again replaces with the same."""

    def put_evidence(self, run_id: str, gathered: "Gathered") -> None: ...

    def evidence(self, run_id: str) -> dict[str, Any]:
        """Blocks, costs and refusals as JSON values; NotFound before the run step."""
        ...

    def put_card(self, run_id: str, card: Mapping[str, Any]) -> None: ...

    def keep(self, run_id: str) -> None:
        """Keep what the run left for good; without this it goes with the run, after its 90 days."""
        ...

    def card(self, run_id: str) -> dict[str, Any] | None: ...


class PromotionStore(Protocol):
    """Keeps promotions and the tokens of those that wait for a person."""

    def create(self, promotion: Promotion) -> Promotion:
        """The stored promotion, this one or the same id's of before."""
        ...

    def get(self, promotion_id: str) -> Promotion: ...

    def wait(self, promotion: Promotion, task_token: str) -> Promotion:
        """Keep the latest token beside the stored promotion, this one or the same id's of before."""
        ...

    def token(self, promotion_id: str) -> str | None: ...

    def save(self, promotion: Promotion, expected: Sequence[str]) -> Promotion:
        """Move it on from one of the `expected` states; Conflict when it is in another."""
        ...

    def page(
        self, owner_id: str, after: str | None, limit: int
    ) -> tuple[Sequence[Promotion], str | None]: ...

    def waiting(self, after: str | None, limit: int) -> tuple[Sequence[Promotion], str | None]:
        """All that wait for a person, whoever asked, the longest waiting first."""
        ...


class GateSource(Protocol):
    """The thresholds in force."""

    def current(self) -> GateSet: ...


class FindingSource(Protocol):
    """What is known beside a run's own evidence."""

    def of(self, run: Run) -> "Findings":
        """What its search and its walk-forward say; asked again, the same trials count once."""
        ...


class PaperSource(Protocol):
    """What the Floor knows of paper trading; this side of the house asks, and does not know the Floor."""

    def of(self, run: Run) -> "PaperFacts | None":
        """What the run's very rules came to on paper, on its series, for its owner; None: never tried."""
        ...


class Deployer(Protocol):
    """Puts a strategy on the Floor; the same promotion id deploys once."""

    def deploy(self, promotion: Promotion, run: RunRequest) -> str:
        """The algorithm's id; it trades with the run's spec, costs and warm-up, else parity is lost."""
        ...


class Machine(Protocol):
    """The state machine that carries runs out."""

    def start(self, run_id: str) -> None:
        """Starting the same run again changes nothing."""
        ...

    def stop(self, run_id: str) -> None: ...

    def decided(self, task_token: str, decision: str) -> bool:
        """Lets a waiting promotion go on; False when it waits no more."""
        ...


@dataclass(frozen=True)
class Planned:
    """What will be run: bars found and the first held-out one."""

    bars: int
    split: int
    first_ts: Ms
    last_ts: Ms
