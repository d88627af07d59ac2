"""Books of trades that are known beforehand and sized by equity alone: trade k of every lane in one step.

Exact where money fits whole units; where ticks and steps are so fine that rounding cannot be seen, in floats.
"""

from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.chain import Step
from omc.backtest.grid.trades.money import LARGEST, Money, whole
from omc.market.model import BoolArray, FloatArray, IntArray

# What rounding to ticks, steps and fees may move a result by, as a fraction, and still count as none.
_UNSEEN = 1e-10


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
    step, offsets = offer.step, offer.offsets
    counts = np.diff(offsets)
    table = _Table.of(offsets, counts)
    sign = float(step.sign[0]) if len(step.sign) else 1.0
    price = step.price_in * money.lot
    afford = 1.0 / (price * (1.0 + float(money.taker)))
    tight = bool(np.any(offer.per_unit > afford * 0.999))
    worth_in, worth_out = table.spread(price), table.spread(step.price_out * money.lot)
    wants, covers = table.spread(offer.per_unit), table.spread(afford) if tight else None
    rate, grain = float(money.taker), money.grain
    del rate
    over, under = float(money.taker.numerator), float(money.taker.denominator) * grain
    over_out = under_out = None
    if step.rests.any():
        over_out = table.spread(
            np.where(step.rests, money.maker.numerator, money.taker.numerator).astype(float)
        )
        under_out = table.spread(
            np.where(step.rests, money.maker.denominator, money.taker.denominator) * grain
        )
    before, inside, after, size, asked = (np.empty_like(worth_in) for _ in range(5))
    cash = np.full(offer.lanes, capital)
    for k, active in enumerate(table.active):
        have, now = cash[:active], before[k, :active]
        now[:] = have
        quantity, wish = size[k, :active], asked[k, :active]
        np.multiply(have, wants[k, :active], out=wish)
        if covers is not None:
            np.minimum(wish, have * covers[k, :active], out=wish)
        np.floor(wish, out=quantity)
        notional = quantity * worth_in[k, :active]
        charged = np.ceil(notional * over / under)
        charged *= grain
        notional *= sign
        open_cash = inside[k, :active]
        np.subtract(have, notional, out=open_cash)
        open_cash -= charged
        proceeds = quantity * worth_out[k, :active]
        if over_out is None or under_out is None:
            charged = np.ceil(proceeds * over / under)
        else:
            charged = np.ceil(proceeds * over_out[k, :active] / under_out[k, :active])
        charged *= grain
        proceeds *= sign
        np.add(open_cash, proceeds, out=have)
        have -= charged
        after[k, :active] = have
    back = [table.gather(part) for part in (before, inside, after, size, asked)]
    return _checked(offer, money, min_notional, price, tight, back)


def _checked(
    offer: Offer, money: Money, min_notional: float, price: FloatArray, tight: bool, back: list[FloatArray]
) -> tuple[Booked, BoolArray]:
    before, inside, after, size, asked = back
    step = offer.step
    notional, proceeds = size * price, size * (step.price_out * money.lot)
    _, odd = whole(asked)
    if tight:
        # Fees are rounded up: just above a whole number the last step may not be covered.
        odd |= (asked - size) * price <= 2.0 * money.grain
    odd |= (size <= 0) | (notional < min_notional) | (size * offer.close * money.lot < min_notional)
    most = max(money.taker.numerator, money.maker.numerator, 1)
    odd |= (notional * most >= LARGEST) | (proceeds * most >= LARGEST) | (np.abs(after) >= LARGEST)
    lanes = np.zeros(offer.lanes, dtype=np.bool_)
    lanes[step.lane[odd]] = True
    worth = size * (money.lot * step.sign)
    return Booked(offer.lanes, step.lane, step.start, step.end, before, inside, after, worth), lanes


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
    unseen = (money.lot * step.price_in + 3 * money.grain) / np.maximum(before, 1e-300)
    odd = (before <= 0) | (spent * before < min_notional)
    lanes = np.zeros(offer.lanes, dtype=np.bool_)
    lanes[step.lane[odd]] = True
    lanes |= np.bincount(step.lane, unseen, minlength=offer.lanes) > _UNSEEN
    return Booked(offer.lanes, step.lane, step.start, step.end, before, before * kept, after, worth), lanes


@dataclass(frozen=True)
class _Table:
    """Row k holds trade k of every lane, the lane with the most trades first: those without one at its end."""

    offsets: IntArray
    counts: IntArray
    order: IntArray
    active: list[int]

    @classmethod
    def of(cls, offsets: IntArray, counts: IntArray) -> "_Table":
        order = np.argsort(-counts, kind="stable")
        most = int(counts.max(initial=0))
        active = len(counts) - np.searchsorted(np.sort(counts), np.arange(most), side="right")
        return cls(offsets, counts, order, active.tolist())

    def spread(self, flat: FloatArray) -> FloatArray:
        """float64[most, lanes] of trades ordered by lane."""
        rows = np.zeros((len(self.counts), len(self.active)))
        bounds = self.offsets.tolist()
        for place, lane in enumerate(self.order.tolist()):
            rows[place, : bounds[lane + 1] - bounds[lane]] = flat[bounds[lane] : bounds[lane + 1]]
        return np.ascontiguousarray(rows.T)

    def gather(self, table: FloatArray) -> FloatArray:
        """The inverse of `spread`."""
        rows = np.ascontiguousarray(table.T)
        flat = np.empty(int(self.offsets[-1]))
        bounds = self.offsets.tolist()
        for place, lane in enumerate(self.order.tolist()):
            flat[bounds[lane] : bounds[lane + 1]] = rows[place, : bounds[lane + 1] - bounds[lane]]
        return flat
