"""The side of a measured process: one engine, one job, asked again and again over a pipe.

Standard library and numpy only: it runs in the peers' environment too.
"""

import json
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from tests.benchmarks.jobs import METRICS, bars_in

Figures = dict[str, np.ndarray]


def serve(make: Callable[[dict[str, np.ndarray]], Callable[[], Figures]], folder: str, out: str) -> None:
    """For each line `run N`, do the job that `make` gives for the bars N times and answer with the
    milliseconds of each and the peak memory so far, MB; the figures go to `out`. A line `warm` does it on few
    bars: compilers have compiled."""
    bars = bars_in(folder)
    work = make(bars)
    for line in sys.stdin:
        if line.strip() == "warm":
            make({name: column[:2000] for name, column in bars.items()})()
            print("{}", flush=True)
            continue
        took = []
        for _ in range(int(line.split()[1])):
            began = time.perf_counter()
            figures = work()
            took.append((time.perf_counter() - began) * 1e3)
        np.save(out, np.array([np.asarray(figures[name], dtype=np.float64).ravel() for name in METRICS]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"ms": took, "mb": peak}), flush=True)
