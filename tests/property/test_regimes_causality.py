"""No regime knows what comes after its bar."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from omc.kernel.instants import HOUR_MS
from omc.market.model import BarArrays
from omc.market.regimes import range_level, regimes, trend_score


def walk(seed: int, count: int) -> BarArrays:
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, rng.choice((0.0005, 0.01)), count)))
    opened = np.concatenate(([100.0], close[:-1])) if count else close
    high, low = np.maximum(opened, close) * 1.001, np.minimum(opened, close) * 0.999
    ts = np.cumsum(rng.choice((1, 1, 1, 3), count)).astype(np.int64) * HOUR_MS
    return BarArrays(ts, opened, high, low, close, rng.integers(0, 3, count).astype(np.float64))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32), st.integers(1, 400), st.integers(1, 60))
def test_other_bars_in_the_future_change_no_regime_of_the_past(
    seed: int, other: int, known: int, more: int
) -> None:
    whole = walk(seed, known + more)
    head, tail = whole.head(known), walk(other, more)
    changed = BarArrays(
        whole.ts,
        *(
            np.concatenate((getattr(head, name), getattr(tail, name)))
            for name in ("open", "high", "low", "close", "volume")
        ),
    )
    for told in (regimes, range_level, trend_score):
        expected = told(head)
        np.testing.assert_array_equal(told(whole)[:known], expected)
        np.testing.assert_array_equal(told(changed)[:known], expected)
