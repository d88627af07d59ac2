"""What was measured, as a table for people and as JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# portfolio is vectorbt through its Portfolio, tuned; vectorbt its compiled parts put together by hand.
PEERS = ("raptorbt", "portfolio", "vectorbt")
FLOORS = {"A": {"raptorbt": 4.0}, "B": {"raptorbt": 30.0, "portfolio": 150.0, "vectorbt": 150.0}}
FLOORS["C"] = FLOORS["B"]
LARGEST_DIFFERENCE, LARGEST_MB, LARGEST_FRESH_MS, LARGEST_GENERAL = 1e-9, 250.0, 120.0, 3.0


def verdict(holds: bool) -> str:
    return "pass" if holds else "MISS"


def rows(measured: Mapping[str, Any]) -> Sequence[str]:
    titles = "".join(f"{title:>13}{'ratio':>9}" for title in ("raptorbt", "vectorbt", "its parts"))
    lines = [f"{'job':<28}{'ours ms':>10}{titles}   floors"]
    for name, row in measured["jobs"].items():
        floors = FLOORS.get(row["job"], {}) if row["fills"] == "same_close" else {}
        marks = [
            f"{peer} {floor:g}x {verdict(row['ratios'][peer] >= floor)}"
            for peer, floor in floors.items()
            if peer in row["ratios"]
        ]
        cells = [f"{name:<28}{row['ours']:>10.2f}"]
        for peer in PEERS:
            time, ratio = row["peers"].get(peer), row["ratios"].get(peer)
            cells.append(f"{time:>13.1f}{ratio:>8.1f}x" if time is not None else f"{'-':>13}{'-':>9}")
        lines.append("".join(cells) + "   " + ", ".join(marks))
    lines.append("")
    for name, worst in measured["worst_relative_difference"].items():
        lines.append(
            f"{name:<48}{worst:>12.1e}   {verdict(worst <= LARGEST_DIFFERENCE)} (to vectorbt, six figures)"
        )
    limits = (("peak_mb", LARGEST_MB), ("fresh_ms", LARGEST_FRESH_MS), ("general_to_c", LARGEST_GENERAL))
    for name, limit in limits:
        lines.append(
            f"{name:<48}{measured[name]:>12.2f}   {verdict(measured[name] <= limit)} (at most {limit:g})"
        )
    for name in ("fresh_numpy_ms", "fresh_raptorbt_ms", "reading_ms", "engine_us_per_trade"):
        lines.append(f"{name:<48}{measured[name]:>12.2f}")
    machine = measured["machine"]
    lines.append(
        f"{machine['cores']} cores, load {machine['load_before']:.1f} to {machine['load_after']:.1f}"
    )
    return lines


def write(measured: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(measured, indent=2) + "\n")
