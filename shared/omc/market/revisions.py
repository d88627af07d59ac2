"""A stored bar stands: what happens when a source repeats it, or tells it differently. Pure."""

from collections.abc import Mapping, Sequence

from omc.kernel.instants import Ms
from omc.market.ports import AppendResult, RevisionConflict
from omc.market.records import Bar, Series
from omc.market.validation import canonical_bar


def once(series: Series, bars: Sequence[Bar]) -> tuple[AppendResult, list[Bar]]:
    """Each open time once, ascending, numbers canonical; the first telling of a bar counts."""
    kept: dict[Ms, Bar] = {}
    conflicts: list[RevisionConflict] = []
    duplicates = 0
    for bar in map(canonical_bar, bars):
        first = kept.setdefault(bar.ts, bar)
        if first is bar:
            continue
        if first == bar:
            duplicates += 1
        else:
            conflicts.append(RevisionConflict(series, first, bar))
    return AppendResult(duplicates=duplicates, conflicts=tuple(conflicts)), [kept[ts] for ts in sorted(kept)]


def revisions(series: Series, stored: Mapping[Ms, Bar], came: Sequence[Bar]) -> tuple[RevisionConflict, ...]:
    """The bars of `came` that contradict the stored one; a bar whose value is out of reach agrees."""
    return tuple(
        RevisionConflict(series, stored[bar.ts], bar) for bar in came if stored.get(bar.ts, bar) != bar
    )
