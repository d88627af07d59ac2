"""What every engine is asked to do, in plain numbers: imported here and by the peers' own processes."""

import numpy as np

# So large that no peer sees our rounding of fees, however much a run loses.
CAPITAL = 1e18
FEE, SLIPPAGE, STOP, TARGET = 0.001, 0.0005, 0.02, 0.04
STEP_MS = {8_760: 3_600_000, 20_000: 300_000, 105_120: 300_000, 525_600: 60_000}
VOLATILITY = {8_760: 0.006, 20_000: 0.0018, 105_120: 0.0018, 525_600: 0.0008}
COLUMNS = ("ts", "open", "high", "low", "close")
METRICS = ("total_return", "sharpe", "max_drawdown", "win_rate", "trades", "profit_factor")


def walk(bars: int, seed: int) -> dict[str, np.ndarray]:
    """A seeded walk of `bars` bars. Six decimals: where averages tie, rounding would split the engines."""
    rng = np.random.default_rng(seed)
    inner = rng.standard_normal((bars, 8)) * (VOLATILITY[bars] / np.sqrt(8.0))
    path = 10_000.0 * np.exp(np.cumsum(inner.ravel())).reshape(bars, 8)
    close = path[:, -1]
    opened = np.concatenate(([10_000.0], close[:-1]))
    opened[1:] *= np.exp(rng.standard_normal(bars - 1) * (VOLATILITY[bars] * 0.02))
    high = np.maximum(np.maximum(path.max(axis=1), opened), close)
    low = np.minimum(np.minimum(path.min(axis=1), opened), close)
    ts = 1_704_067_200_000 + np.arange(bars, dtype=np.int64) * STEP_MS[bars]
    prices = {"open": opened, "high": high, "low": low, "close": close}
    return {"ts": ts} | {name: np.round(column, 6) for name, column in prices.items()}


def pairs_of(job: str) -> list[tuple[int, int]]:
    """(fast, slow) of every combination. A: one; B, C, E: a thousand; S: every twentieth of them;
    R<seed>: 300 drawn at random."""
    if job == "A":
        return [(10, 50)]
    if job.startswith("R"):
        rng = np.random.default_rng(int(job[1:]))
        fast = rng.integers(3, 60, 300)
        return list(zip(fast.tolist(), (fast + rng.integers(5, 300, 300)).tolist(), strict=True))
    every = [(fast, slow) for fast in range(5, 30) for slow in range(40, 240, 5)]
    return every[::20] if job == "S" else every


def has_stops(job: str) -> bool:
    """C, E and S. E and S are C for equality: stops that mean the same everywhere, however slow that is."""
    return job in ("C", "E", "S")


def bars_per_year(ts: np.ndarray) -> float:
    return 365 * 86_400_000 / int(ts[1] - ts[0])


def bars_in(folder: str) -> dict[str, np.ndarray]:
    """The bars that were written there, by column."""
    return {name: np.load(f"{folder}/{name}.npy") for name in COLUMNS}
