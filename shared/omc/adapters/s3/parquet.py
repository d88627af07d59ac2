"""Columns to Parquet and back, in memory, by DuckDB alone.

DuckDB reads and writes files, so bytes pass through the temporary folder: the one place a Lambda may
write. No object store is reached from here.
"""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def to_parquet(columns: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """One file (zstd) with these columns, rows in the order given."""
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        path = Path(folder) / "part.parquet"
        database.register("rows", dict(columns))
        database.execute(f"COPY rows TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


def from_parquet(
    body: bytes, columns: Sequence[str], younger: Collection[str] = ()
) -> dict[str, npt.NDArray[Any]]:
    """The named columns, rows in file order; of the younger ones those that the file has."""
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        path = Path(folder) / "part.parquet"
        path.write_bytes(body)
        table = database.read_parquet(str(path))
        wanted = [name for name in columns if name not in younger or name in table.columns]
        return dict(table.project(", ".join(f'"{name}"' for name in wanted)).fetchnumpy())


def connect() -> "DuckDBPyConnection":
    """A database in memory that keeps row order and fetches nothing from the network."""
    # Imported late: most invocations that can read the lake do not.
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "home_directory": tempfile.gettempdir(),
        "threads": "1",
    }
    return duckdb.connect(":memory:", config=config)
