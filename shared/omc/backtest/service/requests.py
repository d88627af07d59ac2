"""Runs from the outside: asked for once by their id, called off by their owner."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from omc.backtest.judging.verdict import Verdict
from omc.backtest.service.ports import Machine, RunStore
from omc.backtest.service.runs import MOST_SYMBOLS, MOST_TIMEFRAMES, Run, RunRequest, RunState
from omc.kernel.errors import FieldError, InvalidInput, NotFound
from omc.kernel.ports import Clock
from omc.strategy.validate import validate_spec


@dataclass(frozen=True)
class Requests:
    runs: RunStore
    machine: Machine
    clock: Clock

    def start(self, run_id: str, request: RunRequest) -> Run:
        """The run, started; asked again with the same id: the same run."""
        check_request(request)
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


def check_request(request: RunRequest) -> None:
    """InvalidInput (`invalid_run`) with everything about a request that can be told to be wrong by itself."""
    faults = [*_of_series(request), *_of_symbols(request), *_of_timeframes(request)]
    if faults:
        raise InvalidInput(faults[0].message, fields=faults, code="invalid_run")


def _of_series(request: RunRequest) -> Iterator[FieldError]:
    spec, series = request.spec, request.series
    if spec.timeframe is not series.timeframe or spec.symbol != series.symbol:
        wanted = f"{spec.symbol}:{spec.timeframe.value}"
        yield FieldError("body.series", f"expected a series of {wanted}, got {series.key}", series.key)
    if request.start is not None and request.end is not None and request.start >= request.end:
        yield FieldError("body.start", f"expected start before end, got {request.start} and {request.end}")


def _of_symbols(request: RunRequest) -> Iterator[FieldError]:
    symbols, own = request.symbols, request.series.symbol
    if not symbols:
        return
    if len(symbols) > MOST_SYMBOLS:
        yield FieldError("body.symbols", f"expected at most {MOST_SYMBOLS} symbols, got {len(symbols)}")
    if own not in symbols:
        yield FieldError("body.symbols", f"expected {own} of the series among the symbols")
    quote = own.split("/")[-1]
    for at, symbol in enumerate(symbols):
        if symbol in symbols[:at]:
            yield FieldError(f"body.symbols.{at}", f"expected each symbol once, got {symbol} again", symbol)
        if symbol.count("/") != 1 or symbol.split("/")[1] != quote:
            said = f"expected a symbol in {quote}, such as {own}: one capital has one currency; got {symbol}"
            yield FieldError(f"body.symbols.{at}", said, symbol)
    if request.several and request.auto_promote:
        yield FieldError("body.auto_promote", ONE_SYMBOL_ONLY)


ONE_SYMBOL_ONLY = (
    "an algorithm on the Floor trades one symbol with an account of its own, which a run of several symbols "
    "on one capital says nothing of; run its symbol alone to promote it"
)


def _of_timeframes(request: RunRequest) -> Iterator[FieldError]:
    if len(request.timeframes) > MOST_TIMEFRAMES - 1:
        most = f"at most {MOST_TIMEFRAMES} timeframes, the series' own among them"
        yield FieldError("body.timeframes", f"expected {most}, got {len(request.timeframes) + 1}")
    for at, timeframe in enumerate(request.timeframes):
        path = f"body.timeframes.{at}"
        if timeframe in request.timeframes[:at]:
            yield FieldError(path, f"expected each timeframe once, got {timeframe.value} again")
        try:
            validate_spec(replace(request.spec, timeframe=timeframe))
        except InvalidInput as error:
            yield FieldError(path, f"expected rules that can be read on {timeframe.value}: {error.message}")
