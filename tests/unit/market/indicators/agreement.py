"""The table of agreement with published values, and the conventions that explain where ours differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.unit.market.indicators.published import Vector

# By source, indicator and output: why theirs is another number. Each is proven in test_conformance.
CONVENTIONS = {
    ("skender", "psar", "value"): (
        "start: theirs begins long at the first low, ours as TA-Lib's with the direction of the first two "
        "bars; one line after the first reversals"
    ),
    ("jesse", "channel", "lower"): (
        "this bar: their channel holds the current bar, ours only the bars before (lowest(low, 20) is theirs)"
    ),
}

# Differences of floats that depend on the machine.
NOISE = 1e-10


@dataclass(frozen=True)
class Agreement:
    """worst: greatest relative difference among the agreeing values, which are rounded as published."""

    source: str
    indicator: str
    cases: int
    agreeing: int
    worst: float
    conventions: tuple[str, ...]


def agreements(vectors: Iterable[Vector]) -> list[Agreement]:
    def of(vector: Vector) -> tuple[str, str]:
        return vector.indicator, vector.source

    return [_agreement(list(group)) for _, group in groupby(sorted(vectors, key=of), key=of)]


def _agreement(group: Sequence[Vector]) -> Agreement:
    agreeing = [vector for vector in group if vector.agrees]
    apart = {(v.source, v.indicator, v.output) for v in group if not v.agrees}
    worst = max((vector.relative_difference for vector in agreeing), default=0.0)
    told = tuple(CONVENTIONS.get(key, "UNEXPLAINED") for key in sorted(apart))
    return Agreement(group[0].source, group[0].indicator, len(group), len(agreeing), worst, told)


def table(rows: Iterable[Agreement]) -> str:
    """Markdown."""
    lines = [
        "| indicator | compared with | values | agree | worst relative difference | convention where not |",
        "|---|---|--:|--:|--:|---|",
    ]
    for row in rows:
        worst, told = f"{row.worst:.0e}" if row.worst > NOISE else "0", "; ".join(row.conventions)
        lines.append(
            f"| {row.indicator} | {row.source} | {row.cases} | {row.agreeing} | {worst} | {told} |".replace(
                "|  |", "| |"
            )
        )
    return "\n".join(lines)
