"""The backtest engine: one strategy over one series (OMC-BT-031 to 047).

Pure and deterministic. Signals are evaluated for all bars at once; after that the cost grows with
trades, not with bars. Prices, fees, quantities and equity are exact decimals, decided by the code the
Floor decides with.
"""

from omc.backtest.finer import Finer
from omc.backtest.loop import Loop
from omc.backtest.market import TickBars
from omc.backtest.result import CostReport, RunResult, result_hash, warnings_of
from omc.backtest.settings import RunSettings
from omc.backtest.watching import Watch, unwatched
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import CompiledStrategy
from omc.trading.plan import SignalColumns


def run(
    strategy: CompiledStrategy,
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    *,
    signals: SignalColumns | None = None,
    ledgers: LedgerBook = NO_LEDGERS,
    finer: Finer | None = None,
    watch: Watch = unwatched,
) -> RunResult:
    """Trade `strategy` over `bars`; InvalidInput when there are none, or for settings nobody can trade with.

    signals: what `strategy.evaluate` gives for these bars, where it is known already. ledgers: what it reads
    beside them.
    finer: bars of a finer timeframe that decide what came first inside a bar. watch: told how far it is.
    """
    settings.check()
    if len(bars) == 0:
        raise InvalidInput("expected bars to run on, got 0 bars")
    if signals is None:
        signals = strategy.evaluate(bars, instrument.tick, ledgers=ledgers)
    market = TickBars.of(bars, instrument, strategy.spec.timeframe)
    first = settings.first_decision(strategy.warmup_bars)
    loop = Loop(strategy.spec, market, signals, settings, first, finer, watch=watch)
    loop.run()
    return _result(loop)


def _result(loop: Loop) -> RunResult:
    trades = tuple(loop.trades)
    counts = dict(sorted(loop.refusals.counts.items()))
    timing, costs = loop.settings.fill_timing, CostReport.of(trades)
    return RunResult(
        trades=trades,
        equity=loop.book.curve(),
        book=loop.book,
        refusals=counts,
        refusal_examples=tuple(loop.refusals.examples),
        costs=costs,
        first_decision=loop.first_decision,
        result_hash=result_hash(trades, counts, loop.book.equity_at(loop.last), timing),
        fill_timing=timing,
        warnings=warnings_of(timing, costs, loop.settings),
    )
