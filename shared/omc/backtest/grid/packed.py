"""The packed way: signals as bits, trades by jumps, money on vectors, figures by ranges.

Signals and figures are worked on in chunks of parameter sets that fit the cache, on as many threads as are
given; money runs over all sets together, trade by trade.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.signals.plans import Planner
from omc.backtest.grid.trades.account import Account, is_gated
from omc.backtest.grid.trades.alternating import turns_of
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.chain import Plan, Step, ended, joined, walk
from omc.backtest.grid.trades.measured import Figures
from omc.backtest.grid.trades.money import LARGEST, Money
from omc.backtest.grid.trades.plain import Offer, exact, unrounded
from omc.backtest.settings import RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument, IntArray
from omc.strategy.model import StrategySpec

CHUNK = 128
_Done = TypeVar("_Done")


@dataclass
class Packed:
    """One search. `run` leaves `table`, float64[6, m] in the order of NAMES, `daily`, float64[m, d], `doubt`,
    bool[m], the sets left to the engine, and, where asked for, `books`: parameter sets and their trades; of
    a set that stands in several the last counts."""

    spec: StrategySpec
    params: Sequence[ParamSet]
    bars: BarArrays
    instrument: Instrument
    settings: RunSettings
    measure: Measure
    keep_daily: bool = False
    ledgers: LedgerBook = field(default_factory=lambda: NO_LEDGERS)
    workers: int = 1
    keep_books: bool = False

    def __post_init__(self) -> None:
        count, amounts = len(self.params), (self.settings.initial_capital, self.instrument.min_notional)
        self.planner = Planner(
            self.spec, self.params, self.bars, self.instrument, self.settings, self.ledgers
        )
        self.money = Money.of(self.instrument, self.settings.costs, *amounts)
        self.capital, self.least = (self.money.units(amount) for amount in amounts)
        self.table = np.full((len(NAMES), count), np.nan)
        self.doubt = np.zeros(count, dtype=np.bool_)
        self.daily: FloatArray | None = None
        self.books: list[tuple[IntArray, Booked]] = []
        self.gated = is_gated(self.settings.limits)

    def run(self) -> None:
        """Compute every set."""
        if not self.planner.prepare(len(self.params) <= CHUNK) or self.planner.variants.levels_vary:
            self.doubt[:] = True
            return
        traded = self._each(self._trade, _chunks(np.arange(len(self.params))))
        known = [(rows, step) for rows, step, _, _ in traded if len(rows)]
        others = [(rows, plan) for _, _, rows, plan in traded if len(rows)]
        count = sum(len(step.lane) for _, step in known)
        self.figures = Figures.of(
            self.planner.prices, self.capital, self.measure, count, self.gated or bool(others)
        )
        if known:
            odd = self._book_known(known)
            others += [(rows, self.planner.plan(rows)) for rows in _chunks(odd)]
        if others:
            self._walk(
                np.concatenate([rows for rows, _ in others]), Plan.joined([plan for _, plan in others])
            )

    def _trade(self, rows: IntArray) -> tuple[IntArray, Step, IntArray, Plan]:
        """Of a chunk: the sets whose trades are known at once, with them, and the others with their plan."""
        plan = self.planner.plan(rows)
        if len(plan.entries) > 1:
            return rows[:0], _nothing(), rows, plan
        sign = next(iter(plan.entries))
        turns = turns_of(plan.enter, plan.leave[sign], len(self.bars))
        step = ended(plan, sign, turns.lane, turns.signal, turns.by_rule)
        if turns.rows.all():
            return rows, step, rows[:0], plan
        place = np.cumsum(turns.rows) - 1
        step = replace(step, lane=place[step.lane])
        left = np.flatnonzero(~turns.rows)
        return rows[turns.rows], step, rows[left], plan.part(left)

    def _book_known(self, known: list[tuple[IntArray, Step]]) -> IntArray:
        """Book trades that are known; the sets whose books this way cannot keep."""
        rows = np.concatenate([part for part, _ in known])
        before = np.cumsum([0] + [len(part) for part, _ in known])
        numbered = [replace(s, lane=s.lane + at) for (_, s), at in zip(known, before[:-1], strict=True)]
        step = joined(numbered)
        if self.gated:
            account = self._account(len(rows))
            for part in _in_turn(step, len(rows)):
                account.take(part)
            self._measure(rows, account.booked(), account.doubt)
            return rows[:0]
        booked, odd = self._plain(step, len(rows))
        self._measure(rows, booked, np.zeros(len(rows), dtype=np.bool_))
        return rows[odd]

    def _plain(self, step: Step, lanes: int) -> tuple[Booked, BoolArray]:
        sign = next(iter(self.planner.entries))
        per_unit = self.planner.per_unit(sign, self._fraction, self._cap, self.money.lot)
        close = self.planner.prices.close.take(step.signal).astype(np.float64)
        offer = Offer(lanes, step, per_unit.take(step.signal + 1), close)
        books = exact if self._rounded else unrounded
        return books(offer, self.money, self.capital, self.least)

    def _walk(self, rows: IntArray, plan: Plan) -> None:
        """Trade by trade, with everything an account remembers."""
        account = self._account(len(rows))
        walk(plan, np.arange(len(rows)), account.take)
        self._measure(rows, account.booked(), account.doubt)

    def _measure(self, rows: IntArray, booked: Booked, doubt: BoolArray) -> None:
        parts = _chunks(np.arange(len(rows)))
        found = self._each(lambda part: self.figures.of_lanes(booked.part(int(part[0]), len(part))), parts)
        for part, (table, returns) in zip(parts, found, strict=True):
            self.table[:, rows[part]] = table
            if self.keep_daily and returns is not None:
                if self.daily is None:
                    self.daily = np.empty((len(self.params), returns.shape[1]))
                self.daily[rows[part]] = returns
        self.doubt[rows] = doubt
        if self.keep_books:
            self.books.append((rows, booked))

    def _account(self, lanes: int) -> Account:
        divisors = {sign: entries.divisor for sign, entries in self.planner.entries.items()}
        return Account(
            self.planner.prices, self.figures.closes, self.money, self.settings, self._fraction, self._cap,
            divisors, self.least, lanes, self._rounded,
        )  # fmt: skip

    @property
    def _rounded(self) -> bool:
        """Whether money fits whole units that float64 holds, with room to grow."""
        return self.capital * 8 < LARGEST

    @property
    def _fraction(self) -> float:
        return float(self.spec.sizing.fraction)

    @property
    def _cap(self) -> float | None:
        """The smaller of the fractions of equity that a position may be worth."""
        limits = self.settings.limits
        caps = [cap for cap in (limits.position_fraction, limits.exposure_fraction) if cap is not None]
        return float(min(caps)) if caps else None

    def _each(self, work: Callable[[IntArray], _Done], chunks: list[IntArray]) -> list[_Done]:
        if self.workers == 1 or len(chunks) == 1:
            return [work(chunk) for chunk in chunks]
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(work, chunks))


def _chunks(rows: IntArray) -> list[IntArray]:
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]


def _in_turn(step: Step, lanes: int) -> Iterator[Step]:
    """Trade k of every lane that has one, for k = 0, 1, ..."""
    offsets = np.searchsorted(step.lane, np.arange(lanes + 1))
    place, ends = offsets[:-1], offsets[1:]
    while True:
        going = place < ends
        place, ends = place[going], ends[going]
        if not len(place):
            return
        yield step.part(place)
        place = place + 1


def _nothing() -> Step:
    none, flags = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    return Step(none, none, none, none, none, none, none, flags, none, none)
