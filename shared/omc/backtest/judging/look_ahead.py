"""The look-ahead gate (OMC-BT-156): does any decision change once what came later is known?

At each of several cuts the strategy decides anew on what was there by then - the bars closed and the
records known by the close of the last of them - and once more with everything after the cut shuffled.
Decisions up to the cut, signals and levels alike, must be those taken on all data, bit for bit.

A rule that is evaluated honestly passes by construction, so that this catches what lies around the rules:
a store that hands out revised values, a record dated earlier than it came, a higher bar still forming.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, Protocol

import numpy as np

from omc.backtest.watching import Reached, Watch, unwatched
from omc.kernel.errors import Bug
from omc.kernel.instants import Ms, to_iso
from omc.kernel.money import ZERO
from omc.ledgers.series import NO_LEDGERS, LedgerBook, LedgerSeries
from omc.market.model import BarArrays, BoolArray, FloatArray, IntArray

# So many that the bars evaluated are about this number, within limits: short runs are cut more often.
_BARS_TO_EVALUATE = 2_500_000
FEWEST_CUTS, MOST_CUTS = 24, 400
_SHUFFLED_CUTS = 4
DEFAULT_SEED = 1


class Decides(Protocol):
    """Whatever turns bars into decisions: arrays with an entry for each bar, or mappings of such by name."""

    def evaluate(
        self, bars: BarArrays, tick: Decimal, columns: Any = None, ledgers: LedgerBook = NO_LEDGERS
    ) -> object: ...


# What the ledgers held at an instant, as they were then: of a store that keeps when each record arrived.
AsOf = Callable[[Ms], LedgerBook]


@dataclass(frozen=True)
class Peek:
    """One decision that changed. early: on what was known at the cut; late: on all data.

    bar: index of the bar decided on; ts: when it opened; cut: bars that were known. symbol: where several
    are traded.
    """

    rule: str
    bar: int
    ts: Ms
    cut: int
    future: Literal["cut off", "shuffled"]
    early: str
    late: str
    symbol: str = ""

    def sentence(self, rules: Mapping[str, str] | None = None) -> str:
        """In words, with the text of the rule where it is among `rules`."""
        text = (rules or {}).get(self.rule)
        told = f'{self.rule} ("{text}")' if text else self.rule
        where = f"{self.bar} of {self.symbol}" if self.symbol else f"{self.bar}"
        return (
            f"On bar {where} ({to_iso(self.ts)[:16]}Z) {told} says {self.early} with the future "
            f"{self.future} after {self.cut} bars, and {self.late} with all data: it knows what came later."
        )


@dataclass(frozen=True)
class LookAhead:
    """changed: bars with a decision that changed at some cut. first: the earliest of them."""

    changed: int
    cuts: tuple[int, ...]
    decisions: int
    first: Peek | None


def look_ahead(
    strategy: Decides,
    bars: BarArrays,
    tick: Decimal,
    bar_ms: int,
    *,
    ledgers: LedgerBook = NO_LEDGERS,
    as_of: AsOf | None = None,
    seed: int = DEFAULT_SEED,
    cuts: int | None = None,
    watch: Watch = unwatched,
) -> LookAhead:
    """Compare decisions at `cuts` places, by default as many as `cuts_for` gives; equal seed, equal places.

    Half of the places follow a bar on which something is decided, the rest lie anywhere. bar_ms: length of a
    bar, after whose end it is known. as_of: what the ledgers truly held at an instant; without it, the
    records of `ledgers` known by then. watch: told how far it is; nothing is traded here.
    """
    generator = np.random.default_rng(seed)
    late = _decisions(strategy, bars, tick, ledgers)
    places = _places(late, len(bars), cuts or cuts_for(len(bars)), generator)
    seen = as_of or (lambda instant: known_by(ledgers, instant))
    peeks = _Peeks(bars)
    for at, cut in enumerate(places):
        instant = int(bars.ts[cut - 1]) + bar_ms
        peeks.compare(_decisions(strategy, bars.head(cut), tick, seen(instant)), late, cut, "cut off")
        if at % max(1, len(places) // _SHUFFLED_CUTS) == 0:
            future = shuffled_after(bars, cut, generator)
            book = _ledgers_shuffled_after(ledgers, instant, generator)
            peeks.compare(_decisions(strategy, future, tick, book), late, cut, "shuffled")
        watch(Reached((at + 1) / len(places), instant, 0, ZERO))
    return LookAhead(int(peeks.changed.sum()), tuple(places), peeks.decisions, peeks.first)


def cuts_for(count: int) -> int:
    """Places at which `count` bars are cut."""
    return max(FEWEST_CUTS, min(MOST_CUTS, _BARS_TO_EVALUATE // max(1, count)))


def known_by(ledgers: LedgerBook, instant: Ms) -> LedgerBook:
    """The records known at or before `instant`."""
    return {name: _head(series, instant) for name, series in ledgers.items()}


def shuffled_after(bars: BarArrays, count: int, generator: np.random.Generator) -> BarArrays:
    """The same bars up to `count`; after it their prices and volumes in another order."""
    order = np.arange(len(bars))
    order[count:] = count + generator.permutation(len(bars) - count)
    return BarArrays(
        bars.ts, bars.open[order], bars.high[order], bars.low[order], bars.close[order], bars.volume[order]
    )


class _Peeks:
    """Collects what changed."""

    def __init__(self, bars: BarArrays) -> None:
        self.changed: BoolArray = np.zeros(len(bars), dtype=np.bool_)
        self.first: Peek | None = None
        self.decisions = 0
        self._ts: IntArray = bars.ts

    def compare(
        self,
        early: Mapping[str, Any],
        late: Mapping[str, Any],
        cut: int,
        future: Literal["cut off", "shuffled"],
    ) -> None:
        for rule in sorted(early.keys() | late.keys()):
            before, after = early.get(rule), late.get(rule)
            if before is None or after is None:
                self._note(rule, 0, cut, future, _said(before, 0), _said(after, 0))
                continue
            self.decisions += cut
            different = _different(before[:cut], after[:cut])
            self.changed[:cut] |= different
            if different.any():
                bar = int(np.argmax(different))
                self._note(rule, bar, cut, future, _said(before, bar), _said(after, bar))

    def _note(
        self, rule: str, bar: int, cut: int, future: Literal["cut off", "shuffled"], early: str, late: str
    ) -> None:
        self.changed[bar] = True
        if self.first is None or bar < self.first.bar:
            self.first = Peek(rule, bar, int(self._ts[bar]), cut, future, early, late)


def _decisions(strategy: Decides, bars: BarArrays, tick: Decimal, ledgers: LedgerBook) -> dict[str, Any]:
    """Every array by name, those of a mapping as `name.key`."""
    # A strategy without ledgers is asked as the engine asks it.
    told = {"ledgers": ledgers} if ledgers else {}
    found: dict[str, Any] = {}
    for name, value in vars(strategy.evaluate(bars, tick, **told)).items():
        for key, column in value.items() if isinstance(value, Mapping) else ((None, value),):
            if isinstance(column, np.ndarray):
                if len(column) != len(bars):
                    raise Bug(f"expected {name} to decide on {len(bars)} bars, got {len(column)}")
                found[name if key is None else f"{name}.{key}"] = column
    return found


def _places(
    decisions: Mapping[str, Any], count: int, cuts: int, generator: np.random.Generator
) -> Sequence[int]:
    """Ascending numbers of known bars, 1 to count - 1."""
    if count < 2:
        return ()
    acting = np.zeros(count, dtype=np.bool_)
    for column in decisions.values():
        if column.dtype == np.bool_ and not column.all():
            acting |= column
    decided = np.flatnonzero(acting[:-1]) + 1
    chosen = generator.permutation(decided)[: cuts // 2]
    anywhere = generator.integers(1, count, cuts - len(chosen))
    return sorted({int(place) for place in (*chosen, *anywhere)})


def _different(before: FloatArray, after: FloatArray) -> BoolArray:
    # NaN is the only value that is not itself: unknown in both is no difference.
    different: BoolArray = ~((before == after) | ((before != before) & (after != after)))
    return different


def _said(column: Any, bar: int) -> str:
    if column is None:
        return "nothing"
    value = column[bar]
    if isinstance(value, np.bool_):
        return "yes" if value else "no"
    return f"{value:.10g}"


def _head(series: LedgerSeries, instant: Ms) -> LedgerSeries:
    count = int(np.searchsorted(series.known_at, instant, side="right"))
    return LedgerSeries(series.event_time[:count], series.known_at[:count], series.value[:count])


def _ledgers_shuffled_after(ledgers: LedgerBook, instant: Ms, generator: np.random.Generator) -> LedgerBook:
    """The same records; the values of those known after `instant` in another order."""
    book = {}
    for name, series in ledgers.items():
        known = int(np.searchsorted(series.known_at, instant, side="right"))
        value = series.value.copy()
        value[known:] = generator.permutation(value[known:])
        book[name] = replace(series, value=value)
    return book
