"""Runs side by side: one calendar, one base, one list of differences."""

from typing import Any

import numpy as np
import pytest

from omc.backtest.comparing import ComparedRun, compare, comparison_document
from omc.backtest.comparing.specs import spec_differences
from omc.backtest.metrics import ratios
from omc.backtest.metrics.model import Metric
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, from_iso
from omc.market.model import FloatArray

JANUARY = from_iso("2021-01-01T00:00:00Z")
CARD = {"sharpe": Metric(1.23)}


def daily(returns: FloatArray, initial: float = 1000.0) -> FloatArray:
    grown: FloatArray = initial * np.cumprod(1 + returns, dtype=np.float64)
    return grown


def made(
    run_id: str, seed: int, *, days: int = 60, late: int = 0, spec: dict[str, Any] | None = None
) -> ComparedRun:
    """A run with a return each day, from `late` days after 1 January on."""
    returns = np.random.default_rng(seed).normal(0.001, 0.02, days)
    close_ts = JANUARY + DAY_MS * (late + 1 + np.arange(days, dtype=np.int64))
    return ComparedRun(run_id, f"Run {run_id}", close_ts, daily(returns), 1000.0, CARD, spec or {})


def test_every_curve_starts_from_a_hundred() -> None:
    left, right = made("a", 1), made("b", 2)
    found = compare([left, right])

    assert len(found.days) == 60
    for run, curve in zip((left, right), found.curves, strict=True):
        assert curve.base_100 == pytest.approx(run.equity / run.initial * 100)
        peak = np.maximum.accumulate(np.append(100.0, curve.base_100))[1:]
        assert curve.drawdown == pytest.approx(1 - curve.base_100 / peak)


def test_runs_over_the_same_days_show_the_figures_of_their_cards() -> None:
    found = compare([made("a", 1), made("b", 2)])

    assert found.measured == "cards"
    assert all(curve.metrics is CARD for curve in found.curves)


def test_different_days_are_refused_with_the_days() -> None:
    with pytest.raises(InvalidInput, match="a 2021-01-01 to 2021-03-01, b 2021-01-11 to") as refused:
        compare([made("a", 1), made("b", 2, late=10)])
    assert refused.value.code == "different_ranges"


def test_a_cut_compares_the_common_days_and_measures_them() -> None:
    left, right = made("a", 1), made("b", 2, late=10)
    found = compare([left, right], cut=True)
    held = left.equity[10:] / left.equity[9:-1] - 1

    assert (len(found.days), found.measured) == (50, "common_range")
    assert found.curves[0].base_100[0] == pytest.approx(100 * (1 + held[0]))
    assert found.curves[0].metrics["sharpe"].value == pytest.approx(ratios.sharpe(held, 365))
    assert found.curves[0].metrics["total_return"].value == pytest.approx(np.prod(1 + held) - 1)


def test_asking_for_a_cut_where_none_is_needed_keeps_the_cards_figures() -> None:
    assert compare([made("a", 1), made("b", 2)], cut=True).measured == "cards"


def test_no_days_in_common_are_refused_even_with_a_cut() -> None:
    with pytest.raises(InvalidInput, match="days in common") as refused:
        compare([made("a", 1, days=10), made("b", 2, days=10, late=30)], cut=True)
    assert refused.value.code == "different_ranges"


def test_daily_returns_are_correlated_not_prices() -> None:
    run = made("a", 1)
    mirrored = daily(-(run.equity / np.append(1000.0, run.equity[:-1]) - 1))
    other = ComparedRun("b", "b", run.close_ts, mirrored, 1000.0, CARD, {})
    table = compare([run, other, made("c", 3)]).correlation

    assert [table[at][at] for at in range(3)] == [1.0, 1.0, 1.0]
    assert table[0][1] == table[1][0] == pytest.approx(-1.0)
    assert abs(table[0][2] or 1) < 0.5


def test_a_run_that_never_traded_correlates_with_nothing() -> None:
    run = made("a", 1)
    idle = ComparedRun("b", "b", run.close_ts, np.full(60, 1000.0), 1000.0, CARD, {})

    assert compare([run, idle]).correlation == [[1.0, None], [None, None]]


def test_runs_of_several_bars_a_day_lie_on_the_same_days() -> None:
    run = made("a", 1)
    hours = JANUARY + HOUR_MS * (1 + np.arange(60 * 24, dtype=np.int64))
    other = ComparedRun("b", "b", hours, np.linspace(1000, 1100, 60 * 24), 1000.0, CARD, {})
    found = compare([run, other])

    assert len(found.days) == 60
    assert found.curves[1].base_100[-1] == pytest.approx(110)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_two_to_ten_runs_are_compared(count: int) -> None:
    with pytest.raises(InvalidInput, match=f"expected 2 to 10 runs to compare, got {count}"):
        compare([made(str(at), at) for at in range(count)])


def test_the_same_run_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="different runs"):
        compare([made("a", 1), made("a", 2)])


def test_specs_differ_by_path() -> None:
    left = {"name": "a", "long": {"enter": "close > 1"}, "targets": [{"value": "2"}], "same": [1, 2]}
    right = {"name": "b", "long": {"enter": "close > 2"}, "targets": [{"value": "2"}, {"value": "3"}],
             "same": [1, 2], "stop": {"kind": "atr"}}  # fmt: skip

    found = [(one.path, one.left, one.right) for one in spec_differences(left, right)]

    assert found == [
        ("name", "a", "b"),
        ("long.enter", "close > 1", "close > 2"),
        ("targets[1]", None, {"value": "3"}),
        ("stop", None, {"kind": "atr"}),
    ]


def test_differences_are_told_from_the_first_run() -> None:
    found = compare([made("a", 1, spec={"x": 1}), made("b", 2, spec={"x": 2}), made("c", 3, spec={"x": 1})])

    assert {run: [d.path for d in told] for run, told in found.differences.items()} == {"b": ["x"], "c": []}


def test_the_document_is_plain_json_values() -> None:
    document = comparison_document(compare([made("a", 1), made("b", 2, late=10)], cut=True))

    assert document["ts"][0] == JANUARY + 11 * DAY_MS
    assert [len(run["base_100"]) for run in document["runs"]] == [50, 50]
    assert isinstance(document["runs"][0]["metrics"]["sharpe"]["value"], str)
    assert document["measured"] == "common_range"
