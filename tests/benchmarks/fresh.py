"""Job A from nothing: what a fresh process costs beside the interpreter, ours or raptorbt's."""
# mypy: ignore-errors

import sys

if __name__ == "__main__":
    engine, folder = sys.argv[1:]
    if engine == "ours":
        from tests.benchmarks.jobs import bars_in
        from tests.benchmarks.ours import job_of

        job_of("A", bars_in(folder), "same_close", 1)()
    elif engine == "raptorbt":
        from tests.benchmarks import peer_raptorbt
        from tests.benchmarks.jobs import bars_in

        peer_raptorbt.job_of("A", bars_in(folder))()
    elif engine == "numpy":
        import numpy  # noqa: F401
