"""Measure ourselves beside raptorbt and vectorbt: same bars, same machine, rounds interleaved, medians.

Every engine has a process of its own. Prints what it is doing, then a table; writes build/bench.json.
"""

import argparse
import json
import os
import platform
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.jobs import bars_in, walk
from tests.benchmarks.ours import engine_per_trade, reading_ms
from tests.benchmarks.report import rows, write

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"
PEERS = ROOT / "build" / "bench-env" / "bin" / "python"
CORES = os.cpu_count() or 1
SEEDS = {8_760: 1, 105_120: 2, 525_600: 3}


@dataclass(frozen=True)
class Job:
    """rounds by engine; fills: how ours fills. compared: figures are held to vectorbt's. runs: of one round,
    each measured: a job of less than a millisecond alone would measure what the engine before it left in the
    caches."""

    job: str
    bars: int
    rounds: Mapping[str, int]
    fills: str = "same_close"
    compared: bool = False
    folder: str | None = None
    runs: int = 1

    @property
    def name(self) -> str:
        return f"{self.job[0]} {self.bars:,} {self.fills.replace('_', ' ')}"


ONE = {"ours": 5, "raptorbt": 5, "portfolio": 2, "vectorbt": 2}
MANY = {"ours": 15, "raptorbt": 3, "portfolio": 1, "vectorbt": 3}
JOBS = (
    Job("A", 8_760, ONE, compared=True, runs=25),
    Job("A", 105_120, ONE, compared=True, runs=25),
    Job("A", 525_600, ONE, compared=True, runs=25),
    Job("B", 8_760, MANY, compared=True),
    Job("B", 105_120, MANY, compared=True),
    Job("C", 8_760, MANY),
    Job("C", 105_120, MANY),
    Job("E", 8_760, {"ours": 1, "vectorbt": 1}, compared=True),
    Job("S", 105_120, {"ours": 1, "vectorbt": 1}, compared=True),
    Job("B", 105_120, {"ours": 9}, "next_open"),
    Job("C", 105_120, {"ours": 9}, "next_open"),
    Job("B", 105_120, {"ours": 5}, "default_limits"),
    Job("C", 105_120, {"ours": 5}, "default_limits"),
    Job("G", 105_120, {"ours": 5}, "next_open"),
)


