"""Which regime counts at every close."""

import numpy as np

from omc.strategy.compose.regimes import Switch, confirmed, switches


def test_a_regime_counts_once_it_has_held_for_the_bars_asked_for() -> None:
    labels = np.array([0, 0, 0, 1, 1, 0, 1, 1, 1, 1])
    assert confirmed(labels, 3).tolist() == [-1, -1, 0, 0, 0, 0, 0, 0, 1, 1]


def test_an_unknown_regime_never_counts_and_the_last_one_stands() -> None:
    assert confirmed(np.array([-1, -1, 2, 2, -1, -1, -1]), 2).tolist() == [-1, -1, -1, 2, 2, 2, 2]


def test_what_counts_at_a_bar_does_not_depend_on_the_bars_after_it() -> None:
    labels = np.random.default_rng(1).integers(-1, 4, 200)
    whole = confirmed(labels, 3)
    assert all(np.array_equal(confirmed(labels[:cut], 3), whole[:cut]) for cut in range(1, 200, 7))


def test_every_switch_is_told_with_its_bar_and_both_regimes() -> None:
    ts = np.arange(5) * 60_000
    told = switches(ts, np.array([-1, 0, 0, 1, 0]), ("up", "down"))
    assert told == (Switch(180_000, "up", "down"), Switch(240_000, "down", "up"))
