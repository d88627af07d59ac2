"""What a run lays before the judge: three runs of one strategy, over one series or over several.

whole: all bars. in_sample: the first 70 %. out_of_sample: the rest, traded from its first bar on while
features still see all bars from the anchor. Judged is the out-of-sample block. Of several series the instants
at which any has a bar are counted, so that all are cut at the same moment.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from omc.backtest.judging.ahead import look_ahead_of
from omc.backtest.judging.course import Course
from omc.backtest.judging.explained import regime_switches, with_explanations
from omc.backtest.judging.look_ahead import AsOf, LookAhead
from omc.backtest.judging.traded import opening, spoken, traded, until
from omc.backtest.judging.trips import regimes_metric, trade_p_value, with_regimes
from omc.backtest.metrics.bootstrap import Uncertainty, uncertainty
from omc.backtest.metrics.model import Metric, MetricBlock
from omc.backtest.metrics.policy import DAYS_PER_YEAR, MINIMUM_DAYS
from omc.backtest.portfolio import Market
from omc.backtest.settings import FillTiming, RunSettings
from omc.backtest.watching import Watch, part_of, unwatched
from omc.kernel.errors import InvalidInput
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.columns import instants_of
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
    the held-out ones. regime_switches: by symbol, of a strategy that goes by regimes.
    """

    markets: tuple[Market, ...]
    whole: Course
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
    regime_switches: Mapping[str, tuple[Switch, ...]]
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
    watch: Watch = unwatched,
) -> Evidence:
    """`gather_markets` of one."""
    market = Market(strategy, bars, instrument, ledgers=ledgers)
    return gather_markets([market], settings, seed, as_of=as_of, watch=watch)


def gather_markets(
    markets: Sequence[Market],
    settings: RunSettings,
    seed: int = DEFAULT_SEED,
    *,
    as_of: AsOf | None = None,
    watch: Watch = unwatched,
) -> Evidence:
    """Run the strategy of `markets` three times and measure each; look for decisions that know the future.

    as_of: what the ledgers held at an instant, where their store can tell (see `look_ahead`). watch: told how
    far it is. InvalidInput for settings that fill at the close that made the signal: nobody can trade so, so
    nobody is judged by it.
    """
    if settings.fill_timing is not FillTiming.NEXT_OPEN:
        raise InvalidInput(
            f"expected fills at the next open to be judged, got {settings.fill_timing.value}",
            code="fill_timing_not_judged",
        )
    several = len(markets) > 1
    instants = instants_of([market.bars for market in markets])
    split = split_at(len(instants))
    # Of very few bars none is held out.
    instant = int(instants[split]) if split < len(instants) else int(instants[-1]) + 1
    told = [spoken(market, several) for market in markets]
    early = [spoken(until(market, instant), several) for market in markets]
    whole = traded(told, settings, part_of(watch, 0.0, 0.25))
    learned = traded([one for one in early if len(one.bars)], settings, part_of(watch, 0.25, 0.35))
    judged_markets = [replace(one, trade_from=opening(one, instant)) for one in told]
    held_out = traded(judged_markets, settings, part_of(watch, 0.35, 0.5))
    ahead = look_ahead_of(
        markets, as_of=as_of, seed=seed, watch=part_of(watch, 0.5, 1.0), traded=whole.trades
    )
    judged_trips = round_trips(_with_regimes(held_out.trades, markets))
    judged = dict(held_out.block()) | {
        "look_ahead": Metric(ahead.changed),
        "cost_ratio": _cost_ratio(held_out),
        "regimes": regimes_metric(judged_trips),
        "trade_p_value": trade_p_value(judged_trips),
    }
    warnings = [text for text in (*held_out.warnings, _few_trades(judged_trips)) if text]
    return Evidence(
        markets=tuple(markets),
        whole=whole,
        whole_block=whole.block(),
        in_sample=learned.block(),
        out_of_sample=judged,
        split=split,
        data_version=_data_version(markets),
        warnings=tuple(warnings),
        luck=_luck(held_out, seed),
        seed=seed,
        exits=_explained(_with_regimes(whole.trades, markets), markets),
        held_out=judged_trips,
        regime_switches={
            market.instrument.symbol: regime_switches(market.strategy, market.bars) for market in markets
        },
        look_ahead=ahead,
    )


def _with_regimes(trades: Sequence[Trade], markets: Sequence[Market]) -> tuple[Trade, ...]:
    return _by_market(trades, markets, lambda own, market: with_regimes(own, market.bars))


def _explained(trades: Sequence[Trade], markets: Sequence[Market]) -> tuple[Trade, ...]:
    return _by_market(
        trades,
        markets,
        lambda own, market: with_explanations(
            own, market.strategy, market.bars, market.instrument.tick, market.ledgers
        ),
    )


def _by_market(
    trades: Sequence[Trade],
    markets: Sequence[Market],
    tell: Callable[[Sequence[Trade], Market], Sequence[Trade]],
) -> tuple[Trade, ...]:
    """What `tell` makes of the trades of each market, in the order they came."""
    told = {
        market.instrument.symbol: iter(
            tell([trade for trade in trades if trade.symbol == market.instrument.symbol], market)
        )
        for market in markets
    }
    return tuple(next(told[trade.symbol]) for trade in trades)


def _data_version(markets: Sequence[Market]) -> str:
    if len(markets) == 1:
        return data_version(markets[0].bars, markets[0].ledgers)
    digest = hashlib.sha256()
    for market in sorted(markets, key=lambda one: one.instrument.symbol):
        digest.update(f"{market.instrument.symbol} {data_version(market.bars, market.ledgers)}\n".encode())
    return digest.hexdigest()


def data_version(bars: BarArrays, ledgers: LedgerBook = NO_LEDGERS) -> str:
    """Equal for equal bars and records, whatever they were read from."""
    digest = hashlib.sha256()
    for column in (bars.ts, bars.open, bars.high, bars.low, bars.close, bars.volume):
        digest.update(np.ascontiguousarray(column).tobytes())
    for name in sorted(ledgers):
        series = ledgers[name]
        digest.update(f"{name} {len(series)}".encode())
        for column in (series.event_time, series.known_at, series.value):
            digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _cost_ratio(course: Course) -> Metric:
    ratio = course.costs.cost_ratio
    return Metric(ratio, None if ratio is not None else "no gross profit to compare costs with")


def _luck(course: Course, seed: int) -> Uncertainty | None:
    returns = course.daily_returns()
    if len(returns) < MINIMUM_DAYS or bool(np.any(returns <= -1.0)):
        return None
    return uncertainty(returns, DAYS_PER_YEAR, np.random.default_rng(seed), float(course.initial))


def _few_trades(trips: Sequence[Trade]) -> str | None:
    count = len(trips)
    return f"{count} out-of-sample trades say little; 30 would say more" if count < 30 else None
