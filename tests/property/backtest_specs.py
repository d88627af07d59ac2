"""Random strategies, in plain data that both engines are given."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

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


def fractions(*texts: str) -> st.SearchStrategy[Fraction]:
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
        return {"kind": kind, "value": draw(fractions("0", "0.3", "1")), "period": draw(lengths)}
    value = draw(
        fractions("0.004", "0.01", "0.03", "0.1") if kind == "fraction" else fractions("0.5", "1.5", "3")
    )
    field = "fraction" if kind == "fraction" else "value"
    return {"kind": kind, field: value, "period": draw(lengths), "trailing": draw(st.booleans())}


@st.composite
def prices(draw: st.DrawFn, rules: dict[str, str | None], *, against: bool) -> dict[str, str]:
    """Levels by expression for the sides that trade; against: on the losing side of the price."""
    below, above = (draw(st.sampled_from(_LEVELS[side])) for side in ("long", "short"))
    long, short = (below, above) if against else (above, below)
    return _by_side(rules, long, short)


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
        "fraction": fractions("0.002", "0.005", "0.02", "0.06"),
        "atr": fractions("0.5", "1", "2.5"),
        "r": fractions("0.5", "1", "2"),
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
    shares = fractions("0.1", "0.5", "1") if held else fractions("0.005", "0.02")
    sizing = {"kind": kind, "fraction": draw(shares)}
    if kind == "atr":
        sizing |= {"value": draw(fractions("1", "2.5")), "period": draw(lengths)}
    return sizing


_LIMITS = {"long": ("low", "close - 1", "base"), "short": ("high", "close + 1", "base")}


@st.composite
def limit_entries(draw: st.DrawFn, rules: dict[str, str | None]) -> dict[str, Any]:
    kind = draw(st.sampled_from(("fraction", "fraction", "atr", "price")))
    limit: dict[str, Any] = {"kind": kind, "valid_bars": draw(st.sampled_from((1, 2, 5, 20)))}
    if kind == "fraction":
        return limit | {"fraction": draw(fractions("0", "0.0015", "0.005", "0.02"))}
    if kind == "atr":
        return limit | {"value": draw(fractions("0.2", "0.5", "1")), "period": draw(lengths)}
    long, short = (draw(st.sampled_from(_LIMITS[side])) for side in ("long", "short"))
    return limit | _by_side(rules, long, short)


def _by_side(rules: dict[str, str | None], long: str, short: str) -> dict[str, str]:
    if not rules["enter_short"]:
        return {"price": long}
    return {"price": long, "price_short": short} if rules["enter_long"] else {"price": short}


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
        "limit_entry": draw(st.one_of(st.none(), limit_entries(rules))),
    }
