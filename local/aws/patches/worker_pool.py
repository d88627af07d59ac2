"""A laptop's pool of workers: concurrent calls of a function queue for a few warm processes.

Unmended, each concurrent call forks (50 socket connects made 150 processes and 5.7 GB) and the first worker
of a function is never dropped. Waiting ends in a fork after PATIENCE_S, so a function that calls itself
does not deadlock.
"""

import os
import threading
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.aws.patches.guard import expect
from local.aws.settings import MAX_PROCESSES_ENV, MAX_WORKERS_ENV

PATIENCE_S = 20.0

_freed = threading.Condition()


def apply() -> None:
    """Put a queue before the emulator's pool, in both modules that hold its functions."""
    expect(
        lambda_runtime.acquire_worker,
        'return None, "func_cap"',
        "cap = max_concurrency or _LOCAL_MAX_WORKERS",
    )
    expect(lambda_runtime.release_worker, "worker.in_use = False")
    expect(lambda_runtime.kill_workers, "proc, worker._proc = worker._proc, None")
    take, give_back = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    per_function = int(os.environ.get(MAX_WORKERS_ENV, "4"))
    total = int(os.environ.get(MAX_PROCESSES_ENV, "24"))

    def acquire(
        name: str, config: Any, code: bytes, qualifier: str = "$LATEST", max_concurrency: int | None = None
    ) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        cap = min(per_function, max_concurrency or per_function)
        while time.monotonic() < deadline:
            worker, how = take(name, config, code, qualifier=qualifier, max_concurrency=cap)
            if worker is not None:
                if how == "spawn":
                    drop_idle_beyond(total)
                return worker, how
            with _freed:
                _freed.wait(0.05)
        return take(name, config, code, qualifier=qualifier, max_concurrency=max_concurrency)

    def release(worker: Any) -> None:
        give_back(worker)
        with _freed:
            _freed.notify()

    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker, module.release_worker = acquire, release


def drop_idle_beyond(total: int) -> None:
    """End the longest idle workers while more than `total` exist; the next call of theirs starts cold."""
    with lambda_runtime._lock:
        pools = lambda_runtime._workers
        surplus = sum(map(len, pools.values())) - total
        idle = sorted((w for pool in pools.values() for w in pool if not w.in_use), key=lambda w: w.last_used)
        doomed = idle[: max(0, surplus)]
        for key, pool in pools.items():
            pools[key] = [worker for worker in pool if worker not in doomed]
    if doomed:
        lambda_runtime.kill_workers(doomed)


def drop_all_idle() -> int:
    """End every idle worker, so that the next call imports the code afresh. Returns how many ended."""
    with lambda_runtime._lock:
        doomed = [w for pool in lambda_runtime._workers.values() for w in pool if not w.in_use]
        for key, pool in lambda_runtime._workers.items():
            lambda_runtime._workers[key] = [worker for worker in pool if worker.in_use]
    lambda_runtime.kill_workers(doomed)
    return len(doomed)


def end_all() -> int:
    """Kill every worker, whatever it is at; its files are removed with all others. How many there were."""
    with lambda_runtime._lock:
        doomed = [worker for pool in lambda_runtime._workers.values() for worker in pool]
        lambda_runtime._workers.clear()
    for worker in doomed:
        if worker._proc is not None:
            worker._proc.kill()
    return len(doomed)
