"""A search prepared for the kernel: its rules as a program, once; then any bars."""

from collections.abc import Mapping, Sequence
from ctypes import byref, c_void_p, cast, sizeof, string_at
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.native.library import Column, Search, Trade, kernel
from omc.backtest.grid.native.program import ARRAY, Operand, Program, program_of
from omc.backtest.grid.native.terms import micro_names, reads_sizing, terms_of
from omc.backtest.grid.signals.variants import Variants
from omc.backtest.grid.trades.brackets import fits, near
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.metrics.daily import daily_last
from omc.backtest.settings import RunSettings
from omc.kernel.errors import Bug
from omc.ledgers.series import LedgerBook
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument, IntArray
from omc.strategy.evaluate import Columns, Evaluation
from omc.strategy.model import StrategySpec
from omc.strategy.session import session_columns

_SIDES = ("long", "short")
# From so many lanes on, tables over all bars pay for themselves.
_TABLES_FROM = 9
# Lanes of one thread at a time: their state and their conditions are what memory a search takes.
_LANES = 1024
# Bars that a rule may look back; what looks further is numpy's.
_FURTHEST = 16_384
_MOST_BARS = 2**31 - 16

_LANE = np.dtype([("enter", "<i4", (2,)), ("leave", "<i4", (2,)), ("first", "<i8")])
_OP = np.dtype("<i4")
_BOOKS = np.dtype(
    [(name, "<i8") for name in ("lane", "start", "end")]
    + [(name, "<f8") for name in ("before", "inside", "after", "worth")]
)


class Found(NamedTuple):
    """table: float64[6, m] in the order of NAMES; daily: float64[m, d]; doubt: bool[m], sets left to the
    engine; trades: of all sets, by lane and then time, where books were asked for."""

    table: FloatArray
    daily: FloatArray | None
    doubt: BoolArray
    trades: "np.ndarray[Any, Any] | None"


@dataclass
class NativeSearch:
    """What does not change with the bars. `of` says None where the kernel cannot run this search."""

    spec: StrategySpec
    instrument: Instrument
    settings: RunSettings
    variants: Variants
    program: Program
    lanes: "np.ndarray[Any, Any]"
    ops: "np.ndarray[Any, Any]"
    columns: "Any"
    told: Search = field(init=False)

    def __post_init__(self) -> None:
        self.told = terms_of(self.spec, self.instrument, self.settings)
        self.told.columns, self.told.ops, self.told.lanes = (
            len(self.program.columns), len(self.program.ops), len(self.lanes),
        )  # fmt: skip
        self.told.held = len(self.program.held)
        self.told.op, self.told.lane = self.ops.ctypes.data, self.lanes.ctypes.data
        self.told.column = cast(self.columns, c_void_p)
        self.signs = [
            (side, sign)
            for side, (name, sign) in enumerate(zip(_SIDES, (1, -1), strict=True))
            if getattr(self.spec, name) is not None
        ]

    @classmethod
    def of(cls, variants: Variants, instrument: Instrument, settings: RunSettings) -> "NativeSearch | None":
        """The search prepared; InvalidInput for a parameter set the spec does not allow."""
        spec = variants.spec
        if kernel() is None or variants.levels_vary or not len(variants.params):
            return None
        rules = {name: getattr(spec, name) for name in _SIDES}
        paths = [f"{name}.enter" for name, rule in rules.items() if rule is not None]
        paths += [
            f"{name}.exit" for name, rule in rules.items() if rule is not None and rule.exit is not None
        ]
        program, of = program_of(variants, paths)
        if any(length > _FURTHEST for *_, length in program.ops):
            return None
        lanes = np.zeros(len(variants.params), dtype=_LANE)
        for side, name in enumerate(_SIDES):
            lanes["enter"][:, side] = of.get(f"{name}.enter", -1)
            lanes["leave"][:, side] = of.get(f"{name}.exit", -1)
        lanes["first"] = [settings.first_decision(bars) for bars in variants.warmup.tolist()]
        ops = np.array(program.ops, dtype=_OP).reshape(-1, 4)
        columns = (Column * max(len(program.columns), 1))(*map(_column, program.columns))
        return cls(spec, instrument, settings, variants, program, lanes, ops, columns)

    def run(
        self,
        bars: BarArrays,
        measure: Measure,
        ledgers: LedgerBook,
        daily: bool,
        workers: int,
        books: bool = False,
    ) -> Found | None:
        """The figures on `bars`; None where prices do not fit the kernel's numbers."""
        prices = Prices.of(bars, self.instrument, self.spec.timeframe, self.settings.costs)
        if len(bars) > _MOST_BARS or not fits(self.spec, prices):
            return None
        kept: list[Any] = []
        told = Search.from_buffer_copy(self.told)
        self._tell_bars(told, bars, kept)
        if not self._tell_columns(told, bars, prices, ledgers, kept):
            return None
        days = self._tell_measure(told, prices, measure, kept)
        count = len(self.lanes)
        table, doubt = np.empty((len(NAMES), count)), np.zeros(count, dtype=np.bool_)
        by_day = np.empty((count, days)) if daily and days else None
        trades = _run(told, table, doubt, by_day, workers, books)
        return None if trades is None else Found(table, by_day, doubt, trades if books else None)

    def _tell_bars(self, told: Search, bars: BarArrays, kept: list[Any]) -> None:
        columns = [np.ascontiguousarray(one) for one in (bars.ts, bars.open, bars.high, bars.low, bars.close)]
        kept.extend(columns)
        told.bars = len(bars)
        told.ts, *prices = (column.ctypes.data for column in columns)
        told.price[:] = prices
        told.tables = len(self.lanes) >= _TABLES_FROM

    def _tell_columns(
        self, told: Search, bars: BarArrays, prices: Prices, ledgers: LedgerBook, kept: list[Any]
    ) -> bool:
        """Columns and conditions that are the language's to make, levels, and the hours of a session; False
        where levels lie too far away."""
        shared: Columns = {}
        frame = self.variants.compiled(0).program.frame

        def asked(features: Mapping[str, Any]) -> Evaluation:
            return Evaluation(bars, self.instrument.tick, features, shared, frame=frame, ledgers=ledgers)

        def address(column: "np.ndarray[Any, Any]") -> int:
            kept.append(column)
            return int(column.ctypes.data)

        with np.errstate(all="ignore"):
            arrays = [one for one in self.program.columns if one.kind == ARRAY]
            if arrays:
                columns = type(self.columns).from_buffer_copy(self.columns)
                for one in arrays:
                    values = asked(one.features).number(one.node)
                    columns[one.index].values = address(np.ascontiguousarray(values))
                kept.append(columns)
                told.column = cast(columns, c_void_p)
            held = [
                address(_words(asked(features).holds(node, wanted)))
                for node, features, wanted in self.program.held
            ]
            rows = np.array([*held, 0], dtype=np.uint64)
            told.held_row = address(rows)
            program = self.variants.compiled(0).program
            levels = {name: asked(program.features).number(node) for name, node in program.levels.items()}
            if not near(levels.values(), prices):
                return False
            self._tell_levels(told, {name: address(prices.micro(one)) for name, one in levels.items()})
        if self.spec.session:
            session = session_columns(prices.close_ts, self.spec.session)
            if session.in_session is not None:
                told.in_session = address(np.ascontiguousarray(session.in_session))
            if session.flat is not None:
                flat = np.append(np.flatnonzero(session.flat), len(bars))
                told.flat_next = address(flat[np.searchsorted(flat, np.arange(len(bars)))].astype(np.int64))
        return True

    def _tell_levels(self, told: Search, micro: Mapping[str, int]) -> None:
        for side, _ in self.signs:
            for field_name, name in micro_names(told, _SIDES[side]).items():
                getattr(told, field_name)[side] = micro[name]
        if reads_sizing(told):
            told.size_micro = micro["sizing.distance"]

    def _tell_measure(self, told: Search, prices: Prices, measure: Measure, kept: list[Any]) -> int:
        if measure.bars_per_year is not None:
            told.per_year = measure.bars_per_year
            return 0
        start = measure.start
        _, last = daily_last(prices.close_ts[start:], np.arange(start, len(prices), dtype=np.float64))
        days: IntArray = last.astype(np.int64)
        kept.append(days)
        told.days, told.day_bars = len(days), days.ctypes.data
        return len(days)


