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


def run_candles() -> list[dict[str, Any]]:
    """The 900 days of the run in `run_equity` and `run_trades`."""
    return _bars(900, timedelta(days=1), 26000.0, 0.0011, 0.018, 11)


def run_equity() -> list[dict[str, Any]]:
    curve, bars = _walk(900, 10000.0, 0.0011, 0.006, 3), run_candles()
    rows, peak = [], 10000.0
    for bar, value in zip(bars, curve, strict=True):
        peak = max(peak, value)
        rows.append(
            {
                "ts": bar["close_time"],
                "equity": value,
                "drawdown_fraction": (peak - value) / peak,
                "benchmark": 10000 * float(bar["close"]) / float(bars[0]["open"]),
            }
        )
    return rows


def run_trades() -> list[dict[str, Any]]:
    """Every 24 days one, held for some: priced at the opens of the run's candles."""
    source, bars = random.Random(5), run_candles()
    return [_trade(i + 1, bars, 20 + 24 * i, source.randint(3, 18)) for i in range(36)]


def _trade(number: int, bars: list[dict[str, Any]], at: int, days: int) -> dict[str, Any]:
    bought, sold = float(bars[at]["open"]), float(bars[at + days]["open"])
    net = 0.0842 * (sold - bought) - 9.32
    held = bars[at : at + days]
    return {
        "number": number,
        "position": number,
        "symbol": "BTC/USDT",
        "direction": "long",
        "quantity": "0.0842",
        "entry_ts": bars[at]["ts"],
        "entry_price": f"{bought:.2f}",
        "exit_ts": bars[at + days]["ts"],
        "exit_price": f"{sold:.2f}",
        "exit_reason": "signal" if sold > bought else "stop",
        "entry_fee": "3.71",
        "exit_fee": "3.71",
        "slippage_cost": "1.90",
        "spread_cost": "0.95",
        "funding": "0",
        "gross_pnl": f"{0.0842 * (sold - bought):.2f}",
        "net_pnl": f"{net:.2f}",
        "pnl_fraction": f"{net / (0.0842 * bought):.6f}",
        "initial_stop": f"{bought * 0.94:.2f}",
        "target": f"{bought * 1.12:.2f}",
        "mae": f"{bought - min(float(bar['low']) for bar in held):.2f}",
        "mfe": f"{max(float(bar['high']) for bar in held) - bought:.2f}",
        "r_multiple": f"{(sold / bought - 1) / 0.06:.4f}",
        "bars_held": days,
        "regime": "trend_up" if number % 3 else "range",
    }


def floor_trades() -> list[dict[str, Any]]:
    """The last two trades of the run as if an algorithm had made them on paper."""
    said = ("position", "symbol", "direction", "quantity", "entry_price", "exit_price", "exit_reason",
            "entry_fee", "exit_fee", "slippage_cost", "funding", "gross_pnl", "net_pnl", "r_multiple",
            "initial_stop", "target", "mae", "mfe", "bars_held")  # fmt: skip
    return [
        {name: trade[name] for name in said}
        | {
            "trade_id": f"tr-{trade['number']}",
            "account_id": "acc-1",
            "algorithm_id": "alg-1",
            "mode": "paper",
            "entry_at": trade["entry_ts"],
            "exit_at": trade["exit_ts"],
            "closed_at": trade["exit_ts"],
            "fees": "7.42",
        }
        for trade in run_trades()[-2:]
    ]


def candles() -> list[dict[str, Any]]:
    return _bars(240, timedelta(hours=1), 24100.0, 0.0002, 0.006, 9)


def _bars(
    count: int, step: timedelta, start: float, drift: float, width: float, seed: int
) -> list[dict[str, Any]]:
    source, close, rows = random.Random(seed), start, []
    for i in range(count):
        opened = close
        close = opened * (1 + drift + width * source.gauss(0, 1))
        high = max(opened, close) * (1 + abs(source.gauss(0, width / 3)))
        rows.append(
            {
                "ts": iso(NOW - step * (count - i)),
                "close_time": iso(NOW - step * (count - 1 - i)),
                "open": f"{opened:.2f}",
                "high": f"{high:.2f}",
                "low": f"{min(opened, close) * (1 - width / 3):.2f}",
                "close": f"{close:.2f}",
                "volume": f"{source.uniform(80, 900):.3f}",
            }
        )
    return rows
