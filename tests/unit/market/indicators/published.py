"""Values published with two other libraries' tests, each beside ours where we offer the same thing."""

import csv
import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from omc.market.indicators.catalog import CATALOG, ArgKind
from omc.market.indicators.compute import compute
from omc.market.indicators.formulas.swings import swing_highs, swing_lows
from omc.market.indicators.frame import Frame
from omc.market.model import BarArrays, FloatArray
from tests.reference import reference_file

# Their prices have at most eight decimals, most of them two.
TICK = Decimal("0.00000001")
_CALL = re.compile(r"get_(\w+)\(quotes(?:_intraday\[:391\])?(?:, (.*))?\)")
_AVERAGES = {"SMA": "sma", "EMA": "ema", "WMA": "wma"}
_NAMED = {
    "test_fast_rsi": {"rsi_periods": 14, "stoch_periods": 14, "signal_periods": 3, "smooth_periods": 1},
    "test_slow_rsi": {"rsi_periods": 14, "stoch_periods": 14, "signal_periods": 3, "smooth_periods": 3},
}
# Their function and field, our indicator and output.
SKENDER: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sma": ("sma", {"sma": "value"}),
    "sma_analysis": ("sma", {"sma": "value"}),
    "stdev": ("sma", {"mean": "value"}),
    "ema": ("ema", {"ema": "value"}),
    "elder_ray": ("ema", {"ema": "value"}),
    "wma": ("wma", {"wma": "value"}),
    "rsi": ("rsi", {"rsi": "value"}),
    "macd": ("macd", {"macd": "line", "signal": "signal", "histogram": "histogram"}),
    "adx": ("adx", {"adx": "value", "pdi": "plus_di", "mdi": "minus_di", "adxr": "adxr"}),
    "aroon": ("aroon", {"aroon_up": "up", "aroon_down": "down", "oscillator": "oscillator"}),
    "parabolic_sar": ("psar", {"sar": "value"}),
    "stoch": (
        "stochastic",
        {"oscillator": "k", "k": "k", "signal": "d", "d": "d", "percent_j": "j", "j": "j"},
    ),
    "stoch_rsi": ("stoch_rsi", {"stoch_rsi": "k", "signal": "d"}),
    "cci": ("cci", {"cci": "value"}),
    "williams_r": ("williams_r", {"williams_r": "value"}),
    "mfi": ("mfi", {"mfi": "value"}),
    "bollinger_bands": (
        "bollinger",
        {
            "sma": "middle",
            "upper_band": "upper",
            "lower_band": "lower",
            "percent_b": "percent_b",
            "z_score": "z_score",
            "width": "width",
        },
    ),
    "atr": ("atr", {"atr": "value", "atrp": "percent", "tr": "true_range"}),
    "tr": ("atr", {"tr": "true_range"}),
    "donchian": (
        "channel",
        {"center_line": "middle", "upper_band": "upper", "lower_band": "lower", "width": "width"},
    ),
    "obv": ("obv", {"obv": "value", "obv_sma": "average"}),
    "adl": ("ad", {"adl": "value"}),
    "chaikin_osc": ("ad", {"adl": "value"}),
    "vwap": ("vwap", {"vwap": "value"}),
}
# Their test and element, our indicator, arguments and output, and what they divide by.
JESSE: Mapping[tuple[str, str], tuple[str, tuple[int, ...], str, str]] = {
    ("test_ad", "RESULT"): ("ad", (14,), "value", "close"),
    ("test_adx", "RESULT"): ("adx", (14,), "value", "close"),
    ("test_di", "RESULT.plus"): ("adx", (14,), "plus_di", "close"),
    ("test_di", "RESULT.minus"): ("adx", (14,), "minus_di", "close"),
    ("test_aroon", "RESULT.up"): ("aroon", (14,), "up", "close"),
    ("test_aroon", "RESULT.down"): ("aroon", (14,), "down", "close"),
    ("test_aroon_osc", "RESULT"): ("aroon", (14,), "oscillator", "close"),
    ("test_cci", "RESULT"): ("cci", (14,), "value", "close"),
    ("test_donchian", "RESULT.upperband"): ("channel", (20,), "upper", "close"),
    ("test_donchian", "RESULT.lowerband"): ("channel", (20,), "lower", "close"),
    ("test_macd", "RESULT.macd"): ("macd", (12, 26, 9), "line", "close"),
    ("test_macd", "RESULT.signal"): ("macd", (12, 26, 9), "signal", "close"),
    ("test_macd", "RESULT.hist"): ("macd", (12, 26, 9), "histogram", "close"),
    ("test_mfi", "RESULT"): ("mfi", (9,), "value", "close"),
    ("test_obv", "RESULT / 1000000"): ("obv", (20,), "value", "close"),
    ("test_stochf", "RESULT.k"): ("stochastic", (5, 3, 1), "k", "close"),
    ("test_stochf", "RESULT.d"): ("stochastic", (5, 3, 1), "d", "close"),
    ("test_vwap", "RESULT"): ("vwap", (24,), "value", "close"),
    ("test_willr", "RESULT"): ("williams_r", (9,), "value", "close"),
    ("test_volume", "RESULT.ma"): ("sma", (5,), "value", "volume"),
}


