"""Made-up runs side by side for the fake house."""

import random
from datetime import timedelta
from typing import Any

from tests.browser.curves import NOW, iso

NAMES = ["Moving-average cross", "Moving-average cross, slow", "RSI reversion"]
FIGURES = {
    "total_return": ("0.842", "0.611", "0.237"),
    "cagr": ("0.281", "0.213", "0.09"),
    "sharpe": ("1.71", "1.42", "0.66"),
    "sortino": ("2.4", "2.1", "0.9"),
    "calmar": ("1.99", "1.7", "0.4"),
    "max_drawdown": ("0.141", "0.125", "0.222"),
    "volatility": ("0.17", "0.15", "0.24"),
    "win_rate": ("0.583", "0.55", "0.64"),
    "trades": ("36", "21", "88"),
    "exposure": ("0.51", "0.6", "0.22"),
    "fees": ("88.2", "51.3", "214.9"),
    "net_pnl": ("8423.77", "6110.2", "2371.0"),
}


def comparison(run_ids: list[str]) -> dict[str, Any]:
    """2 to 10 runs over the same 400 days."""
    days = 400
    moves = [random.Random(70 + i) for i in range(len(run_ids))]
    common = random.Random(69)
    shocks = [common.gauss(0, 0.008) for _ in range(days)]
    runs = [
        _run(run_id, i, [0.0006 + shock * (1 - 0.4 * i) + moves[i].gauss(0, 0.004) for shock in shocks])
        for i, run_id in enumerate(run_ids)
    ]
    size = len(run_ids)
    return {
        "ts": [iso(NOW - timedelta(days=days - i)) for i in range(days)],
        "measured": "cards",
        "runs": runs,
        "correlation": [
            [1.0 if i == j else round(0.9 - 0.35 * abs(i - j), 2) for j in range(size)] for i in range(size)
        ],
        "differences": {
            run_id: [
                {"path": "params.slow.default", "left": "30", "right": "50"},
                {"path": "stop", "left": {"kind": "atr", "multiple": "3"}, "right": None},
            ][: 2 if i % 2 == 0 else 1]
            for i, run_id in enumerate(run_ids[1:])
        },
    }


def _run(run_id: str, place: int, returns: list[float]) -> dict[str, Any]:
    value, peak, base, falls = 100.0, 100.0, [], []
    for move in returns:
        value *= 1 + move
        peak = max(peak, value)
        base.append(round(value, 6))
        falls.append(round(1 - value / peak, 8))
    metrics: dict[str, dict[str, str | None]] = {
        name: {"value": values[place % 3], "reason": None} for name, values in FIGURES.items()
    }
    metrics["profit_factor"] = (
        {"value": None, "reason": "no losing trade"} if place == 1 else {"value": "1.46", "reason": None}
    )
    return {
        "run_id": run_id,
        "name": NAMES[place % 3],
        "base_100": base,
        "drawdown": falls,
        "metrics": metrics,
    }
