"""The backtest engine: one strategy over one series (OMC-BT-031 to 047).

Pure and deterministic. Signals are evaluated for all bars at once; after that the cost grows with
trades, not with bars. Prices, fees, quantities and equity are exact decimals, decided by the code the
Floor decides with.
"""

from omc.backtest.loop import Loop
from omc.backtest.market import TickBars
from omc.backtest.result import CostReport, RunResult, result_hash
from omc.backtest.settings import RunSettings
from omc.kernel.errors import InvalidInput
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import CompiledStrategy


def run(
    strategy: CompiledStrategy, bars: BarArrays, instrument: Instrument, settings: RunSettings
) -> RunResult:
    """Trade `strategy` over `bars`; InvalidInput when there are none or no capital."""
    if len(bars) == 0 or settings.initial_capital <= 0:
        raise InvalidInput(
            f"expected bars and capital to run on, got {len(bars)} bars and {settings.initial_capital}"
        )
    signals = strategy.evaluate(bars, instrument.tick)
    market = TickBars.of(bars, instrument, strategy.spec.timeframe)
    loop = Loop(strategy.spec, market, signals, settings, settings.first_decision(strategy.warmup_bars))
    loop.run()
    return _result(loop)


def _result(loop: Loop) -> RunResult:
    trades = tuple(loop.trades)
    counts = dict(sorted(loop.refusals.counts.items()))
    return RunResult(
        trades=trades,
        equity=loop.book.curve(),
        book=loop.book,
        refusals=counts,
        refusal_examples=tuple(loop.refusals.examples),
        costs=CostReport.of(trades),
        first_decision=loop.first_decision,
        result_hash=result_hash(trades, counts, loop.book.equity_at(loop.last)),
    )
