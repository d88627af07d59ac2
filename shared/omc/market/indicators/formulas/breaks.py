"""Closes beyond swing points."""

import numpy as np

from omc.market.indicators.formulas.swings import Swings, swing_highs, swing_lows
from omc.market.indicators.frame import Frame
from omc.market.indicators.windows import before, held, last_index
from omc.market.model import BoolArray, FloatArray

Columns = tuple[FloatArray, ...]


def break_of_structure(frame: Frame, length: int, strength: int) -> Columns:
    """1 at the first close above the last swing high, -1 at the first below the last swing low."""
    highs, lows = swing_highs(frame, strength), swing_lows(frame, strength)
    top, bottom = highs.last(length)[0], lows.last(length)[0]
    up = _first_beyond(frame.close > top, highs, length)
    down = _first_beyond(frame.close < bottom, lows, length)
    return _told(up, down, top, bottom), frame.price(top), frame.price(bottom)


def change_of_character(frame: Frame, length: int, strength: int) -> Columns:
    """A break against the break before it; trend: the direction of the last break, this bar's included."""
    broken, top, bottom = break_of_structure(frame, length, strength)
    trend = held(broken, (broken == 1) | (broken == -1))
    turned = (broken != 0) & (broken == -before(trend, 1))
    return np.where(np.isnan(broken), np.nan, np.where(turned, broken, 0.0)), trend, top, bottom


def swing_break(frame: Frame, length: int, strength: int) -> Columns:
    """1 where the close crosses above the highest of the recent swing highs, -1 below the lowest low."""
    top = swing_highs(frame, strength).extreme(length, top=True)
    bottom = swing_lows(frame, strength).extreme(length, top=False)
    previous = before(frame.close, 1)
    up, down = (frame.close > top) & (previous <= top), (frame.close < bottom) & (previous >= bottom)
    return _told(up, down, top, bottom), frame.price(top), frame.price(bottom)


def _first_beyond(beyond: BoolArray, swings: Swings, length: int) -> BoolArray:
    """Where a swing is passed for the first time since its bar."""
    own = swings.last(length)[1]
    earlier = np.concatenate((np.full(1, -1), last_index(beyond)[:-1]))[: len(beyond)]
    first: BoolArray = beyond & (earlier <= own + swings.strength)
    return first


def _told(up: BoolArray, down: BoolArray, top: FloatArray, bottom: FloatArray) -> FloatArray:
    value = up.astype(np.float64) - down
    return np.where(np.isnan(top) & np.isnan(bottom), np.nan, value)
