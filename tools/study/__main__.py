"""`make study`: run every template on every pair and write docs/real-prices.md."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from omc.kernel.errors import InvalidInput
from omc.strategy.templates import TEMPLATES
from tools.study.prices import Pair, pairs
from tools.study.subject import Row, study
from tools.study.table import page

_ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the page was written, 2 when there are no prices to run on."""
    parser = argparse.ArgumentParser(prog="study", description=__doc__)
    parser.add_argument("--out", type=Path, default=_ROOT / "docs" / "real-prices.md")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="a part of a pair's or a template's name")
    asked = parser.parse_args(arguments)
    folder = Path(os.environ.get("OMC_REFERENCE_DIR", str(_ROOT.parent / "shared"))) / "data" / "prices"
    found = list(pairs(folder)) if folder.is_dir() else []
    if not found:
        print(
            f"expected Parquet files of prices in {folder}, found none (set OMC_REFERENCE_DIR)",
            file=sys.stderr,
        )
        return 2
    rows, refused = _run(found, asked.jobs, asked.only)
    asked.out.write_text(page(rows, refused))
    print(f"{len(rows)} lines written to {asked.out}")
    return 0


def _run(found: Sequence[Pair], jobs: int, only: str) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    refused: list[str] = []
    began = time.monotonic()
    with ProcessPoolExecutor(jobs) as pool:
        running = {
            pool.submit(study, template, pair): f"{name} on {pair.label}"
            for pair in found
            for name, template in TEMPLATES.items()
            if only in f"{name} on {pair.label}"
        }
        for number, done in enumerate(as_completed(running), 1):
            label = running[done]
            try:
                rows.append(done.result())
            except InvalidInput as error:
                refused.append(f"{label}: {error.message}")
            print(f"{number:4d}/{len(running)}  {time.monotonic() - began:6.0f} s  {label}", flush=True)
    return rows, refused


if __name__ == "__main__":
    sys.exit(main())
