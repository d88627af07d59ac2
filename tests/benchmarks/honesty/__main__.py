"""`python -m tests.benchmarks.honesty`: search walks and planted edges, print what the live gate says.

Results are kept as they come in build/honesty.jsonl and taken up again; build/honesty.json is the whole.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from tests.benchmarks.honesty.judging import Job, carried_out, fingerprint
from tests.benchmarks.honesty.report import summary, table


def main() -> None:
    asked = _arguments()
    jobs = [Job("edge", seed, asked.variants, True) for seed in range(asked.edges)]
    jobs += [Job("walk", seed, asked.variants, seed < asked.whole) for seed in range(asked.walks)]
    # Both kinds side by side: what is there after half of the time says something of both.
    jobs.sort(key=lambda job: job.seed / (asked.edges if job.kind == "edge" else asked.walks))
    told = fingerprint(asked.variants)
    kept = asked.out.with_suffix(".jsonl")
    if asked.anew:
        kept.unlink(missing_ok=True)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    done = {(one["kind"], one["seed"]): one for one in _read(kept) if one["asked"] == told}
    left = [] if asked.report else [job for job in jobs if (job.kind, job.seed) not in done]
    began = time.monotonic()
    with Pool(asked.workers) as pool, kept.open("a") as file:
        for number, record in enumerate(pool.imap_unordered(carried_out, left), start=1):
            done[record["kind"], record["seed"]] = record
            file.write(json.dumps(record | {"asked": told}) + "\n")
            file.flush()
            each = (time.monotonic() - began) / number
            sys.stderr.write(f"\r{number}/{len(left)} searches, {each:.1f} s each ")
            sys.stderr.flush()
    sys.stderr.write("\n")
    found = summary([done[job.kind, job.seed] for job in jobs if (job.kind, job.seed) in done])
    asked.out.write_text(json.dumps(found, indent=1))
    sys.stdout.write(table(found) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="honesty")
    parser.add_argument("--walks", type=int, default=200)
    parser.add_argument("--edges", type=int, default=50)
    parser.add_argument("--variants", type=int, default=1000)
    parser.add_argument(
        "--whole", type=int, default=20, help="walks walked forward whatever their search says"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("build/honesty.json"))
    parser.add_argument("--report", action="store_true", help="only what is kept so far")
    parser.add_argument("--anew", action="store_true", help="forget what was kept")
    return parser.parse_args()


def _read(kept: Path) -> Iterator[dict[str, Any]]:
    if kept.exists():
        for line in kept.read_text().splitlines():
            yield json.loads(line)


if __name__ == "__main__":
    main()