def _run(
    told: Search, table: FloatArray, doubt: BoolArray, daily: FloatArray | None, workers: int, books: bool
) -> "np.ndarray[Any, Any] | None":
    """All lanes, in parts; their trades where books are wanted; None where the kernel could not."""
    library = kernel()
    if library is None:
        raise Bug("expected the kernel that this search was prepared for")
    grid = library.omc_open(byref(told))
    if not grid:
        return None

    def part(lanes: tuple[int, int]) -> "np.ndarray[Any, Any] | None":
        start, stop = lanes
        own = None if daily is None else daily[start:].ctypes.data
        trades = c_void_p()
        made = library.omc_run(
            grid, start, stop, table.ctypes.data, table.shape[1], doubt.ctypes.data, own,
            byref(trades) if books else None,
        )  # fmt: skip
        if made < 0:
            return None
        if not trades.value:
            return np.empty(0, dtype=_BOOKS)
        copied = np.frombuffer(string_at(trades.value, made * sizeof(Trade)), dtype=_BOOKS)
        library.omc_free(trades)
        return copied

    try:
        found = _each(part, _parts(table.shape[1], workers), workers)
    finally:
        library.omc_close(grid)
    done = [one for one in found if one is not None]
    if len(done) < len(found):
        return None
    trades = np.concatenate(done)
    return trades[np.argsort(trades["lane"], kind="stable")]


def _parts(lanes: int, workers: int) -> Sequence[tuple[int, int]]:
    """As few as give every thread the same to do: each part makes its own columns."""
    count = max(-(-lanes // _LANES), min(workers, -(-lanes // _TABLES_FROM)))
    count = -(-count // workers) * workers if count > 1 else 1
    edges = [lanes * k // count for k in range(count + 1)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def _each(work: Any, parts: Sequence[Any], workers: int) -> list[Any]:
    if workers == 1 or len(parts) == 1:
        return [work(one) for one in parts]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))


def _column(one: Operand) -> Column:
    return Column(one.kind, one.source, one.window, one.value, None)


def _words(flags: BoolArray) -> "np.ndarray[Any, Any]":
    from omc.backtest.grid.signals.words import pack

    return np.ascontiguousarray(pack(flags[None])[0])
