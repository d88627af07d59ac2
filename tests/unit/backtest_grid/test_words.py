"""Conditions as bits say what they say as flags."""

import numpy as np
import pytest

from omc.backtest.grid.signals import words
from omc.market.model import BoolArray


def flags_of(packed: words.WordArray, bars: int) -> BoolArray:
    return np.unpackbits(packed.view(np.uint8), axis=1, count=bars, bitorder="little").view(np.bool_)


@pytest.fixture(params=[1, 63, 64, 65, 200])
def flags(request: pytest.FixtureRequest) -> BoolArray:
    return np.random.default_rng(request.param).random((5, request.param)) < 0.3


def test_packing_loses_nothing_and_leaves_the_bits_beyond_the_bars_empty(flags: BoolArray) -> None:
    packed = words.pack(flags)

    assert (flags_of(packed, flags.shape[1]) == flags).all()
    assert int(np.bitwise_count(packed).sum()) == int(flags.sum())


@pytest.mark.parametrize("bars", [1, 7, 63, 64, 65, 199, 500])
def test_a_shift_moves_every_bit_and_drops_what_leaves_the_run(flags: BoolArray, bars: int) -> None:
    expected = np.zeros_like(flags)
    expected[:, bars:] = flags[:, : max(flags.shape[1] - bars, 0)]

    assert (flags_of(words.later(words.pack(flags), bars, flags.shape[1]), flags.shape[1]) == expected).all()


@pytest.mark.parametrize("length", [1, 2, 3, 5, 70])
def test_all_and_any_of_the_last_bars_count_only_bars_there_are(flags: BoolArray, length: int) -> None:
    total = flags.shape[1]
    expected_all, expected_any = np.zeros_like(flags), np.zeros_like(flags)
    for bar in range(total):
        window = flags[:, max(bar - length + 1, 0) : bar + 1]
        expected_all[:, bar] = window.all(axis=1) & (bar >= length - 1)
        expected_any[:, bar] = window.any(axis=1)

    assert (flags_of(words.all_of_last(words.pack(flags), length, total), total) == expected_all).all()
    assert (flags_of(words.any_of_last(words.pack(flags), length, total), total) == expected_any).all()


def test_the_next_set_bar_is_found_from_any_bar(flags: BoolArray) -> None:
    packed, total = words.pack(flags), flags.shape[1]
    rows, bars = (grid.reshape(-1) for grid in np.meshgrid(np.arange(5), np.arange(total), indexing="ij"))
    found = words.next_set(packed, words.following(packed), rows, bars, total)

    for row, bar, at in zip(rows.tolist(), bars.tolist(), found.tolist(), strict=True):
        later = np.flatnonzero(flags[row, bar:])
        assert at == (bar + int(later[0]) if later.size else total)


def test_places_are_rows_and_bars_in_order(flags: BoolArray) -> None:
    packed = words.pack(flags)
    span = packed.shape[1] * 64

    at = words.places(packed)

    assert [(int(p) // span, int(p) % span) for p in at] == [tuple(map(int, p)) for p in np.argwhere(flags)]
