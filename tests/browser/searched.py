"""Made-up searches and walk-forwards for the fake house: seeded, equal on every run."""

import math
import random
from datetime import datetime, timedelta
from typing import Any

from tests.browser.curves import NOW, iso

FASTS = [str(value) for value in range(5, 51, 5)]
SLOWS = [str(value) for value in range(20, 201, 20)]


def _score(fast: float, slow: float) -> float | None:
    """A plateau about 15 and 90, nothing where fast is not below slow."""
    if fast >= slow:
        return None
    hill = math.exp(-((fast - 15) ** 2 / 220 + (slow - 90) ** 2 / 4200))
    return round(1.9 * hill - 0.45 + random.Random(int(fast * 1000 + slow)).gauss(0, 0.12), 4)


def _row(rank: int, index: int, fast: str, slow: str, score: float | None) -> dict[str, Any]:
    value = score or 0.0
    trades = 0 if score is None else 60 - int(float(slow) / 5)
    figures = {
        "total_return": f"{value * 0.31:.4f}",
        "sharpe": f"{value:.4f}",
        "sortino": f"{value * 1.4:.4f}",
        "calmar": f"{value * 0.9:.4f}",
        "expectancy": f"{value * 0.004:.6f}",
        "max_drawdown": f"{0.24 - value * 0.05:.4f}",
        "win_rate": f"{0.42 + value * 0.06:.4f}",
        "profit_factor": f"{1 + value * 0.3:.4f}",
        "trades": str(trades),
    }
    return {
        "rank": rank,
        "index": index,
        "params": {"fast": fast, "slow": slow},
        "score": None if score is None else f"{score:.4f}",
        "figures": figures,
    }


def rows() -> list[dict[str, Any]]:
    """Every set, best first."""
    found = [(_score(float(fast), float(slow)), fast, slow) for fast in FASTS for slow in SLOWS]
    ordered = sorted(
        (entry for entry in enumerate(found) if float(entry[1][1]) < float(entry[1][2])),
        key=lambda entry: -(entry[1][0] or -9),
    )
    return [
        _row(rank + 1, index, fast, slow, score) for rank, (index, (score, fast, slow)) in enumerate(ordered)
    ]


def heat_map() -> dict[str, Any]:
    scores = [[_score(float(fast), float(slow)) for fast in FASTS] for slow in SLOWS]
    return {
        "x": "fast",
        "y": "slow",
        "x_values": FASTS,
        "y_values": SLOWS,
        "scores": [[None if score is None else f"{score:.4f}" for score in row] for row in scores],
        "objective": "sharpe",
    }


def luck() -> dict[str, Any]:
    return {
        "family": "ma_cross",
        "trials": 96,
        "effective_trials": "11.4",
        "family_trials": 1316,
        "family_effective_trials": "87.2",
        "deflated_sharpe": "0.968",
        "classic_deflated_sharpe": "0.913",
        "overfit_probability": "0.11",
        "reason": None,
    }


def _asked(search_id: str) -> dict[str, Any]:
    return {
        "search_id": search_id,
        "strategy_id": "str-1",
        "version": 3,
        "name": "Moving-average cross",
        "series": "sample:BTC/USDT:1d",
        "method": "grid",
        "samples": None,
        "seed": 1,
        "objective": "sharpe",
        "minimum_trades": 10,
        "state": "COMPLETED",
        "created_at": "2026-02-27T08:00:00.000Z",
        "bars": 872,
        "parameters": ["fast", "slow"],
        "data_version": "9f" * 32,
        "result_hash": "4e1fa2bc90d1" + "0" * 52,
        "error": None,
    }


def progress(done: int, total: int, shards_done: int, shards: int, phase: str) -> dict[str, Any]:
    """How far a search is."""
    return {
        "phase": phase,
        "done": done,
        "total": total,
        "shards_done": shards_done,
        "shards": shards,
        "fraction": done / total,
    }