@dataclass(frozen=True)
class Vector:
    """One published value. expected: None where their warm-up has no value; digits: what it is rounded to.

    bars: what ours was computed over; row: its place, from the end where negative.
    """

    source: str
    indicator: str
    output: str
    call: str
    bars: BarArrays
    row: int
    ours: float
    expected: float | None
    digits: int

    @property
    def agrees(self) -> bool:
        if self.expected is None:
            return bool(np.isnan(self.ours))
        # Half a unit of their last digit, and the noise of a float that lies on the half.
        return abs(self.ours - self.expected) <= 0.5 * 10.0**-self.digits * (1 + 1e-6)

    @property
    def relative_difference(self) -> float:
        if self.expected is None:
            return 0.0 if self.agrees else float("inf")
        return abs(self.ours - self.expected) / max(abs(self.expected), 1e-12)


def published() -> list[Vector]:
    """Every published value of what we offer; skips where the reference material is absent."""
    return [*_skender(), *_jesse(), *_fractals()]


@cache
def quotes(name: str) -> BarArrays:
    path = reference_file("reference", "indicators", "skender_quotes", f"{name}.csv.gz")
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))
    columns = (
        np.array([float(row[key]) for row in rows]) for key in ("open", "high", "low", "close", "volume")
    )
    ts = np.array([np.datetime64(row["date"].replace(" ", "T"), "ms") for row in rows]).astype(np.int64)
    return BarArrays(ts, *columns)


def candles(name: str) -> BarArrays:
    """Theirs are timestamp, open, close, high, low, volume."""
    path = reference_file("reference", "indicators", "jesse_candles.json.gz")
    rows = np.array(json.loads(gzip.decompress(path.read_bytes()))[name], dtype=np.float64)
    column = [np.ascontiguousarray(rows[:, index]) for index in range(6)]
    return BarArrays(column[0].astype(np.int64), column[1], column[3], column[4], column[2], column[5])


def vectors(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(reference_file("reference", "indicators", file).read_text())[
        "vectors"
    ]
    return found


def _skender() -> Iterator[Vector]:
    for vector in vectors("skender_expected.json"):
        call = _CALL.search(vector["call"])
        asked = _asked(call[1], call[2] or "", vector) if call else None
        if asked is None:
            continue
        name, output, args, series = asked
        bars = quotes(vector["quotes"][0])
        if "[:391]" in vector["call"]:
            bars = bars.head(391)
        column = compute(name, bars, TICK, args, series)[output]
        yield _vector("skender", name, output, vector, bars, column, vector["row"])


def _asked(
    function: str, text: str, vector: dict[str, Any]
) -> tuple[str, str, tuple[Decimal, ...], str] | None:
    """Our indicator, output, arguments and series for their call; None where we offer no such thing."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    series = next((part.split(".")[1].lower() for part in parts if part.startswith("CandlePart.")), "close")
    named = _NAMED.get(vector["test"], {})
    numbers = [str(named.get(part, part)) for part in parts if not part.startswith("CandlePart.")]
    if function == "ma_envelopes":
        kind = _AVERAGES.get(numbers[-1].split(".")[1])
        return (
            (kind, "value", (Decimal(numbers[0]),), series)
            if kind and vector["field"] == "center_line"
            else None
        )
    if function == "macd" and vector["field"] in ("fast_ema", "slow_ema"):
        return "ema", "value", (Decimal(numbers[vector["field"] == "slow_ema"]),), series
    name, outputs = SKENDER.get(function, ("", {}))
    output = outputs.get(vector["field"])
    if output == "average" and not numbers:
        # Theirs has none unless asked; ours has always one.
        return None
    if function in ("chaikin_osc", "adl", "stdev", "elder_ray"):
        numbers = numbers[:1] if function in ("stdev", "elder_ray") else []
    if output is None or not all(re.fullmatch(r"[\d.]+", number) for number in numbers):
        return None
    if len(numbers) > len(CATALOG[name].args):
        return None
    return name, output, _decimals(name, numbers), series


def _decimals(name: str, numbers: list[str]) -> tuple[Decimal, ...]:
    args = zip(CATALOG[name].args, numbers, strict=False)
    return tuple(
        Decimal(number).to_integral_value() if arg.kind is ArgKind.LENGTH else Decimal(number)
        for arg, number in args
    )


def _jesse() -> Iterator[Vector]:
    for vector in vectors("jesse_expected.json"):
        asked = JESSE.get((vector["test"], vector["element"]))
        if asked is None or "candles" not in vector["candles"]:
            continue
        name, args, output, series = asked
        bars = candles(vector["candles"]["candles"])
        column = compute(name, bars, TICK, args, series)[output]
        scale = 1e6 if "/ 1000000" in vector["element"] else 1.0
        yield _vector("jesse", name, output, vector, bars, column / scale, len(bars) - 1)


def _fractals() -> Iterator[Vector]:
    """Their fractals are our swing points, told at the bar they stand at."""
    for vector in vectors("skender_expected.json"):
        if vector["file"] != "test_fractal.py":
            continue
        strength = 4 if "4, 4" in vector["call"] else 2
        bars = quotes(vector["quotes"][0])
        frame = Frame(bars, TICK)
        find = swing_highs if vector["field"] == "fractal_bear" else swing_lows
        known = frame.price(find(frame, strength).price)
        column: FloatArray = np.concatenate((known[strength:], np.full(strength, np.nan)))
        yield _vector("skender", "swing points", vector["field"], vector, bars, column, vector["row"])


def _vector(
    source: str, name: str, output: str, vector: dict[str, Any], bars: BarArrays, column: FloatArray, row: int
) -> Vector:
    expected, digits = vector["expected"], vector["round"] or 0
    return Vector(
        source, name, output, f"{vector['test']}: {vector['call']}", bars, row, float(column[row]),
        None if expected is None else float(expected), digits,
    )  # fmt: skip
