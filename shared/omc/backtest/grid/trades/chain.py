"""One position after another: which trades each parameter set makes, before money is counted.

Lanes are parameter sets; each step finds the next trade of every lane at once. Entries and exits stand as
bits, so a step costs the same however often a rule holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from omc.backtest.grid.signals.words import WordArray, following, has, next_set
from omc.backtest.grid.trades.brackets import Entries
from omc.backtest.grid.trades.ticks import Prices
from omc.market.model import BoolArray, IntArray


@dataclass(frozen=True)
class Plan:
    """What a chunk of parameter sets may do; words[rows, w].

    enter: bars at whose close an entry is decided, of either side; long: which of them are long. leave: the
    exit rule by side (1, -1). entries: by side. until: int64[n], the close at which a position that lives
    from each bar is left by time, n and beyond for never. at_close: fills at the close of the decision.
    """

    prices: Prices
    enter: WordArray
    long: WordArray
    leave: Mapping[int, WordArray]
    entries: Mapping[int, Entries]
    until: IntArray
    at_close: bool

    def part(self, rows: IntArray) -> "Plan":
        """The plan of some of its lanes."""
        leave = {sign: words[rows] for sign, words in self.leave.items()}
        return replace(self, enter=self.enter[rows], long=self.long[rows], leave=leave)

    @classmethod
    def joined(cls, plans: Sequence["Plan"]) -> "Plan":
        """The lanes of all `plans`, in order."""
        first = plans[0]
        leave = {sign: np.concatenate([plan.leave[sign] for plan in plans]) for sign in first.leave}
        enter, long = (
            np.concatenate(parts) for parts in zip(*((p.enter, p.long) for p in plans), strict=True)
        )
        return replace(first, enter=enter, long=long, leave=leave)


@dataclass(frozen=True)
class Step:
    """The next trade of some lanes; int64[k] and bool[k].

    lane; signal: bar of the decision; sign: 1 long, -1 short; start, end: the position is marked at the
    closes of start..end-1, and gone from the close of `end` on; price_in, price_out: fills, ticks;
    rests: left as the resting side; again: the first close at which the next entry may be decided; turn: the
    close at which the exit rule spoke, where an entry of the other side would be decided too, else -1.
    """

    lane: IntArray
    signal: IntArray
    sign: IntArray
    start: IntArray
    end: IntArray
    price_in: IntArray
    price_out: IntArray
    rests: BoolArray
    again: IntArray
    turn: IntArray

    def slim(self) -> "Step":
        """Lanes, starts and ends alone: what books keep once prices are terms."""
        none, flags = self.lane[:0], self.rests[:0]
        return Step(self.lane, none, none, self.start, self.end, none, none, flags, none, none)

    def part(self, chosen: BoolArray | IntArray) -> "Step":
        return Step(*(column[chosen] for column in vars(self).values()))


def joined(steps: Sequence[Step]) -> Step:
    """One after the other, the lanes of each numbered on from those before: `steps[i].lane` holds them so."""
    columns = zip(*(vars(step).values() for step in steps), strict=True)
    return Step(*(np.concatenate(parts) for parts in columns))


def walk(plan: Plan, lanes: IntArray, take: Callable[[Step], BoolArray]) -> None:
    """Trade the `lanes` to the end. `take` says which of a step's trades are made; one that is not leaves its
    lane flat, and the search goes on at the next close."""
    count = len(plan.prices)
    tables = {sign: following(words) for sign, words in plan.leave.items()}
    entering = following(plan.enter)
    lane, bar = lanes, np.zeros(len(lanes), dtype=np.int64)
    while lane.size:
        signal = next_set(plan.enter, entering, lane, bar, count)
        going = signal < count
        lane, signal = lane[going], signal[going]
        if not lane.size:
            return
        step = _step(plan, tables, lane, signal)
        made = take(step)
        bar = np.where(made, step.again, signal + 1)
        on = bar < count
        lane, bar = lane[on], bar[on]


def _step(
    plan: Plan, tables: Mapping[int, "np.typing.NDArray[np.int32]"], lane: IntArray, signal: IntArray
) -> Step:
    if len(plan.entries) == 1:
        sign = next(iter(plan.entries))
        return _side_step(plan, tables, sign, lane, signal)
    long = has(plan.long, lane, signal)
    sides = [
        (np.flatnonzero(where), _side_step(plan, tables, sign, lane[where], signal[where]))
        for sign, where in ((1, long), (-1, ~long))
    ]
    order = np.argsort(np.concatenate([where for where, _ in sides]))
    columns = zip(*(vars(step).values() for _, step in sides), strict=True)
    return Step(*(np.concatenate(parts)[order] for parts in columns))


def _side_step(
    plan: Plan,
    tables: Mapping[int, "np.typing.NDArray[np.int32]"],
    sign: int,
    lane: IntArray,
    signal: IntArray,
) -> Step:
    count = len(plan.prices)
    lives = signal + 1
    by_rule = next_set(plan.leave[sign], tables[sign], lane, lives, count)
    return ended(plan, sign, lane, signal, by_rule)


def ended(plan: Plan, sign: int, lane: IntArray, signal: IntArray, by_rule: IntArray) -> Step:
    """The trades entered after `signal`, given the close `by_rule` at which the exit rule first speaks."""
    prices, entries = plan.prices, plan.entries[sign]
    count, last = len(plan.prices), len(plan.prices) - 1
    lives = signal + 1
    decided = np.minimum(by_rule, plan.until[lives])
    touch = entries.touch[lives]
    inside = touch <= np.minimum(decided, last)
    held_to_end = ~inside & (decided >= (count if plan.at_close else last))
    later = 0 if plan.at_close else 1
    reference = prices.close if plan.at_close else prices.open
    left = np.minimum(decided + later, last)
    end = np.where(inside, touch, np.where(held_to_end, last, left))
    by_order = np.where(held_to_end, prices.close[last], reference[left])
    price_out = np.where(inside, entries.out[lives], prices.fill(by_order, -sign))
    ruled = ~inside & ~held_to_end & (decided == by_rule)
    again = np.where(inside, touch, np.where(ruled, decided, decided + 1))
    again[held_to_end] = count
    return Step(
        lane=lane,
        signal=signal,
        sign=np.full(len(lane), sign, dtype=np.int64),
        start=signal if plan.at_close else lives,
        end=end,
        price_in=entries.price[lives],
        price_out=price_out,
        rests=inside & entries.rests[lives],
        again=again,
        turn=np.where(ruled, decided, -1),
    )
