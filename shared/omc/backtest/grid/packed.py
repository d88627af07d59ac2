"""The packed way: signals as bits, trades by jumps, money on vectors, figures by ranges.

Signals and figures are worked on in chunks of parameter sets that fit the cache, on as many threads as are
given; money runs over all sets together, trade by trade.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.gated import is_gated
from omc.backtest.grid.model import ParamSet
from omc.backtest.grid.signals.plans import Planner
from omc.backtest.grid.trades.account import Account
from omc.backtest.grid.trades.alternating import turns_of
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.chain import Plan, Step, ended, joined, walk
from omc.backtest.grid.trades.jumping import jumps_of
from omc.backtest.grid.trades.measured import Figures
from omc.backtest.grid.trades.money import LARGEST, Money
from omc.backtest.grid.trades.plain import Offer, Terms, cash_before, exact, unrounded
from omc.backtest.settings import RunSettings
from omc.ledgers.series import NO_LEDGERS, LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument, IntArray
from omc.strategy.model import StrategySpec

CHUNK = 256
_Done = TypeVar("_Done")


@dataclass(frozen=True)
class _Known:
    """Sets whose trades are known: on offer with their terms, or booked but for the `odd` of them."""

    rows: IntArray
    offer: Offer | None
    terms: Terms | None
    odd: IntArray | None = None


@dataclass(frozen=True)
class _Traded:
    """other: sets, and their plan, that are to be walked."""

    known: tuple[_Known, ...]
    other: tuple[IntArray, Plan]


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
        everything = np.arange(len(self.params))
        if not self.planner.prepare(len(self.params) <= CHUNK) or self.planner.variants.levels_vary:
            self.doubt[:] = True
            return
        tables = len(self.params) > 1 or self.gated
        self.figures = Figures.of(self.planner.prices, self.capital, self.measure, tables)
        if self.keep_daily and self.figures.days is not None:
            self.daily = np.empty((len(self.params), len(self.figures.days.bars)))
        done = self._each(self._trade, _chunks(everything))
        known = [one for part in done for one in part.known]
        others = [part.other for part in done if len(part.other[0])]
        # Its columns are most of the memory; the few sets that may still be planned make theirs anew.
        self.planner.store.forget()
        odd = self._book(known)
        others += [(rows, self.planner.plan(rows)) for rows in _chunks(odd)]
        if others:
            plan = Plan.joined([plan for _, plan in others])
            self._walk(np.concatenate([rows for rows, _ in others]), plan)

    def _trade(self, rows: IntArray) -> _Traded:
        """Of a chunk: the sets whose trades are known before money is, and the others with their plan."""
        plan = self.planner.plan(rows)
        if len(plan.entries) > 1:
            return _Traded((), (rows, plan))
        sign = next(iter(plan.entries))
        turns = turns_of(plan.enter, plan.leave[sign], len(self.bars))
        step = ended(plan, sign, turns.lane, turns.signal, turns.by_rule)
        if turns.rows.all():
            return _Traded((self._known(rows, step, sign),), (rows[:0], plan))
        place = np.cumsum(turns.rows) - 1
        known = [self._known(rows[turns.rows], replace(step, lane=place[step.lane]), sign)]
        left = np.flatnonzero(~turns.rows)
        plan, rows = plan.part(left), rows[left]
        jumps = None if self.gated else jumps_of(plan, sign)
        if jumps is None:
            return _Traded(tuple(known), (rows, plan))
        return _Traded((*known, self._known(rows, jumps, sign)), (rows[:0], plan))

    def _known(self, rows: IntArray, step: Step, sign: int) -> _Known:
        per_unit = self.planner.per_unit(sign, step.signal, self._fraction, self._cap, self.money.lot)
        # Asked only where there is a least notional.
        close = self.planner.prices.close.take(step.signal) if self.least else step.lane[:1]
        offer = Offer(len(rows), step, per_unit, close)
        if self.gated:
            return _Known(rows, offer, None)
        if self._rounded:
            terms = Terms.of(offer, self.money, sign)
            return _Known(rows, replace(offer, step=step.slim()), terms)
        booked, odd = unrounded(offer, self.money, self.capital, self.least)
        self._measure(rows, booked, np.zeros(len(rows), dtype=np.bool_))
        return _Known(rows, None, None, rows[odd])

    def _book(self, known: list[_Known]) -> IntArray:
        """Book trades that are known; the sets whose books cannot be kept this way."""
        odd = [one.odd for one in known if one.odd is not None]
        if self.gated:
            self._book_gated([(one.rows, one.offer) for one in known if one.offer is not None])
            return np.zeros(0, dtype=np.int64)
        open_ = [
            (one.rows, one.offer, one.terms)
            for one in known
            if one.offer is not None and one.terms is not None
        ]
        if not open_:
            return np.concatenate([np.zeros(0, dtype=np.int64), *odd])
        cash = cash_before([(offer, terms) for _, offer, terms in open_], self.money.grain, self.capital)

        def finish(at: IntArray) -> IntArray:
            rows, offer, terms = open_[int(at[0])]
            booked, left = exact(offer, terms, cash[int(at[0])], self.money, self.least)
            self._measure(rows, booked, np.zeros(len(rows), dtype=np.bool_))
            return rows[left]

        odd += self._each(finish, list(np.arange(len(open_))[:, None]))
        return np.concatenate(odd)

    def _book_gated(self, known: list[tuple[IntArray, Offer]]) -> None:
        if not known:
            return
        rows = np.concatenate([part for part, _ in known])
        before = np.cumsum([0, *(len(part) for part, _ in known)])
        steps = [offer.step for _, offer in known]
        step = joined([replace(s, lane=s.lane + at) for s, at in zip(steps, before[:-1], strict=True)])
        account = self._account(len(rows))
        for part in _in_turn(step, len(rows)):
            account.take(part)
        self._measure_all(rows, account.booked(), account.doubt)

    def _walk(self, rows: IntArray, plan: Plan) -> None:
        """Trade by trade, with everything an account remembers."""
        account = self._account(len(rows))
        walk(plan, np.arange(len(rows)), account.take)
        self._measure_all(rows, account.booked(), account.doubt)

    def _measure_all(self, rows: IntArray, booked: Booked, doubt: BoolArray) -> None:
        def part(lanes: IntArray) -> None:
            own = booked.part(int(lanes[0]), len(lanes))
            self._measure(rows[lanes], own, doubt[lanes])

        self._each(part, _chunks(np.arange(len(rows))))

    def _measure(self, rows: IntArray, booked: Booked, doubt: BoolArray) -> None:
        table, returns = self.figures.of_lanes(booked)
        self.table[:, rows] = table
        self.doubt[rows] = doubt
        if self.keep_daily and returns is not None and self.daily is not None:
            self.daily[rows] = returns
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
        from concurrent.futures import ThreadPoolExecutor

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
