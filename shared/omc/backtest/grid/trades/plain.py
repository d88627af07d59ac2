"""Books of trades that are known beforehand and sized by equity alone: trade k of every lane in one step.

Exact where money fits whole units; where ticks and steps are so fine that rounding cannot be seen, in floats.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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
    asks for, after caps; close: of the signal's bar, ticks, float64."""

    lanes: int
    step: Step
    per_unit: FloatArray
    close: FloatArray

    @property
    def offsets(self) -> IntArray:
        found: IntArray = np.searchsorted(self.step.lane, np.arange(self.lanes + 1))
        return found


def exact(offer: Offer, money: Money, capital: float, min_notional: float) -> tuple[Booked, BoolArray]:
    """The books, and bool[lanes]: lanes with a trade that is not plain (refused, or its size in doubt)."""
    step = offer.step
    terms = _Terms.of(offer, money)
    table = _Table.of(offer.offsets)
    before = _cash_before(table, terms, money.grain, capital)
    size = np.floor(before * terms.per_unit)
    notional, proceeds = size * terms.price, size * terms.out
    inside = before - notional * terms.sign - _fee(notional, terms.over, terms.under, money.grain)
    after = inside + proceeds * terms.sign - _fee(proceeds, terms.over_out, terms.under_out, money.grain)
    _, odd = whole(before * terms.per_unit)
    if terms.tight:
        # Fees are rounded up: just above a whole number the last step may not be covered.
        odd |= (before * terms.per_unit - size) * terms.price <= 2.0 * money.grain
    odd |= (size <= 0) | (notional < min_notional) | (size * offer.close * money.lot < min_notional)
    most = max(money.taker.numerator, money.maker.numerator, 1)
    odd |= (np.maximum(notional, proceeds) * most >= LARGEST) | (np.abs(after) >= LARGEST)
    lanes = np.zeros(offer.lanes, dtype=np.bool_)
    lanes[step.lane[odd]] = True
    worth = size * (money.lot * terms.sign)
    return Booked(offer.lanes, step.lane, step.start, step.end, before, inside, after, worth), lanes


@dataclass(frozen=True)
class _Terms:
    """float64[t] of each trade: quantity that each unit of cash buys, after what it covers; value of a step
    at entry and exit; fees as over / under, of the exit by trade. tight: cash may be what limits a size."""

    sign: float
    per_unit: FloatArray
    price: FloatArray
    out: FloatArray
    over: float
    under: float
    over_out: FloatArray | float
    under_out: FloatArray | float
    tight: bool

    @classmethod
    def of(cls, offer: Offer, money: Money) -> "_Terms":
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
            float(step.sign[0]) if len(step.sign) else 1.0, np.minimum(offer.per_unit, covered), price,
            step.price_out.astype(np.float64) * money.lot, over, under, over_out, under_out,
            bool(np.any(offer.per_unit > covered * 0.999)),
        )  # fmt: skip


def _cash_before(table: "_Table", terms: _Terms, grain: float, capital: float) -> FloatArray:
    """Cash before each trade: what one leaves is what the next is sized by."""
    columns = [terms.per_unit, terms.price, terms.out]
    if isinstance(terms.over_out, np.ndarray) and isinstance(terms.under_out, np.ndarray):
        columns += [terms.over_out, terms.under_out]
    cash = np.full(len(table.order), capital)
    found = table.rows()
    for first, (block, *parts) in zip(*table.blocks(columns), strict=True):
        for k in range(len(block)):
            active = table.active[first + k]
            have, (per_unit, price, out, *rates) = cash[:active], (part[k, :active] for part in parts)
            block[k, :active] = have
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
        found[:, first : first + len(block)] = block.T
    return table.flat(found)


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


@dataclass(frozen=True)
class _Table:
    """Trades by lane as rows, the lane with the most trades first, so that trade k of all lanes that have one
    is the front of column k. active[k]: how many those are."""

    offsets: IntArray
    order: IntArray
    active: list[int]

    @classmethod
    def of(cls, offsets: IntArray) -> "_Table":
        counts = np.diff(offsets)
        order = np.argsort(-counts, kind="stable")
        below = np.searchsorted(np.sort(counts), np.arange(int(counts.max(initial=0))), side="right")
        return cls(offsets, order, (len(counts) - below).tolist())

    def rows(self) -> FloatArray:
        return np.zeros((len(self.order), len(self.active)))

    def blocks(self, columns: list[FloatArray]) -> tuple[range, Iterator[list[FloatArray]]]:
        """First trades, and for each a block of all lanes: room, then `columns`, float64[trades, lanes]."""
        tables = [self._spread(column) for column in columns]
        firsts = range(0, len(self.active), _BLOCK)
        views = ([table[:, first : first + _BLOCK] for table in tables] for first in firsts)
        turned = ([np.ascontiguousarray(view.T) for view in some] for some in views)
        return firsts, ([np.empty_like(some[0]), *some] for some in turned)

    def flat(self, rows: FloatArray) -> FloatArray:
        """Trades ordered by lane again."""
        found = np.empty(int(self.offsets[-1]))
        for place, first, last in self._places():
            found[first:last] = rows[place, : last - first]
        return found

    def _spread(self, flat: FloatArray) -> FloatArray:
        rows = self.rows()
        for place, first, last in self._places():
            rows[place, : last - first] = flat[first:last]
        return rows

    def _places(self) -> Iterator[tuple[int, int, int]]:
        bounds = self.offsets.tolist()
        return ((place, bounds[lane], bounds[lane + 1]) for place, lane in enumerate(self.order.tolist()))