def optimisation() -> dict[str, Any]:
    best = rows()[0]
    return _asked("opt-1") | {
        "holdout_fraction": "0.3",
        "start": "2023-09-14T00:00:00.000Z",
        "end": None,
        "initial_capital": "25000",
        "progress": progress(96, 96, 1, 1, "done"),
        "searched_from": "2023-09-14T00:00:00.000Z",
        "searched_to": "2025-06-04T00:00:00.000Z",
        "rows_total": 96,
        "rows_scored": 96,
        "best": best,
        "neighbourhood": {"mean": f"{float(best['score']) * 0.86:.4f}", "scored": 8, "tried": 8},
        "luck": luck(),
    }


def optimisation_detail() -> dict[str, Any]:
    return optimisation() | {
        "top": rows()[:20],
        "sensitivity": [_sensitivity("fast", FASTS, "0.38"), _sensitivity("slow", SLOWS, "0.21")],
    }


def _sensitivity(name: str, values: list[str], share: str) -> dict[str, Any]:
    def mean(value: str) -> float:
        scores = [float(row["score"]) for row in rows() if row["params"][name] == value]
        return sum(scores) / len(scores)

    means = [mean(value) for value in values]
    return {
        "name": name,
        "share": share,
        "spread": f"{max(means) - min(means):.4f}",
        "values": values,
        "means": [f"{one:.4f}" for one in means],
    }


def _fold(number: int) -> dict[str, Any]:
    source = random.Random(91 * number + 7)
    start = datetime(2024, 1, 1, tzinfo=NOW.tzinfo) + timedelta(days=30 * number)
    train, test = round(source.gauss(1.5, 0.3), 3), round(source.gauss(0.5, 0.9), 3)
    counted = number != 4
    return {
        "number": number + 1,
        "train_from": iso(start),
        "train_to": iso(start + timedelta(days=90)),
        "test_from": iso(start + timedelta(days=94)),
        "test_to": iso(start + timedelta(days=124)),
        "train_bars": 90,
        "test_bars": 30,
        "params": {"fast": str(10 + 5 * source.randint(0, 1)), "slow": str(60 + 20 * source.randint(0, 4))},
        "score": f"{train}",
        "train_sharpe": f"{train}",
        "train_trades": source.randint(12, 20),
        "train_return": f"{train * 0.1:.4f}",
        "test_sharpe": f"{test}",
        "test_return": f"{test * 0.03:.4f}",
        "test_drawdown": f"{abs(source.gauss(0.04, 0.01)):.4f}",
        "test_trades": source.randint(5, 9) if counted else 3,
        "ratio": f"{test / train:.3f}",
        "risk": "low" if test / train > 0.7 else "medium" if test / train > 0.4 else "high",
        "counted": counted,
        "note": None if counted else "3 trades, fewer than 5",
    }


def walkforward() -> dict[str, Any]:
    return _asked("wf-1") | {
        "minimum_trades": 5,
        "train_days": 90,
        "test_days": 30,
        "step_days": 30,
        "progress": progress(12, 12, 12, 12, "done"),
        "sets_per_fold": 96,
        "purge_bars": 4,
        "folds_counted": 11,
        "ratio": "0.61",
        "risk": "medium",
        "stable_share": "0.5",
        "figures": {
            name: {"value": value, "reason": None}
            for name, value in {"total_return": "0.218", "sharpe": "0.94", "max_drawdown": "0.044"}.items()
        },
        "luck": luck() | {"trials": 1152, "family_trials": 2468},
    }


def walkforward_detail() -> dict[str, Any]:
    return walkforward() | {
        "folds": [_fold(number) for number in range(12)],
        "stability": [
            {"name": "fast", "low": "10", "high": "15", "share": "0.1111", "stable": True},
            {"name": "slow", "low": "60", "high": "140", "share": "0.4444", "stable": False},
        ],
    }


def chain() -> dict[str, Any]:
    source, equity, days = random.Random(8), 10000.0, []
    for _ in range(360):
        equity *= 1 + source.gauss(0.0003, 0.005)
        days.append(f"{equity:.2f}")
    # The figures of `walkforward` are of this curve.
    return {"first": "2024-04-04T00:00:00.000Z", "equity_daily": days}
