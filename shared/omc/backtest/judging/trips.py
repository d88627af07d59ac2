"""What the round trips of a run say beyond their sums: by the market they were taken in, against luck."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from omc.backtest import regime_rows
from omc.backtest.metrics.inference import TTest, t_test
from omc.backtest.metrics.model import Metric
from omc.market.model import BarArrays
from omc.trading.model import Trade

REGIME_TRADES = 5
UNKNOWN_REGIME = "unknown"


def with_regimes(trades: Sequence[Trade], bars: BarArrays) -> tuple[Trade, ...]:
    """The same trades, each told the regime of the bar on whose close its entry was decided, unless it is."""
    if all(trade.regime is not None for trade in trades):
        return tuple(trades)
    return tuple(
        trade if trade.regime is not None else replace(trade, regime=told.regime or UNKNOWN_REGIME)
        for trade, told in zip(trades, regime_rows.with_regimes(trades, bars), strict=True)
    )


def regimes_metric(trades: Sequence[Trade]) -> Metric:
    """How many kinds of market have REGIME_TRADES round trips or more; an unknown one is none."""
    counts = Counter(trade.regime for trade in trades if trade.regime not in (None, UNKNOWN_REGIME))
    return Metric(sum(count >= REGIME_TRADES for count in counts.values()))


def trade_test(trades: Sequence[Trade]) -> TTest | None:
    """Student's t-test of the mean net return of the round trips, fraction of what the entry cost."""
    return t_test([float(trade.pnl_fraction) for trade in trades])


def trade_p_value(trades: Sequence[Trade]) -> Metric:
    """Chance of a mean trade as good or better without an edge: one-sided, for losing surely is no edge."""
    found = trade_test(trades)
    if found is None:
        return Metric(None, f"{len(trades)} trades that do not vary cannot be tested")
    # Beyond twelve places a tail is what the formula makes of rounding, and too small for the wire.
    return Metric(round(found.p_greater, 12))


def t_test_document(found: TTest | None) -> Mapping[str, object] | None:
    """JSON values; None where nothing could be tested."""
    if found is None:
        return None
    return {
        "count": found.count,
        "mean_fraction": f"{found.mean:.9f}",
        "t": f"{found.t:.6f}",
        "p_two_sided": f"{found.p_two_sided:.9f}",
        "p_greater": f"{found.p_greater:.9f}",
    }
