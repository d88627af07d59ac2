"""The steps of a run: plan, run, judge. Each may be cut off and repeated; together they leave one result."""

from dataclasses import asdict, dataclass
from typing import Any

from omc.backtest.judging.evidence import gather, split_at
from omc.backtest.judging.facts import NO_FINDINGS, Findings, PaperFacts
from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.cards import card_of, kept_for_good, summary_of
from omc.backtest.service.ports import FindingSource, GateSource, PaperSource, Planned, RunFiles, RunStore
from omc.backtest.service.runs import Phase, Run, RunState
from omc.kernel.errors import InvalidInput
from omc.kernel.ports import Clock
from omc.market.model import BarArrays
from omc.market.ports import BarReader, Instruments
from omc.strategy.compile import compile_spec

MINIMUM_BARS = 100


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
_NEVER_ON_PAPER = NeverOnPaper()


@dataclass(frozen=True)
class Steps:
    """`bars` reads history and recent bars as one."""

    runs: RunStore
    files: RunFiles
    bars: BarReader
    instruments: Instruments
    gates: GateSource
    clock: Clock
    findings: FindingSource = _NOTHING_FOUND
    paper: PaperSource = _NEVER_ON_PAPER

    def plan(self, run_id: str) -> Planned:
        """Check that there is something to run; InvalidInput says what is missing."""
        run = self.runs.advance(run_id, Phase.PLAN, {})
        bars = self._bars(run)
        if len(bars) < MINIMUM_BARS:
            raise InvalidInput(
                f"expected {MINIMUM_BARS} stored bars of {run.request.series.key}, got {len(bars)}",
                code="too_few_bars",
            )
        planned = Planned(len(bars), split_at(len(bars)), int(bars.ts[0]), int(bars.ts[-1]))
        self.runs.advance(run_id, Phase.RUN, asdict(planned))
        return planned

    def run(self, run_id: str) -> str:
        """Run the strategy and keep trades, equity and figures; the result's hash."""
        run = self.runs.advance(run_id, Phase.RUN, {})
        asked = run.request
        instrument = self.instruments.get(asked.series.venue, asked.series.symbol)
        evidence = gather(compile_spec(asked.spec), self._bars(run), instrument, asked.settings)
        self.files.put_evidence(run_id, evidence, asked.spec)
        facts = {"trades": len(evidence.whole.trades), "result_hash": evidence.whole.result_hash}
        self.runs.advance(run_id, Phase.JUDGE, facts)
        return evidence.whole.result_hash

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

    def _bars(self, run: Run) -> BarArrays:
        asked = run.request
        return self.bars.arrays(asked.series, asked.start, asked.end)
