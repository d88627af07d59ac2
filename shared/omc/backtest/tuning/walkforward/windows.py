"""Where each fold trains and where it is tested: in time, not in bars, so that gaps shift nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from omc.backtest.tuning.search.settings import SearchSettings
from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, Ms
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe


@dataclass(frozen=True)
class WalkForwardSettings:
    """Days of training and testing, and from one fold to the next (OMC-BT-065).

    search: how every train window is searched, by grid or at random; its train_fraction plays no part.
    minimum_test_trades: a fold with fewer is reported and left out of the ratio (OMC-BT-067).
    """

    train_days: int = 90
    test_days: int = 30
    step_days: int = 30
    minimum_folds: int = 5
    warmup_bars: int = 200
    minimum_test_trades: int = 5
    search: SearchSettings = field(
        default_factory=lambda: SearchSettings(minimum_trades=5, train_fraction=Decimal(1))
    )


@dataclass(frozen=True)
class FoldWindow:
    """Indices into all bars, ends excluded; features see `warmup` bars before each part.

    train_from..train_to, then the purge, then test_from..test_to; train_ms, test_ms: the same as instants.
    """

    number: int
    train_from: int
    train_to: int
    test_from: int
    test_to: int
    warmup: int
    train_ms: tuple[Ms, Ms]
    test_ms: tuple[Ms, Ms]


def fold_windows(
    bars: BarArrays,
    timeframe: Timeframe,
    settings: WalkForwardSettings,
    warmup: int,
    purge_bars: int,
) -> tuple[FoldWindow, ...]:
    """Every fold the bars have room for, oldest first.

    A bar belongs to a part when it opens and closes within it. InvalidInput when the test windows would
    overlap, and when there are fewer than the minimum of folds: it says how many days are needed.
    """
    _check(settings)
    train, test, step = (
        days * DAY_MS for days in (settings.train_days, settings.test_days, settings.step_days)
    )
    purge = purge_bars * timeframe.ms
    folds: list[FoldWindow] = []
    if len(bars) > warmup:
        begin, end = int(bars.ts[warmup]), int(bars.ts[-1]) + timeframe.ms
        while begin + train + purge + test <= end:
            tested = begin + train + purge
            folds.append(
                FoldWindow(
                    len(folds) + 1,
                    *_indices(bars.ts, begin, begin + train, timeframe.ms),
                    *_indices(bars.ts, tested, tested + test, timeframe.ms),
                    warmup,
                    (begin, begin + train),
                    (tested, tested + test),
                )
            )
            begin += step
    _check_enough(folds, bars, timeframe, settings, warmup, purge)
    return tuple(folds)


def _indices(ts: "np.typing.NDArray[np.int64]", begin: Ms, end: Ms, length: Ms) -> tuple[int, int]:
    return int(np.searchsorted(ts, begin)), int(np.searchsorted(ts, end - length, side="right"))


def _check(settings: WalkForwardSettings) -> None:
    if min(settings.train_days, settings.test_days, settings.step_days, settings.minimum_folds) < 1:
        raise InvalidInput("expected 1 day or more of training, testing and step, and 1 fold or more")
    if settings.step_days < settings.test_days:
        raise InvalidInput(
            f"expected a step of {settings.test_days} days or more, got {settings.step_days}: "
            "test windows may not overlap",
            code="overlapping_tests",
        )
    if settings.search.method == "model":
        raise InvalidInput("a walk-forward searches by grid or at random", code="unknown_method")


def _check_enough(
    folds: Sequence[FoldWindow],
    bars: BarArrays,
    timeframe: Timeframe,
    settings: WalkForwardSettings,
    warmup: int,
    purge: Ms,
) -> None:
    if len(folds) >= settings.minimum_folds:
        return
    needed = settings.train_days + settings.test_days + settings.step_days * (settings.minimum_folds - 1)
    lead = -(-(warmup * timeframe.ms + purge) // DAY_MS)
    there = 0 if len(bars) == 0 else (int(bars.ts[-1] - bars.ts[0]) + timeframe.ms) // DAY_MS
    raise InvalidInput(
        f"expected {needed + lead} days of bars for {settings.minimum_folds} folds "
        f"({warmup} bars of warm-up included), got {there} days, enough for {len(folds)}",
        code="too_few_bars",
    )
