"""What a run lays before the judge: three runs of one strategy over one series.

whole: all bars. in_sample: the first 70 %. out_of_sample: the rest, traded from its first bar on while
features still see all bars from the anchor. Judged is the out-of-sample block.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from omc.backtest.engine import run
from omc.backtest.judging.explained import regime_switches, with_explanations
from omc.backtest.judging.look_ahead import AsOf, LookAhead, known_by, look_ahead
from omc.backtest.judging.trips import regimes_metric, trade_p_value, with_regimes
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.bootstrap import Uncertainty, uncertainty
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.model import Metric, MetricBlock
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.backtest.result import RunResult
from omc.backtest.settings import FillTiming, RunSettings
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import CompiledStrategy
from omc.strategy.compose.regimes import Switch
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips

HOLDOUT_FRACTION = 0.3
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Evidence:
    """data_version: SHA-256 of the bars and of the records read. split: index of the first held-out bar.

    luck: bands of the held-out result under resampling with `seed`; None where there is too little of it.
    exits: the trades of all bars, each told its regime and why it was entered; held_out: the round trips of
    the held-out ones. regime_switches: of a strategy that goes by regimes.
    """

    whole: RunResult
    whole_block: MetricBlock
    in_sample: MetricBlock
    out_of_sample: MetricBlock
    split: int
    data_version: str
    warnings: tuple[str, ...]
    luck: Uncertainty | None
    seed: int
    exits: tuple[Trade, ...]
    held_out: tuple[Trade, ...]
    regime_switches: tuple[Switch, ...]
    look_ahead: LookAhead


def split_at(count: int) -> int:
    """Index of the first held-out bar of `count`."""
    return count - int(count * HOLDOUT_FRACTION)


def gather(
    strategy: CompiledStrategy,
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    seed: int = DEFAULT_SEED,
    *,
    ledgers: LedgerBook = NO_LEDGERS,
    as_of: AsOf | None = None,
) -> Evidence:
    """Run the strategy three times and measure each; look for decisions that know the future.

    as_of: what the ledgers held at an instant, where their store can tell (see `look_ahead`). InvalidInput
    for settings that fill at the close that made the signal: nobody can trade so, so nobody is judged by it.
    """
    if settings.fill_timing is not FillTiming.NEXT_OPEN:
        raise InvalidInput(
            f"expected fills at the next open to be judged, got {settings.fill_timing.value}",
            code="fill_timing_not_judged",
        )
    split = split_at(len(bars))
    learned_bars, book = bars.head(split), known_by(ledgers, int(bars.ts[min(split, len(bars) - 1)]))
    early = strategy.evaluate(learned_bars, instrument.tick, None, book)
    signals = strategy.evaluate(bars, instrument.tick, None, ledgers)
    whole = run(strategy, bars, instrument, settings, signals=signals)
    learned = run(strategy, learned_bars, instrument, settings, signals=early)
    held_out = run(strategy, bars, instrument, replace(settings, trade_from=split), signals=signals)
    ahead = look_ahead(
        strategy, bars, instrument.tick, strategy.spec.timeframe.ms, ledgers=ledgers, as_of=as_of, seed=seed
    )
    exits, judged_exits = (with_regimes(result.trades, bars) for result in (whole, held_out))
    judged_trips = round_trips(judged_exits)
    judged = dict(_block(held_out, bars)) | {
        "look_ahead": Metric(ahead.changed),
        "cost_ratio": _cost_ratio(held_out),
        "regimes": regimes_metric(judged_trips),
        "trade_p_value": trade_p_value(judged_trips),
    }
    warnings = [text for text in (*held_out.warnings, _few_trades(judged_trips)) if text]
    return Evidence(
        whole=whole,
        whole_block=_block(whole, bars),
        in_sample=_block(learned, bars.head(split)),
        out_of_sample=judged,
        split=split,
        data_version=data_version(bars, ledgers),
        warnings=tuple(warnings),
        luck=_luck(held_out, seed),
        seed=seed,
        exits=with_explanations(exits, strategy, bars, instrument.tick, ledgers),
        held_out=judged_trips,
        regime_switches=regime_switches(strategy, bars),
        look_ahead=ahead,
    )


def data_version(bars: BarArrays, ledgers: LedgerBook = NO_LEDGERS) -> str:
    """Equal for equal bars and records, whatever they were read from."""
    digest = hashlib.sha256()
    for column in (bars.ts, bars.open, bars.high, bars.low, bars.close, bars.volume):
        digest.update(np.ascontiguousarray(column).tobytes())
    for name in sorted(ledgers):
        series = ledgers[name]
        digest.update(f"{name} {len(series)}".encode())
        for column in (series.event_time, series.known_at, series.value, series.things):
            digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _block(result: RunResult, bars: BarArrays) -> MetricBlock:
    """Measured from the first bar on whose close a decision was allowed."""
    start = min(result.first_decision, len(bars) - 1)
    return metric_block(
        Window(
            close_ts=result.book.market.close_ts[start:],
            equity=result.equity[start:],
            close=bars.close[start:],
            initial=result.book.initial,
            close_before=float(bars.close[start]),
            held=result.book.exposure(),
            trades=round_trips(result.trades),
        )
    )


def _cost_ratio(result: RunResult) -> Metric:
    ratio = result.costs.cost_ratio
    return Metric(ratio, None if ratio is not None else "no gross profit to compare costs with")


def _luck(result: RunResult, seed: int) -> Uncertainty | None:
    start = result.first_decision
    close_ts, equity = result.book.market.close_ts[start:], result.equity[start:]
    returns = daily_returns(close_ts, equity, float(result.book.initial))
    if len(returns) < MINIMUM_DAYS or bool(np.any(returns <= -1.0)):
        return None
    return uncertainty(returns, DAYS_PER_YEAR, np.random.default_rng(seed), float(result.book.initial))


def _few_trades(trips: Sequence[Trade]) -> str | None:
    count = len(trips)
    return f"{count} out-of-sample trades say little; 30 would say more" if count < 30 else None
