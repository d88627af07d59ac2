"""Random markets and random strategies, in plain data that both engines are given."""

import random
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.reference_engine.engine import Case

HOUR_MS = 3_600_000
_PRICES = ("close", "open", "high", "low")


def _series(length: int) -> list[str]:
    return [
        "close", "open", "high[1]", "low[1]", "base", f"sma(close, {length})", f"ema(close, {length})",
        f"sma(open, {length + 3})", f"ema(high, {length + 5})", f"bollinger_lower(close, {length + 3}, 1.5)",
        f"bollinger_upper(close, {length + 3}, 1)", "sma(close, $fast)", f"close + 0.5 * atr({length})",
        "(high + low) / 2",
    ]  # fmt: skip


lengths = st.integers(2, 9)
numbers = lengths.flatmap(lambda length: st.sampled_from(_series(length)))
comparisons = st.tuples(numbers, st.sampled_from(("<", "<=", ">", ">=")), numbers).map(" ".join)
crosses = st.tuples(st.sampled_from(("crosses_above", "crosses_below")), numbers, numbers).map(
    lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"
)
oscillations = st.tuples(lengths, st.sampled_from(("<", ">")), st.integers(20, 80)).map(
    lambda parts: f"rsi(close, {parts[0]}) {parts[1]} {parts[2]}"
)
simple = st.one_of(comparisons, crosses, oscillations)
conditions = st.one_of(
    simple,
    st.tuples(simple, st.sampled_from(("and", "or")), simple).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})"),
    simple.map(lambda text: f"not ({text})"),
    st.tuples(simple, simple).map(lambda p: f"({p[0]}) and not ({p[1]})"),
)


@st.composite
def sides(draw: st.DrawFn) -> dict[str, str | None]:
    which = draw(st.sampled_from(("long", "short", "both")))
    exits = st.one_of(st.none(), conditions)
    rules: dict[str, str | None] = dict.fromkeys(("enter_long", "exit_long", "enter_short", "exit_short"))
    if which != "short":
        rules["enter_long"], rules["exit_long"] = draw(conditions), draw(exits)
    if which != "long":
        rules["enter_short"], rules["exit_short"] = draw(conditions), draw(exits)
    return rules


def _fractions(*texts: str) -> st.SearchStrategy[Fraction]:
    return st.sampled_from([Fraction(text) for text in texts])


@st.composite
def stops(draw: st.DrawFn, both_sides: bool) -> dict[str, Any] | None:
    kinds = [None, "fraction", "atr"] + ([] if both_sides else ["price"])
    kind = draw(st.sampled_from(kinds))
    if kind is None:
        return None
    if kind == "price":
        return {
            "kind": kind,
            "price": draw(st.sampled_from(("low", "high", "sma(close, 4)"))),
            "trailing": False,
        }
    value = draw(
        _fractions("0.004", "0.01", "0.03", "0.1") if kind == "fraction" else _fractions("0.5", "1.5", "3")
    )
    field = "fraction" if kind == "fraction" else "value"
    return {"kind": kind, field: value, "period": draw(lengths), "trailing": draw(st.booleans())}


@st.composite
def targets(draw: st.DrawFn, has_stop: bool) -> dict[str, Any] | None:
    kind = draw(st.sampled_from([None, "fraction", "atr"] + (["r"] if has_stop else [])))
    if kind is None:
        return None
    values = {
        "fraction": _fractions("0.005", "0.02", "0.06"),
        "atr": _fractions("1", "2.5"),
        "r": _fractions("1", "2"),
    }
    return {"kind": kind, "value": draw(values[kind]), "period": draw(lengths)}


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    rules = draw(sides())
    stop = draw(stops(rules["enter_long"] is not None and rules["enter_short"] is not None))
    target = draw(targets(stop is not None))
    # The language asks for a way out of every position.
    needs_time = (
        stop is None
        and target is None
        and any(rules[f"enter_{side}"] and not rules[f"exit_{side}"] for side in ("long", "short"))
    )
    time_stops = st.integers(1, 12) if needs_time else st.one_of(st.none(), st.integers(1, 12))
    kind = draw(st.sampled_from(("fraction", "risk") if stop else ("fraction",)))
    shares = _fractions("0.1", "0.5", "1") if kind == "fraction" else _fractions("0.005", "0.02")
    return {
        "rules": rules,
        "features": {"base": draw(st.sampled_from(("ema(close, 6)", "sma(close, 5)", "close[2]")))},
        "params": {"fast": str(draw(st.integers(2, 8)))},
        "stop": stop,
        "target": target,
        "sizing": {"kind": kind, "fraction": draw(shares)},
        "time_stop_bars": draw(time_stops),
    }


def market(seed: int, count: int, timeframe_ms: int, volatility: int) -> list[tuple[int, int, int, int, int]]:
    """A walk in ticks with flat stretches, spikes, opening gaps and missing bars."""
    rng = random.Random(seed)
    price, ts, flat, bars = 10_000, 1_600_000_000_000 // timeframe_ms * timeframe_ms, 0, []
    for _ in range(count):
        flat = flat - 1 if flat else rng.choice((0,) * 40 + (6,))
        scale = 0 if flat else volatility * rng.choice((1,) * 25 + (8,))
        opened = max(price + rng.choice((0,) * 6 + (rng.randint(-scale, scale),)), 50)
        close = max(opened + rng.randint(-scale, scale), 50)
        high = max(opened, close) + rng.randint(0, scale)
        low = max(min(opened, close) - rng.randint(0, scale), 25)
        bars.append((ts, opened, high, low, close))
        price, ts = close, ts + timeframe_ms * rng.choice((1,) * 30 + (2, 4, 5, 7))
    return bars


limits = st.fixed_dictionaries(
    {
        "position_fraction": st.one_of(st.none(), _fractions("0.2", "0.6")),
        "exposure_fraction": st.one_of(st.none(), _fractions("0.4", "0.95")),
        "daily_loss_fraction": st.one_of(st.none(), _fractions("0.005", "0.05")),
        "half_size_loss_fraction": st.one_of(st.none(), _fractions("0.002", "0.03")),
        "drawdown_fraction": st.one_of(st.none(), _fractions("0.02", "0.2")),
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


@st.composite
def cases(draw: st.DrawFn) -> Case:
    timeframe_ms = draw(st.sampled_from((HOUR_MS, HOUR_MS // 4, 24 * HOUR_MS)))
    count = draw(st.integers(30, 160))
    bars = market(draw(st.integers(0, 2**32)), count, timeframe_ms, draw(st.sampled_from((8, 40, 150))))
    return Case(
        bars=bars,
        timeframe_ms=timeframe_ms,
        spec=draw(specs()),
        costs_bps=draw(costs),
        limits=draw(limits),
        capital=Fraction(draw(st.sampled_from((60, 10_000)))),
        minimum_warmup=draw(st.integers(1, 30)),
        trade_from=draw(st.sampled_from((0, 0, 20))),
    )
