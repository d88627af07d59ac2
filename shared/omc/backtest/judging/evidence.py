"""What a run lays before the judge: three runs of one strategy over one series.

whole: all bars. in_sample: the first 70 %. out_of_sample: the rest, traded from its first bar on while
features still see all bars from the anchor. Judged is the out-of-sample block.
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from omc.backtest.engine import run
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.bootstrap import Uncertainty, uncertainty
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.model import Metric, MetricBlock
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.backtest.result import RunResult
from omc.backtest.settings import RunSettings
from omc.market.model import BarArrays, Instrument
from omc.strategy.compile import CompiledStrategy

HOLDOUT_FRACTION = 0.3
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Evidence:
    """data_version: SHA-256 of the bars. split: index of the first held-out bar. warnings in words.

    luck: bands of the held-out result under resampling with `seed`; None where there is too little of it.
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


def split_at(count: int) -> int:
    """Index of the first held-out bar of `count`."""
    return count - int(count * HOLDOUT_FRACTION)


def gather(
    strategy: CompiledStrategy,
    bars: BarArrays,
    instrument: Instrument,
    settings: RunSettings,
    seed: int = DEFAULT_SEED,
) -> Evidence:
    """Run the strategy three times and measure each."""
    split = split_at(len(bars))
    whole = run(strategy, bars, instrument, settings)
    learned = run(strategy, bars.head(split), instrument, settings)
    held_out = run(strategy, bars, instrument, replace(settings, trade_from=split))
    ahead = looked_ahead(strategy, bars, instrument, split)
    judged = dict(_block(held_out, bars)) | {"look_ahead": Metric(ahead), "cost_ratio": _cost_ratio(held_out)}
    warnings = [text for text in (held_out.costs.warning, _few_trades(held_out)) if text]
    return Evidence(
        whole=whole,
        whole_block=_block(whole, bars),
        in_sample=_block(learned, bars.head(split)),
        out_of_sample=judged,
        split=split,
        data_version=data_version(bars),
        warnings=tuple(warnings),
        luck=_luck(held_out, seed),
        seed=seed,
    )


def looked_ahead(strategy: CompiledStrategy, bars: BarArrays, instrument: Instrument, split: int) -> int:
    """How many of the first `split` bars' signals change once the bars after them are known (OMC-BT-156)."""
    early = strategy.evaluate(bars.head(split), instrument.tick).columns()
    late = strategy.evaluate(bars, instrument.tick).columns()
    changed = np.zeros(split, dtype=np.bool_)
    for name, before in early.items():
        after = late[name][:split]
        changed |= ~((before == after) | ((before != before) & (after != after)))
    return int(changed.sum())


def data_version(bars: BarArrays) -> str:
    """Equal for equal bars, whatever they were read from."""
    digest = hashlib.sha256()
    for column in (bars.ts, bars.open, bars.high, bars.low, bars.close, bars.volume):
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
            trades=result.trades,
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
    return uncertainty(returns, DAYS_PER_YEAR, np.random.default_rng(seed))


def _few_trades(result: RunResult) -> str | None:
    count = len(result.trades)
    return f"{count} out-of-sample trades say little; 30 would say more" if count < 30 else None
