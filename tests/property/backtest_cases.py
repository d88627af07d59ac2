"""Random markets with random strategies, costs and limits, in plain data that both engines are given."""

import itertools
import random
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.property.backtest_specs import fractions, specs, targets
from tests.reference_engine.case import Case, Row

HOUR_MS = 3_600_000


def market(seed: int, count: int, timeframe_ms: int, volatility: int) -> list[Row]:
    """A walk in ticks with flat stretches, spikes, opening gaps, missing bars and bars without volume."""
    rng = random.Random(seed)
    bars: list[Row] = []
    price, ts, flat = 10_000, 1_600_000_000_000 // timeframe_ms * timeframe_ms, 0
    for _ in range(count):
        flat = flat - 1 if flat else rng.choice((0,) * 40 + (6,))
        scale = 0 if flat else volatility * rng.choice((1,) * 25 + (8,))
        opened = max(price + rng.choice((0,) * 6 + (rng.randint(-scale, scale),)), 50)
        close = max(opened + rng.randint(-scale, scale), 50)
        high = max(opened, close) + rng.randint(0, scale)
        low = max(min(opened, close) - rng.randint(0, scale), 25)
        bars.append((ts, opened, high, low, close, rng.choice((0, 1, 5, 40, 1000))))
        price, ts = close, ts + timeframe_ms * rng.choice((1,) * 30 + (2, 4, 5, 7))
    return bars


limits = st.fixed_dictionaries(
    {
        "position_fraction": st.one_of(st.none(), fractions("0.2", "0.6")),
        "exposure_fraction": st.one_of(st.none(), fractions("0.4", "0.95")),
        "daily_loss_fraction": st.one_of(st.none(), fractions("0.005", "0.05")),
        "half_size_loss_fraction": st.one_of(st.none(), fractions("0.002", "0.03")),
        "drawdown_fraction": st.one_of(st.none(), fractions("0.02", "0.2")),
        "losses_before_half_size": st.one_of(st.none(), st.integers(1, 3)),
        "half_size_trades": st.integers(1, 5),
        "cooldown_ms": st.sampled_from((0, 2 * HOUR_MS, 30 * HOUR_MS)),
    }
)
costs = st.sampled_from(
    [
        {"taker": Fraction(0), "maker": Fraction(0), "half_spread": Fraction(0), "slippage": Fraction(0)},
        {"taker": Fraction(20), "maker": Fraction(10), "half_spread": Fraction(5), "slippage": Fraction(5)},
        {"taker": Fraction(7), "maker": Fraction(3), "half_spread": Fraction("2.5"), "slippage": Fraction(1)},
    ]
)


slippages: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.sampled_from(({"slippage_model": "none"}, {"slippage_model": "half_spread"})),
    st.just({"slippage_model": "amount", "slippage_amount": Fraction("0.037")}),
    fractions("10", "30").map(lambda k: {"slippage_model": "volume_share", "impact": k}),
)
commissions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.just({"commission_model": "per_unit", "unit_fee": Fraction("0.005")}),
    st.just({"commission_model": "flat", "flat_fee": Fraction("0.35")}),
)
tiers = st.just(
    {
        "commission_model": "tiers",
        "tiers": [(Fraction(at), Fraction(maker), Fraction(taker)) for at, maker, taker in
                  ((500, 8, 16), (4_000, 4, 8), (30_000, 1, 2))],
    }
)  # fmt: skip


@st.composite
def extra_costs(draw: st.DrawFn, on_floor: bool) -> dict[str, Any]:
    """Everything costs are made of beside basis points; the Floor charges no tiers."""
    charged = commissions if on_floor else st.one_of(commissions, tiers)
    # An edge that is expected refuses all entries or none: most cases have none.
    edge = {} if on_floor else {"edge": draw(st.sampled_from((None,) * 5 + (Fraction(40), Fraction(70))))}
    return {
        **edge,
        **draw(slippages),
        **draw(charged),
        "financing": draw(fractions("0", "0.05", "0.6")),
        "volume_fraction": draw(st.one_of(st.none(), st.none(), fractions("0.1", "0.01"))),
    }


def inside(row: Row, seed: int, length_ms: int) -> list[Row]:
    """Four finer bars that make up `row`, its extremes somewhere within."""
    ts, opened, high, low, close, volume = row
    rng = random.Random(seed)
    stops = [opened, *rng.sample((high, low, rng.randint(low, high)), 3), close]
    quarter = length_ms // 4
    return [
        (ts + at * quarter, a, max(a, b), min(a, b), b, volume)
        for at, (a, b) in enumerate(itertools.pairwise(stops))
    ]


@st.composite
def cases(draw: st.DrawFn, on_floor: bool = False, history: int = 0) -> Case:
    """history: bars before the first decision."""
    timeframe_ms = draw(st.sampled_from((HOUR_MS, HOUR_MS // 4, 24 * HOUR_MS)))
    count = history + draw(st.integers(30, 160))
    seed = draw(st.integers(0, 2**32))
    bars = market(seed, count, timeframe_ms, draw(st.sampled_from((8, 40, 150))))
    finer = {}
    if not on_floor and draw(st.sampled_from((False, False, True))):
        finer = {
            row[0]: inside(row, seed + row[0], timeframe_ms) for row in bars if row[0] // timeframe_ms % 5
        }
    return Case(
        bars=bars,
        timeframe_ms=timeframe_ms,
        spec=draw(specs()),
        costs_bps=draw(costs),
        limits=draw(limits),
        capital=Fraction(draw(st.sampled_from((60, 10_000)))),
        minimum_warmup=draw(st.integers(1, 30)),
        trade_from=history or draw(st.sampled_from((0, 0, 20))),
        more=draw(extra_costs(on_floor)),
        same_close=not on_floor and draw(st.sampled_from((False, False, True))),
        finer=finer,
    )


@st.composite
def busy_cases(draw: st.DrawFn) -> Case:
    """Trades every few bars, so that sizing by what was won and lost has something to go by."""
    rules = dict.fromkeys(("exit_long", "enter_short", "exit_short")) | {"enter_long": "close > low"}
    spec = {
        "rules": rules, "features": {"base": "close"}, "params": {}, "stop": None,
        "targets": draw(targets(rules, False)),
        "sizing": {"kind": "half_kelly", "fraction": draw(fractions("0.3", "1"))},
        "time_stop_bars": draw(st.integers(1, 3)),
    }  # fmt: skip
    bars = market(draw(st.integers(0, 2**32)), 200, HOUR_MS, draw(st.sampled_from((40, 150))))
    free = {"taker": Fraction(0), "maker": Fraction(0), "half_spread": Fraction(0), "slippage": Fraction(0)}
    # Nothing may end the trading before there is something to go by.
    loose = dict.fromkeys(("daily_loss_fraction", "drawdown_fraction")) | {"cooldown_ms": 0}
    return Case(bars, HOUR_MS, spec, free, draw(limits) | loose, Fraction(10_000), 1, 0)
