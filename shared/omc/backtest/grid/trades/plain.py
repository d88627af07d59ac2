"""Books of trades that are known beforehand and sized by equity alone: trade k of every lane in one step.

Exact where money fits whole units; where ticks and steps are so fine that rounding cannot be seen, in floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.chain import Step
from omc.backtest.grid.trades.money import LARGEST, UNSEEN, Money, unseen, whole
from omc.market.model import BoolArray, FloatArray, IntArray

# Trades turned from rows by lane to rows by trade at a time.
_BLOCK = 32


@dataclass(frozen=True)
class Offer:
    """The trades of `lanes` lanes, ordered by lane; per_unit: quantity in steps that each unit of equity
    asks for, after caps; close: int64[t], of the signal's bar, ticks; asked only with a least notional."""

    lanes: int
    step: Step
    per_unit: FloatArray
    close: IntArray

    @cached_property
    def offsets(self) -> IntArray:
        found: IntArray = np.searchsorted(self.step.lane, np.arange(self.lanes + 1))
        return found


@dataclass(frozen=True)
class Terms:
    """float64[t] of each trade: quantity that each unit of cash buys, after what it covers; value of a step
    at entry and exit; fees as over / under, of the exit by trade."""

    sign: float
    per_unit: FloatArray
    price: FloatArray
    out: FloatArray
    over: float
    under: float
    over_out: FloatArray | float
    under_out: FloatArray | float

    @classmethod
    def of(cls, offer: Offer, money: Money, sign: int) -> "Terms":
        step = offer.step
        price = step.price_in.astype(np.float64) * money.lot
        covered = 1.0 / (price * (1.0 + float(money.taker)))
        over, under = (float(part) for part in (money.taker.numerator, money.taker.denominator * money.grain))
        over_out: FloatArray | float = over
        under_out: FloatArray | float = under
        if money.maker != money.taker and step.rests.any():
            over_out = np.where(step.rests, float(money.maker.numerator), over)
            under_out = np.where(step.rests, float(money.maker.denominator * money.grain), under)
        return cls(
            float(sign), np.minimum(offer.per_unit, covered), price,
            step.price_out.astype(np.float64) * money.lot, over, under, over_out, under_out,
        )  # fmt: skip


def exact(
    offer: Offer, terms: Terms, before: FloatArray, money: Money, min_notional: float
) -> tuple[Booked, BoolArray]:
    """The books, and bool[lanes]: lanes with a trade that is not plain (refused, or its size in doubt).

    before: cash before each trade, as `cash_before` tells.
    """
    step, asked = offer.step, before * terms.per_unit
    size = np.floor(asked)
    notional, proceeds = size * terms.price, size * terms.out
    charged = _fee(notional, terms.over, terms.under, money.grain)
    inside = before - notional * terms.sign - charged
    after = inside + proceeds * terms.sign - _fee(proceeds, terms.over_out, terms.under_out, money.grain)
    _, odd = whole(asked)
    # Fees are rounded up: just above a whole number the last step may not be covered.
    odd |= notional + charged > before
    odd |= size <= 0
    if min_notional:
        odd |= (notional < min_notional) | (size * offer.close * money.lot < min_notional)
    most = max(money.taker.numerator, money.maker.numerator, 1)
    odd |= (np.maximum(notional, proceeds) * most >= LARGEST) | (np.abs(after) >= LARGEST)
    lanes = np.zeros(offer.lanes, dtype=np.bool_)
    lanes[step.lane[odd]] = True
    worth = size * (money.lot * terms.sign)
    return Booked(offer.lanes, step.lane, step.start, step.end, before, inside, after, worth), lanes


