import numpy as np

from omc.kernel.instants import from_iso
from omc.market.columns import COLUMNS
from omc.market.gaps import missing_between
from omc.market.model import BarArrays, Series
from omc.market.simulated import simulate
from omc.market.timeframes import Timeframe
from omc.market.validation import problems

START = from_iso("2022-01-01T00:00:00Z")
SERIES = Series.parse("simulated:BTC/USDT:1h")


def market(count: int, seed: int = 7) -> BarArrays:
    return simulate(np.random.default_rng(seed), Timeframe.H1, START, count)


def test_one_seed_makes_one_market() -> None:
    assert all(np.array_equal(getattr(market(500), name), getattr(market(500), name)) for name in COLUMNS)
    assert not np.array_equal(market(500).close, market(500, seed=8).close)


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    short, long = market(500), market(900)
    assert np.array_equal(long.close[: len(short)], short.close)


def test_every_simulated_bar_is_a_well_formed_bar_on_the_tick() -> None:
    bars = market(17_520)
    assert problems(bars, Timeframe.H1) == []
    assert np.array_equal(np.round(bars.close, 2), bars.close)


def test_the_market_has_outages_jumps_and_quiet_and_wild_days() -> None:
    bars = market(17_520)
    gaps = missing_between(SERIES, bars.ts.tolist())
    returns = np.abs(np.diff(np.log(bars.close)))
    assert 3 <= len(gaps) <= 40
    assert returns.max() > 0.03
    days = returns[: len(returns) // 24 * 24].reshape(-1, 24).std(axis=1)
    assert days.max() > 4 * np.median(days)
    assert 1_000 < bars.close.min() < bars.close.max() < 500_000
