"""Runs from the outside: asked for once by their id, called off by their owner."""

from dataclasses import dataclass

from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.ports import Machine, RunStore
from omc.backtest.service.runs import Run, RunRequest, RunState
from omc.kernel.errors import InvalidInput, NotFound
from omc.kernel.ports import Clock


@dataclass(frozen=True)
class Requests:
    runs: RunStore
    machine: Machine
    clock: Clock

    def start(self, run_id: str, request: RunRequest) -> Run:
        """The run, started; asked again with the same id: the same run."""
        spec, series = request.spec, request.series
        if spec.timeframe is not series.timeframe or spec.symbol != series.symbol:
            wanted = f"{spec.symbol}:{spec.timeframe.value}"
            raise InvalidInput(f"expected a series of {wanted}, got {series.key}", code="invalid_run")
        if request.start is not None and request.end is not None and request.start >= request.end:
            raise InvalidInput(
                f"expected start before end, got {request.start} and {request.end}", code="invalid_run"
            )
        run = self.runs.create(Run(run_id, request, self.clock.now()))
        if run.state is RunState.PENDING:
            self.machine.start(run_id)
        return run

    def of(self, owner_id: str, run_id: str) -> Run:
        """The owner's run; NotFound for anybody else's."""
        run = self.runs.get(run_id)
        if run.request.owner_id != owner_id:
            raise NotFound(f"no backtest {run_id}")
        return run

    def fail(self, run_id: str, error: str) -> Run:
        """FAILED for the reason in `error`, unless it has ended already.

        A completed run whose machine gave up was on its way to the Floor: that is told at once (OMC-BT-097).
        """
        run = self.runs.end(run_id, RunState.FAILED, error, self.clock.now())
        asked_for = run.request.auto_promote and run.summary.get("verdict") != Verdict.REJECT
        if run.state is RunState.COMPLETED and asked_for:
            self.runs.handoff_failed(run, error, self.clock.now())
        return run

    def cancel(self, owner_id: str, run_id: str) -> Run:
        """CANCELLED, unless it has ended already. Its steps stop at their next look."""
        run = self.of(owner_id, run_id)
        ended = self.runs.end(run.run_id, RunState.CANCELLED, None, self.clock.now())
        if ended.state is RunState.CANCELLED:
            self.machine.stop(run_id)
        return ended
