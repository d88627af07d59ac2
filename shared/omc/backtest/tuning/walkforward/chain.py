"""The test windows traded one after the other with the capital the last one left (OMC-BT-065, 067).

A position open at the end of a test window is closed there: its costs are paid, nothing is carried over
but money.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from omc.backtest.engine import run
from omc.backtest.judging.trips import regimes_metric, trade_p_value, with_regimes
from omc.backtest.metrics import ratios
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.drawdown import drawdowns
from omc.backtest.metrics.model import Metric, MetricBlock
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.backtest.result import CostReport
from omc.backtest.tuning.walkforward.walk import Tuned, Walk, cut, tune_fold
from omc.backtest.tuning.walkforward.windows import FoldWindow
from omc.kernel.errors import Conflict
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, FloatArray, Instrument, IntArray
from omc.strategy.compile import compile_spec
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips

Risk = Literal["low", "medium", "high"]
_LOW_RISK, _MEDIUM_RISK = 0.7, 0.4


@dataclass(frozen=True)
class Fold:
    """One window's choice and what it came to. Sharpe ratios a year, NaN under 20 days or without variance.

    ratio: test Sharpe over train Sharpe, None where the train Sharpe is 0 or less or the fold does not count.
    counted: it has enough test trades. note: in words, why it does not count or has no ratio.
    """

    window: FoldWindow
    tuned: Tuned
    test_sharpe: float
    test_return: float
    test_drawdown: float
    test_trades: int
    ratio: float | None
    risk: Risk
    counted: bool
    note: str | None


@dataclass(frozen=True)
class WalkForward:
    """close_ts, equity: int64[n], float64[n], quote currency, over all test windows, at closes.

    trades: round trips, each told its regime. block: figures of that chain, all that gates may ask of a
    run's held-out part but the look-ahead test. ratio: mean test over mean train Sharpe of the counted folds,
    None where that mean of the train is 0 or less. daily_returns: float64[days] of the chain.
    """

    walk: Walk
    folds: tuple[Fold, ...]
    trades: tuple[Trade, ...]
    close_ts: IntArray
    equity: FloatArray
    daily_returns: FloatArray
    block: MetricBlock
    costs: CostReport
    ratio: float | None
    risk: Risk


@dataclass(frozen=True)
class _Test:
    """What one test window left."""

    close_ts: IntArray
    equity: FloatArray
    close: FloatArray
    held: int
    trades: tuple[Trade, ...]
    initial: Decimal
    ending: Decimal


def walk_forward(
    walk: Walk, bars: BarArrays, instrument: Instrument, *, ledgers: LedgerBook = NO_LEDGERS
) -> WalkForward:
    """Tune and test every fold here and now."""
    tuned = [tune_fold(walk, window.number, bars, instrument, ledgers=ledgers) for window in walk.windows]
    return chain(walk, tuned, bars, instrument, ledgers=ledgers)


def chain(
    walk: Walk,
    tuned: Sequence[Tuned],
    bars: BarArrays,
    instrument: Instrument,
    *,
    ledgers: LedgerBook = NO_LEDGERS,
) -> WalkForward:
    """Trade the choices; Conflict `incomplete_walk` unless every fold has been tuned once."""
    choices = {choice.number: choice for choice in tuned}
    expected = [window.number for window in walk.windows]
    if len(tuned) != len(choices) or sorted(choices) != expected:
        came = sorted(choice.number for choice in tuned)
        raise Conflict(f"expected folds {expected} tuned once each, got {came}", code="incomplete_walk")
    capital, tests = walk.run.initial_capital, list[_Test]()
    for window in walk.windows:
        test = _test(walk, window, choices[window.number], bars, instrument, capital, ledgers)
        capital = test.ending
        tests.append(test)
    folds = tuple(
        _fold(walk, window, choices[window.number], test)
        for window, test in zip(walk.windows, tests, strict=True)
    )
    return _joined(walk, folds, tests)


def _test(
    walk: Walk,
    window: FoldWindow,
    choice: Tuned,
    bars: BarArrays,
    instrument: Instrument,
    capital: Decimal,
    ledgers: LedgerBook,
) -> _Test:
    tested = slice(window.test_from, window.test_to)
    close_ts, close = bars.ts[tested] + walk.spec.timeframe.ms, bars.close[tested]
    if choice.params is None or capital <= 0 or len(close) == 0:
        return _Test(close_ts, np.full(len(close), float(capital)), close, 0, (), capital, capital)
    first = window.test_from - window.warmup
    settings = replace(walk.run, initial_capital=capital, trade_from=window.warmup)
    strategy = compile_spec(walk.spec, choice.params)
    seen = cut(bars, first, window.test_to)
    signals = strategy.evaluate(seen, instrument.tick, None, ledgers)
    result = run(strategy, seen, instrument, settings, signals=signals)
    ending = result.equity_at(len(result.equity) - 1)
    equity = result.equity[window.warmup :]
    # Positions are numbered from the start of each run: put together here, or two windows' would mingle.
    trips = round_trips(with_regimes(result.trades, seen))
    return _Test(close_ts, equity, close, result.book.exposure(), trips, capital, ending)


def _fold(walk: Walk, window: FoldWindow, choice: Tuned, test: _Test) -> Fold:
    returns = daily_returns(test.close_ts, test.equity, float(test.initial))
    sharpe = ratios.sharpe(returns, DAYS_PER_YEAR) if len(returns) >= MINIMUM_DAYS else None
    known = np.nan if sharpe is None else sharpe
    counted, note = _counts(walk, choice, test, known)
    ratio = None
    if counted and choice.train_sharpe > 0:
        ratio = known / choice.train_sharpe
    elif counted:
        note = "the train Sharpe is not above 0: a ratio would say nothing"
    return Fold(
        window=window,
        tuned=choice,
        test_sharpe=known,
        test_return=float(test.ending / test.initial) - 1.0,
        test_drawdown=float(np.max(drawdowns(test.equity, float(test.initial)))) if len(returns) else 0.0,
        test_trades=len(test.trades),
        ratio=ratio,
        risk=risk_of(ratio),
        counted=counted,
        note=note,
    )


def _counts(walk: Walk, choice: Tuned, test: _Test, sharpe: float) -> tuple[bool, str | None]:
    needed = walk.settings.minimum_test_trades
    if choice.params is None:
        return False, "no set qualified in the train window: not traded"
    if len(test.trades) < needed:
        return False, f"{len(test.trades)} test trades, needs {needed}"
    if not (np.isfinite(sharpe) and np.isfinite(choice.train_sharpe)):
        return False, f"no Sharpe ratio: under {MINIMUM_DAYS} days, or returns that do not vary"
    return True, None


def _joined(walk: Walk, folds: tuple[Fold, ...], tests: Sequence[_Test]) -> WalkForward:
    close_ts = np.concatenate([test.close_ts for test in tests])
    equity = np.concatenate([test.equity for test in tests])
    close = np.concatenate([test.close for test in tests])
    trades = tuple(trade for test in tests for trade in test.trades)
    initial, held = walk.run.initial_capital, sum(test.held for test in tests)
    ratio = _ratio(folds)
    window = Window(close_ts, equity, close, initial, float(close[0]) if len(close) else 0.0, held, trades)
    costs = CostReport.of(trades)
    return WalkForward(
        walk=walk,
        folds=folds,
        trades=trades,
        close_ts=close_ts,
        equity=equity,
        daily_returns=daily_returns(close_ts, equity, float(initial)),
        block={
            **metric_block(window),
            "cost_ratio": Metric(
                costs.cost_ratio, None if costs.cost_ratio is not None else "no gross profit to compare with"
            ),
            "regimes": regimes_metric(trades),
            "trade_p_value": trade_p_value(trades),
        },
        costs=costs,
        ratio=ratio,
        risk=risk_of(ratio),
    )


def _ratio(folds: Sequence[Fold]) -> float | None:
    """Of means, not the mean of ratios: a fold that trained to nearly 0 shall not outweigh all others."""
    counted = [fold for fold in folds if fold.counted]
    trained = sum(fold.tuned.train_sharpe for fold in counted)
    return sum(fold.test_sharpe for fold in counted) / trained if trained > 0 else None


def risk_of(ratio: float | None) -> Risk:
    """Over 0.7 low, over 0.4 medium, else high; no ratio: high (OMC-BT-066, 067)."""
    if ratio is None or ratio <= _MEDIUM_RISK:
        return "high"
    return "low" if ratio > _LOW_RISK else "medium"
