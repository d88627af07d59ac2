"""Our indicators against values published with two other libraries' tests."""

import csv
import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from omc.market.indicators import kernels as indicators
from omc.market.model import FloatArray
from tests.reference import reference_file

CENT = Decimal("0.01")
_CALL = re.compile(r"get_(sma|ema|rsi|atr|bollinger_bands|sma_analysis)\(quotes, (\d+)(?:, ([\w.]+))?\)")
_OURS = {
    ("sma", "sma"), ("ema", "ema"), ("rsi", "rsi"), ("atr", "atr"), ("bollinger_bands", "sma"),
    ("bollinger_bands", "upper_band"), ("bollinger_bands", "lower_band"), ("sma_analysis", "sma"),
}  # fmt: skip


@dataclass(frozen=True)
class Quotes:
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray


def quotes_named(name: str) -> Quotes:
    path = reference_file("reference", "indicators", "skender_quotes", f"{name}.csv.gz")
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))
    columns = ("open", "high", "low", "close", "volume")
    return Quotes(*(np.array([float(row[column]) for row in rows]) for column in columns))


def ours(name: str, field: str, quotes: Quotes, length: int, option: str | None) -> FloatArray:
    """Our column for one of their calls; prices of these quotes have two decimals."""
    column = getattr(quotes, option.split(".")[1].lower()) if option and "." in option else quotes.close
    prices = indicators.to_ticks(column, CENT)
    if name == "atr":
        return indicators.atr(quotes.high, quotes.low, quotes.close, length)
    if name in ("rsi", "ema"):
        return getattr(indicators, name)(column, length)  # type: ignore[no-any-return]
    average = indicators.from_ticks(indicators.exact_mean(prices, length), CENT)
    width = {"upper_band": 1, "lower_band": -1}.get(field, 0) * float(option or 0 if name[0] == "b" else 0)
    return average + width * indicators.deviation(column, length)


def skender_vectors() -> list[dict[str, Any]]:
    path = reference_file("reference", "indicators", "skender_expected.json")
    vectors: list[dict[str, Any]] = json.loads(path.read_text())["vectors"]
    return vectors


def test_values_agree_with_skender_at_every_published_row(capsys: pytest.CaptureFixture[str]) -> None:
    agreed: Counter[str] = Counter()
    for vector in skender_vectors():
        call = _CALL.search(vector["call"]) or _CALL.search(vector["call"].replace(", 2)", ", 2.0)"))
        if call is None or (call[1], vector["field"]) not in _OURS:
            continue
        column = ours(call[1], vector["field"], quotes_named(vector["quotes"][0]), int(call[2]), call[3])
        value, expected = float(column[vector["row"]]), vector["expected"]
        if expected is None:
            assert np.isnan(value), vector
        else:
            assert round(value, vector["round"]) == expected, vector
        agreed[call[1]] += 1
    _report(capsys, "skender", agreed)
    assert {"sma", "ema", "rsi", "atr", "bollinger_bands"} <= set(agreed)


def double(column: FloatArray, length: int) -> FloatArray:
    """Their averages of averages, from ours."""
    once = indicators.ema(column, length)
    return 2 * once - indicators.ema(once, length)


def triple(column: FloatArray, length: int) -> FloatArray:
    once = indicators.ema(column, length)
    twice = indicators.ema(once, length)
    return 3 * (once - twice) + indicators.ema(twice, length)


def test_averages_of_averages_and_channels_agree_with_jesse(capsys: pytest.CaptureFixture[str]) -> None:
    """Jesse's plain averages are tried on candles that were not published; these are the nearest to them."""
    candles = json.loads(_text("jesse_candles.json.gz"))
    vectors = json.loads(_text("jesse_expected.json"))["vectors"]
    agreed: Counter[str] = Counter()
    for name, average in (("dema", double), ("tema", triple)):
        vector = next(vector for vector in vectors if vector["test"] == f"test_{name}")
        rows = np.array(candles[vector["candles"]["candles"]], dtype=np.float64)
        # Their candles are timestamp, open, close, high, low, volume; nine bars are their default.
        value = float(average(np.ascontiguousarray(rows[:, 2]), 9)[-1])
        assert round(value, vector["round"]) == vector["expected"], vector
        agreed[f"ema by {name}"] += 1
    rows = np.array(candles["test_candles_19"], dtype=np.float64)
    high, low = (np.ascontiguousarray(rows[:, column]) for column in (3, 4))
    channel = {v["element"]: v["expected"] for v in vectors if v["test"] == "test_donchian"}
    assert round(float(indicators.highest(high, 20)[-1]), 2) == channel["RESULT.upperband"]
    assert round(float(indicators.lowest(low, 20)[-1]), 2) == channel["RESULT.lowerband"]
    agreed["highest, lowest by donchian"] += 2
    _report(capsys, "jesse", agreed)


def _text(name: str) -> str:
    path = reference_file("reference", "indicators", name)
    return gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()


def _report(capsys: pytest.CaptureFixture[str], source: str, agreed: Counter[str]) -> None:
    with capsys.disabled():
        for name, count in sorted(agreed.items()):
            print(f"\n  {source} {name}: {count} of {count} agree", end="")  # noqa: T201
