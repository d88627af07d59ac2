"""The steps of a run: plan, run, judge. Each may be cut off and repeated; together they leave one result."""

from dataclasses import asdict, dataclass
from typing import Any

from omc.backtest.judging.evidence import split_at
from omc.backtest.judging.facts import NO_FINDINGS, Findings, PaperFacts
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import card_of, kept_for_good, summary_of
from omc.backtest.service.gathering import Gathering
from omc.backtest.service.histories import Histories
from omc.backtest.service.ports import FindingSource, GateSource, PaperSource, Planned, RunFiles, RunStore
from omc.backtest.service.reporting import Reporting
from omc.backtest.service.runs import Phase, Run, RunState
from omc.backtest.service.stored import check_stored
from omc.kernel.ports import Clock
from omc.ledgers.ports import LedgerHistory, NoLedgerHistory
from omc.market.columns import instants_of
from omc.market.ports import BarReader, Instruments


@dataclass(frozen=True)
class Judged:
    """What the state machine decides by."""

    run_id: str
    verdict: Verdict
    auto_promote: bool
    approval: str


class NothingFound:
    """A FindingSource where no searches are kept."""

    def of(self, _run: Run) -> Findings:
        return NO_FINDINGS


class NeverOnPaper:
    """A PaperSource where there is no Floor."""

    def of(self, _run: Run) -> PaperFacts | None:
        return None


_NOTHING_FOUND = NothingFound()
_NO_LEDGERS = NoLedgerHistory()
_NEVER_ON_PAPER = NeverOnPaper()


@dataclass(frozen=True)
class Steps:
    """`bars` reads history and recent bars as one; `ledgers` what strategies read beside them."""

    runs: RunStore
    files: RunFiles
    bars: BarReader
    instruments: Instruments
    gates: GateSource
    clock: Clock
    findings: FindingSource = _NOTHING_FOUND
    ledgers: LedgerHistory = _NO_LEDGERS
    paper: PaperSource = _NEVER_ON_PAPER

    def plan(self, run_id: str) -> Planned:
        """Check that there is something to run; InvalidInput says what is missing."""
        run = self.runs.advance(run_id, Phase.PLAN, {})
        check_stored(run.request, self.bars)
        instants = instants_of(self._gathering.bars(run.request))
        planned = Planned(len(instants), split_at(len(instants)), int(instants[0]), int(instants[-1]))
        self.runs.advance(run_id, Phase.RUN, asdict(planned))
        return planned

    def run(self, run_id: str) -> str:
        """Run the strategy and keep trades, equity and figures; the result's hash."""
        run = self.runs.advance(run_id, Phase.RUN, {})
        gathered = self._gathering.gather(run.request, Reporting(self.runs, run, self.clock))
        self.files.put_evidence(run_id, gathered)
        whole = gathered.evidence.whole
        facts = {"trades": len(whole.trades), "result_hash": whole.result_hash}
        self.runs.advance(run_id, Phase.JUDGE, facts)
        return whole.result_hash

    def judge(self, run_id: str) -> Judged:
        """Hold the figures against the gates; the first card written is the card."""
        run = self.runs.get(run_id)
        if run.state is not RunState.COMPLETED:
            run = self.runs.advance(run_id, Phase.GATES, {})
            card = self._card(run)
            if kept_for_good(card):
                self.files.keep(run_id)
            run = self.runs.complete(run_id, summary_of(card), self.clock.now())
        asked = run.request
        return Judged(run_id, Verdict(run.summary["verdict"]), asked.auto_promote, asked.approval)

    def _card(self, run: Run) -> dict[str, Any]:
        card = self.files.card(run.run_id)
        if card is None:
            evidence, gates = self.files.evidence(run.run_id), self.gates.current()
            card = card_of(
                run,
                evidence,
                gates,
                self.clock.now(),
                findings=self.findings.of(run),
                paper=self.paper.of(run),
            )
            self.files.put_card(run.run_id, card)
        return card

    @property
    def _gathering(self) -> Gathering:
        return Gathering(Histories(self.bars), self.instruments, self.ledgers)