class Child:
    """One engine's process for one job."""

    def __init__(self, engine: str, job: Job) -> None:
        self.out = BUILD / f"{engine}.npy"
        python = Path(sys.executable) if engine == "ours" else PEERS
        module = "tests.benchmarks.ours" if engine == "ours" else f"tests.benchmarks.peer_{engine}"
        arguments = [job.job, str(folder_of(job)), str(self.out)]
        arguments += [job.fills, str(CORES)] if engine == "ours" else []
        self.process = subprocess.Popen(
            [str(python), "-m", module, *arguments], cwd=ROOT, env=environment(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def environment() -> dict[str, str]:
    """With bytecode kept, as installations have it; some machines forbid that."""
    return os.environ | {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'shared'}", "PYTHONDONTWRITEBYTECODE": "",
    }  # fmt: skip


def folder_of(job: Job) -> Path:
    return BUILD / (job.folder or str(job.bars))


def make_bars(folder: Path, bars: int, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in walk(bars, seed).items():
        np.save(folder / f"{name}.npy", column)


def measure(job: Job) -> dict[str, Any]:
    """Medians by engine, ms; figures and peak memory of the last round."""
    say(f"{job.name}: " + ", ".join(f"{engine} x{count}" for engine, count in job.rounds.items()))
    children = {engine: Child(engine, job) for engine in job.rounds}
    times: dict[str, list[float]] = {engine: [] for engine in children}
    peak: dict[str, float] = {}
    for child in children.values():
        child.ask("warm")
    for turn in range(max(job.rounds.values())):
        for engine, child in children.items():
            if turn < job.rounds[engine]:
                answer = child.ask(f"run {job.runs}")
                times[engine] += answer["ms"]
                peak[engine] = answer["mb"]
    for child in children.values():
        child.end()
    figures = {engine: np.load(child.out) for engine, child in children.items()}
    medians = {engine: statistics.median(took) for engine, took in times.items()}
    return {"medians": medians, "figures": figures, "peak": peak}


def worst_difference(ours: "np.ndarray[Any, Any]", theirs: "np.ndarray[Any, Any]") -> float:
    """Over six figures and all combinations, relative to the peer's; undefined must be undefined in both."""
    if bool(np.any(np.isnan(ours) != np.isnan(theirs))):
        return float("inf")
    scale = np.maximum(np.abs(theirs), 1e-3)
    return float(np.nanmax(np.abs(ours - theirs) / scale))


def fresh(engine: str, rounds: int = 9) -> float:
    """Median ms of a process that starts, does job A on 8,760 bars and ends."""
    python = PEERS if engine == "raptorbt" else Path(sys.executable)
    command = [str(python), "-m", "tests.benchmarks.fresh", engine, str(BUILD / "8760")]
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment(), check=True)
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took[1:])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(jobs: Sequence[Job]) -> dict[str, Any]:
    load = os.getloadavg()[0]
    found: dict[str, Any] = {"jobs": {}, "worst_relative_difference": {}}
    of_peers: dict[tuple[str, int], dict[str, float]] = {}
    for job in jobs:
        got = measure(job)
        medians, own = got["medians"], got["medians"]["ours"]
        peers = {engine: took for engine, took in medians.items() if engine != "ours"}
        peers = peers or of_peers.get((job.job, job.bars), {})
        of_peers.setdefault((job.job, job.bars), peers)
        if job.job not in ("E", "S"):
            ratios = {engine: took / own for engine, took in peers.items()}
            found["jobs"][job.name] = {
                "job": job.job, "fills": job.fills, "ours": own, "peers": peers, "ratios": ratios,
                "peak_mb": got["peak"],
            }  # fmt: skip
        if job.compared:
            worst = worst_difference(got["figures"]["ours"], got["figures"]["vectorbt"])
            found["worst_relative_difference"][job.name] = worst
    say("fresh processes")
    found["fresh_ms"], found["fresh_raptorbt_ms"] = fresh("ours"), fresh("raptorbt")
    found["fresh_numpy_ms"] = fresh("numpy")
    found["reading_ms"] = reading_ms(bars_in(str(BUILD / "105120")))
    found["engine_us_per_trade"] = engine_per_trade(bars_in(str(BUILD / "105120")))[0]
    by_name = found["jobs"]
    found["peak_mb"] = max(row["peak_mb"]["ours"] for name, row in by_name.items() if "105,120" in name)
    general, closest = by_name.get("G 105,120 next open"), by_name.get("C 105,120 next open")
    found["general_to_c"] = general["ours"] / closest["ours"] if general and closest else float("nan")
    found["machine"] = {
        "cores": CORES, "processor": platform.processor() or platform.machine(), "load_before": load,
        "load_after": os.getloadavg()[0], "python": platform.python_version(), "numpy": np.__version__,
    }  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="of the run with random parameters and bars")
    parser.add_argument("--only", default=None, help="letters of the jobs to run, such as AB")
    chosen = parser.parse_args()
    seed = secrets.randbelow(2**31) if chosen.seed is None else chosen.seed
    for bars, one in SEEDS.items():
        make_bars(BUILD / str(bars), bars, one)
    make_bars(BUILD / "random", 20_000, seed)
    drawn = Job(
        f"R{seed}", 20_000, {"ours": 5, "raptorbt": 3, "portfolio": 1, "vectorbt": 1},
        compared=True, folder="random",
    )  # fmt: skip
    jobs = [job for job in (*JOBS, drawn) if chosen.only is None or job.job[0] in chosen.only]
    measured = run(jobs) | {"seed": seed}
    write(measured, ROOT / "build" / "bench.json")
    print("\n".join(rows(measured)))


if __name__ == "__main__":
    main()
