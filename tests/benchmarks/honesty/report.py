"""What the searches came to, as one document and one table."""

from collections.abc import Sequence
from typing import Any

from tests.benchmarks.honesty.intervals import clopper_pearson

Record = dict[str, Any]
MOST_BELIEVED_WALKS, FEWEST_SEEN_EDGES = 0.02, 0.80


def summary(records: Sequence[Record]) -> dict[str, Any]:
    """Shares of walks and edges that pass, with exact 95 % intervals, and what each gate lets through."""
    walks = sorted((one for one in records if one["kind"] == "walk"), key=lambda one: int(one["seed"]))
    edges = sorted((one for one in records if one["kind"] == "edge"), key=lambda one: int(one["seed"]))
    return {
        "walks": _group(walks),
        "edges": _group(edges) | {"true_sharpe": _spread([one["true_sharpe"] for one in edges])},
        "targets": {"walks_below": MOST_BELIEVED_WALKS, "edges_at_least": FEWEST_SEEN_EDGES},
        "records": [*walks, *edges],
    }


def table(found: dict[str, Any]) -> str:
    """The summary as people read it."""
    walks, edges = found["walks"], found["edges"]
    lines = [
        f"random walks   {walks['count']:4d} searches   pass the live gate {_share(walks['passed_hard'])}"
        f"   (target under {MOST_BELIEVED_WALKS:.0%})",
        f"planted edges  {edges['count']:4d} searches   pass the live gate {_share(edges['passed_hard'])}"
        f"   (target {FEWEST_SEEN_EDGES:.0%} or more)",
        f"without an exception for soft gates: walks {_share(walks['passed'])}",
        f"                                      edges {_share(edges['passed'])}",
        f"true Sharpe of the planted edges: {_of(edges['true_sharpe'])}",
        f"best Sharpe found: walks {_of(walks['best_sharpe'])}; edges {_of(edges['best_sharpe'])}",
        f"1,000 variants are worth {_of(walks['effective_trials'])} independent trials on walks, "
        f"{_of(edges['effective_trials'])} on edges",
        "",
        f"{'gate':34s} {'severity':9s} {'walks':>7s} {'edges':>7s}   value on edges: 10 %, median, 90 %",
    ]
    for name, gate in edges["gates"].items():
        low, middle, high = gate["value"]
        lines.append(
            f"{name:34s} {gate['severity']:9s} {walks['gates'].get(name, gate)['share']:7.1%} "
            f"{gate['share']:7.1%}   {low:.3f}, {middle:.3f}, {high:.3f}"
        )
    return "\n".join(lines)


def _group(records: Sequence[Record]) -> dict[str, Any]:
    names = list(records[0]["gates"]) if records else []
    return {
        "count": len(records),
        "passed_hard": _counted([one["passed_hard"] for one in records]),
        "passed": _counted([one["passed"] for one in records]),
        "best_sharpe": _spread([one["best_sharpe"] for one in records]),
        "effective_trials": _spread([one["effective_trials"] for one in records]),
        "gates": {name: _gate([one["gates"][name] for one in records]) for name in names},
    }


def _gate(lines: Sequence[Record]) -> Record:
    """Of the searches the gate was asked about."""
    asked = [line["passed"] for line in lines if line["passed"] is not None]
    return {
        "severity": lines[0]["severity"],
        "asked": len(asked),
        "share": sum(asked) / len(asked) if asked else float("nan"),
        "value": _spread([line["value"] for line in lines]),
    }


def _counted(outcomes: Sequence[bool]) -> Record:
    count = len(outcomes)
    low, high = clopper_pearson(sum(outcomes), count) if count else (0.0, 1.0)
    return {"count": sum(outcomes), "of": count, "low": low, "high": high}


def _spread(values: Sequence[float | None]) -> list[float]:
    """10 %, median and 90 % of what is known; three NaN for nothing."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return [float("nan")] * 3
    return [known[round(part * (len(known) - 1))] for part in (0.1, 0.5, 0.9)]


def _share(counted: Record) -> str:
    share = counted["count"] / counted["of"] if counted["of"] else float("nan")
    return f"{share:6.1%} (95 % interval {counted['low']:.1%} to {counted['high']:.1%})"


def _of(spread: Sequence[float]) -> str:
    return f"{spread[1]:.2f} ({spread[0]:.2f} to {spread[2]:.2f})"
