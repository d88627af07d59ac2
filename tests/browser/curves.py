"""Made-up curves for pictures: seeded walks, equal on every run."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def iso(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _walk(count: int, start: float, drift: float, width: float, seed: int) -> list[float]:
    source, value, path = random.Random(seed), start, []
    for _ in range(count):
        value *= 1 + drift + width * source.gauss(0, 1)
        path.append(value)
    return path


def floor_equity() -> list[dict[str, Any]]:
    path = _walk(168, 30000.0, 0.0003, 0.0016, 7)
    rest = {"cash": "22411.08", "realised": "934.63", "unrealised": "412.75", "fees": "63.18"}
    return [
        {"at": iso(NOW - timedelta(hours=168 - i)), "equity": f"{value:.2f}", **rest}
        for i, value in enumerate(path)
    ]


def run_equity() -> list[dict[str, Any]]:
    curve, hold = _walk(900, 10000.0, 0.0011, 0.006, 3), _walk(900, 10000.0, 0.0008, 0.014, 4)
    rows, peak = [], 10000.0
    for i, (value, held) in enumerate(zip(curve, hold, strict=True)):
        peak = max(peak, value)
        rows.append(
            {
                "ts": iso(NOW - timedelta(days=900 - i)),
                "equity": value,
                "drawdown_fraction": (peak - value) / peak,
                "benchmark": held,
            }
        )
    return rows


def run_trades() -> list[dict[str, Any]]:
    source, rows = random.Random(5), []
    for i in range(36):
        entry, days = NOW - timedelta(days=880 - 24 * i), source.randint(3, 18)
        price, move = 20000 + 700 * i, source.gauss(0.02, 0.06)
        rows.append(
            {
                "number": i + 1,
                "symbol": "BTC/USDT",
                "direction": "long",
                "quantity": "0.0842",
                "entry_ts": iso(entry),
                "entry_price": f"{price:.2f}",
                "exit_ts": iso(entry + timedelta(days=days)),
                "exit_price": f"{price * (1 + move):.2f}",
                "exit_reason": "signal" if move > 0 else "stop",
                "entry_fee": "3.71",
                "exit_fee": "3.71",
                "slippage_cost": "1.90",
                "gross_pnl": f"{0.0842 * price * move:.2f}",
                "net_pnl": f"{0.0842 * price * move - 7.42:.2f}",
                "initial_stop": f"{price * 0.97:.2f}",
                "target": None,
                "mae": "102.50",
                "mfe": "881.00",
                "r_multiple": f"{move / 0.03:.4f}",
                "bars_held": days,
            }
        )
    return rows


def candles() -> list[dict[str, Any]]:
    source, close, rows = random.Random(9), 60000.0, []
    for i in range(240):
        opened = close
        close = opened * (1 + 0.0002 + 0.006 * source.gauss(0, 1))
        high, low = max(opened, close) * (1 + abs(source.gauss(0, 0.002))), min(opened, close) * 0.998
        rows.append(
            {
                "ts": iso(NOW - timedelta(hours=240 - i)),
                "close_time": iso(NOW - timedelta(hours=239 - i)),
                "open": f"{opened:.2f}",
                "high": f"{high:.2f}",
                "low": f"{low:.2f}",
                "close": f"{close:.2f}",
                "volume": f"{source.uniform(80, 900):.3f}",
            }
        )
    return rows
