"""Random markets and random strategies, in plain data that both engines are given."""

import itertools
import random
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.reference_engine.case import Case, Row

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


_LEVELS = {"long": ("low", "sma(close, 4)", "base - 1"), "short": ("high", "sma(close, 4)", "base + 1")}


@st.composite
def stops(draw: st.DrawFn, rules: dict[str, str | None]) -> dict[str, Any] | None:
    kind = draw(st.sampled_from((None, "fraction", "atr", "structure", "price")))
    if kind is None:
        return None
    if kind == "price":
        return {"kind": kind, **draw(prices(rules, against=True))}
    if kind == "structure":
        return {"kind": kind, "value": draw(_fractions("0", "0.3", "1")), "period": draw(lengths)}
    value = draw(
        _fractions("0.004", "0.01", "0.03", "0.1") if kind == "fraction" else _fractions("0.5", "1.5", "3")
    )
    field = "fraction" if kind == "fraction" else "value"
    return {"kind": kind, field: value, "period": draw(lengths), "trailing": draw(st.booleans())}


@st.composite
def prices(draw: st.DrawFn, rules: dict[str, str | None], *, against: bool) -> dict[str, str]:
    """Levels by expression for the sides that trade; against: on the losing side of the price."""
    below, above = (draw(st.sampled_from(_LEVELS[side])) for side in ("long", "short"))
    long, short = (below, above) if against else (above, below)
    if not rules["enter_short"]:
        return {"price": long}
    return {"price": long, "price_short": short} if rules["enter_long"] else {"price": short}


@st.composite
def targets(draw: st.DrawFn, rules: dict[str, str | None], has_stop: bool) -> list[dict[str, Any]]:
    shares = draw(st.sampled_from(_SHARES))
    return [draw(target(rules, has_stop)) | {"share": Fraction(share)} for share in shares]


_SHARES = ((), ("1",), ("1",), ("0.5",), ("0.5", "0.5"), ("0.3", "0.3"), ("0.25", "0.5", "0.25"))


@st.composite
def target(draw: st.DrawFn, rules: dict[str, str | None], has_stop: bool) -> dict[str, Any]:
    kind = draw(st.sampled_from(["fraction", "atr", "price"] + (["r"] if has_stop else [])))
    if kind == "price":
        return {"kind": kind, **draw(prices(rules, against=False))}
    values = {
        "fraction": _fractions("0.002", "0.005", "0.02", "0.06"),
        "atr": _fractions("0.5", "1", "2.5"),
        "r": _fractions("0.5", "1", "2"),
    }
    return {"kind": kind, "value": draw(values[kind]), "period": draw(lengths)}


sessions = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(("UTC", "America/New_York", "Asia/Kolkata")),
        "start": st.sampled_from(("00:00", "09:30", "22:00")),
        "end": st.sampled_from(("00:00", "16:00", "02:30")),
        "days": st.sampled_from(((0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (5, 6))),
        "flat_at": st.sampled_from((None, None, "14:00", "20:30")),
    }
)


@st.composite
def sizings(draw: st.DrawFn, has_stop: bool) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(["fraction", "fraction", "atr", "half_kelly"] + (["risk"] * 2 if has_stop else []))
    )
    held = kind in ("fraction", "half_kelly")
    shares = _fractions("0.1", "0.5", "1") if held else _fractions("0.005", "0.02")
    sizing = {"kind": kind, "fraction": draw(shares)}
    if kind == "atr":
        sizing |= {"value": draw(_fractions("1", "2.5")), "period": draw(lengths)}
    return sizing


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    rules = draw(sides())
    stop = draw(stops(rules))
    goals = draw(targets(rules, stop is not None))
    # The language asks for a way out of every position.
    needs_time = not stop and any(
        rules[f"enter_{side}"] and not rules[f"exit_{side}"] for side in ("long", "short")
    )
    time_stops = st.integers(1, 12) if needs_time else st.one_of(st.none(), st.integers(1, 12))
    return {
        "rules": rules,
        "features": {"base": draw(st.sampled_from(("ema(close, 6)", "sma(close, 5)", "close[2]")))},
        "params": {"fast": str(draw(st.integers(2, 8)))},
        "stop": stop,
        "targets": goals,
        "sizing": draw(sizings(stop is not None)),
        "time_stop_bars": draw(time_stops),
        "session": draw(st.one_of(st.none(), st.none(), sessions)),
        "max_reentries": draw(st.sampled_from((None, None, 0, 1))),
    }


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


slippages: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.sampled_from(({"slippage_model": "none"}, {"slippage_model": "half_spread"})),
    st.just({"slippage_model": "amount", "slippage_amount": Fraction("0.037")}),
    _fractions("10", "30").map(lambda k: {"slippage_model": "volume_share", "impact": k}),
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
        "financing": draw(_fractions("0", "0.05", "0.6")),
        "volume_fraction": draw(st.one_of(st.none(), st.none(), _fractions("0.1", "0.01"))),
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
def cases(draw: st.DrawFn, on_floor: bool = False) -> Case:
    timeframe_ms = draw(st.sampled_from((HOUR_MS, HOUR_MS // 4, 24 * HOUR_MS)))
    count = draw(st.integers(30, 160))
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
        trade_from=draw(st.sampled_from((0, 0, 20))),
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
        "sizing": {"kind": "half_kelly", "fraction": draw(_fractions("0.3", "1"))},
        "time_stop_bars": draw(st.integers(1, 3)),
    }  # fmt: skip
    bars = market(draw(st.integers(0, 2**32)), 200, HOUR_MS, draw(st.sampled_from((40, 150))))
    free = {"taker": Fraction(0), "maker": Fraction(0), "half_spread": Fraction(0), "slippage": Fraction(0)}
    # Nothing may end the trading before there is something to go by.
    loose = dict.fromkeys(("daily_loss_fraction", "drawdown_fraction")) | {"cooldown_ms": 0}
    return Case(bars, HOUR_MS, spec, free, draw(limits) | loose, Fraction(10_000), 1, 0)