def cash_before(known: Sequence[tuple[Offer, Terms]], grain: float, capital: float) -> list[FloatArray]:
    """Cash before each trade of each offer: what one leaves is what the next is sized by."""
    sizes = [len(terms.price) for _, terms in known]
    shifts = np.cumsum([0, *sizes])
    starts = np.concatenate([o.offsets[:-1] + at for (o, _), at in zip(known, shifts[:-1], strict=True)])
    counts = np.concatenate([np.diff(offer.offsets) for offer, _ in known])
    columns = [np.concatenate([getattr(t, name) for _, t in known]) for name in ("per_unit", "price", "out")]
    if any(isinstance(terms.over_out, np.ndarray) for _, terms in known):
        columns += [
            np.concatenate([np.broadcast_to(getattr(t, name), t.price.shape) for _, t in known])
            for name in ("over_out", "under_out")
        ]
    found = _run(starts, counts, columns, known[0][1], grain, capital)
    return np.split(found, shifts[1:-1])


def _run(
    starts: IntArray, counts: IntArray, columns: list[FloatArray], terms: Terms, grain: float, capital: float
) -> FloatArray:
    """Trade k of all lanes that have one in one step; lanes stand in the order of their number of trades."""
    order = np.argsort(-counts, kind="stable")
    starts, counts = starts[order], counts[order]
    most, total = int(counts.max(initial=0)), len(columns[0])
    active = (len(counts) - np.searchsorted(counts[::-1], np.arange(most), side="right")).tolist()
    found, cash = np.empty(total), np.full(len(counts), capital)
    for first in range(0, most, _BLOCK):
        lanes, steps = active[first], np.arange(first, min(first + _BLOCK, most))
        # Beyond a lane's own trades stand another's: read in vain, never written.
        places = np.minimum(starts[:lanes, None] + steps, total - 1)
        parts = [np.ascontiguousarray(column.take(places).T) for column in columns]
        block = np.empty((len(steps), lanes))
        for k in range(len(steps)):
            now = active[first + k]
            have, (per_unit, price, out, *rates) = cash[:now], (part[k, :now] for part in parts)
            block[k, :now] = have
            size = have * per_unit
            np.floor(size, out=size)
            notional = size * price
            have -= _fee(notional, terms.over, terms.under, grain)
            size *= out
            out_over, out_under = rates or (terms.over, terms.under)
            fee = _fee(size, out_over, out_under, grain)
            size -= notional
            have += size if terms.sign > 0 else -size
            have -= fee
        own = steps < counts[:lanes, None]
        found[places[own]] = block.T[own]
    return found


def _fee(
    notional: FloatArray, over: FloatArray | float, under: FloatArray | float, grain: float
) -> FloatArray:
    """Rounded up to whole grains."""
    fee = notional / under if isinstance(over, float) and over == 1.0 else notional * over / under
    np.ceil(fee, out=fee)
    if grain != 1.0:
        fee *= grain
    return fee


def unrounded(offer: Offer, money: Money, capital: float, min_notional: float) -> tuple[Booked, BoolArray]:
    """The books without rounding, and bool[lanes]: lanes in which rounding could be seen."""
    step, offsets = offer.step, offer.offsets
    price, out = step.price_in * money.lot, step.price_out * money.lot
    taker = float(money.taker)
    rate = np.where(step.rests, float(money.maker), taker) if step.rests.any() else taker
    part = np.minimum(offer.per_unit, 1.0 / (price * (1.0 + taker)))
    spent = part * price
    kept = 1.0 - spent * (step.sign + taker)
    kept[np.abs(kept) < 1e-15] = 0.0
    growth = kept + part * out * (step.sign - rate)
    after = growth.copy()
    bounds = offsets.tolist()
    for lane in np.flatnonzero(np.diff(offsets)).tolist():
        run = after[bounds[lane] : bounds[lane + 1]]
        run[0] *= capital
        np.multiply.accumulate(run, out=run)
    before = np.empty_like(after)
    before[1:] = after[:-1]
    before[offsets[:-1][np.diff(offsets) > 0]] = capital
    worth = before * part * (money.lot * step.sign)
    moved = unseen(money, step.price_in, before)
    odd = (before <= 0) | (spent * before < min_notional)
    lanes = np.zeros(offer.lanes, dtype=np.bool_)
    lanes[step.lane[odd]] = True
    lanes |= np.bincount(step.lane, moved, minlength=offer.lanes) > UNSEEN
    return Booked(offer.lanes, step.lane, step.start, step.end, before, before * kept, after, worth), lanes
