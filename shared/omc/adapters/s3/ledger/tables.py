"""Records and observations as Parquet, and many objects as one.

Columns of a record: record_id, kind, event_time, known_at (int64, ms UTC), basis, assets (list), url,
plugin_version, synthetic, observations (feature -> double), payload (the whole record as JSON). Ledger and
source stand in the path. Columns of an observation: those of `omc.ledgers.features.books.Columns`.
"""

import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from omc.adapters.s3.parquet import connect
from omc.contracts.ledger_records import format_record, parse_record
from omc.kernel.instants import Ms
from omc.ledgers.features.books import COLUMN_TYPES, Columns
from omc.ledgers.features.observations import values_of
from omc.ledgers.records import Record

_BETWEEN = "\x1f"
_ROWS_PER_GROUP = 20_480
_RECORD = """
    SELECT record_id, kind, event_time, known_at, basis,
        CASE WHEN assets = '' THEN []::VARCHAR[] ELSE string_split(assets, '\x1f') END AS assets,
        url, plugin_version, synthetic,
        CASE WHEN names = '' THEN MAP {}::MAP(VARCHAR, DOUBLE)
             ELSE MAP(string_split(names, '\x1f'), string_split(numbers, '\x1f')::DOUBLE[])
        END AS observations,
        payload
    FROM rows ORDER BY known_at, record_id
"""
# Of one wording told twice the shorter stands: words that were taken back are gone from both.
MERGE_RECORDS = """
    SELECT * FROM read_parquet({files})
    QUALIFY row_number() OVER (PARTITION BY record_id, known_at ORDER BY length(payload), payload) = 1
    ORDER BY known_at, record_id
"""
# A feature's rows of an asset lie together: a reader takes the groups of rows that hold them and no others.
MERGE_OBSERVATIONS = """
    SELECT DISTINCT feature, asset, origin, thing, event_time, known_at, value, synthetic
    FROM read_parquet({files})
    ORDER BY feature, asset, known_at, event_time, thing, value
"""


def records_parquet(records: Sequence[Record]) -> bytes:
    """Equal records in any order give equal bytes."""
    said = [values_of(record) for record in records]
    rows = {
        "record_id": _words([record.record_id for record in records]),
        "kind": _words([record.kind for record in records]),
        "event_time": np.array([record.event_time for record in records], dtype=np.int64),
        "known_at": np.array([record.known_at for record in records], dtype=np.int64),
        "basis": _words([record.basis.value for record in records]),
        "assets": _words([_BETWEEN.join(dict.fromkeys(record.assets)) for record in records]),
        "url": _words([record.url for record in records]),
        "plugin_version": _words([record.plugin_version for record in records]),
        "synthetic": np.array([record.synthetic for record in records], dtype=np.bool_),
        "names": _words([_BETWEEN.join(values) for values in said]),
        "numbers": _words([_BETWEEN.join(map(repr, values.values())) for values in said]),
        "payload": _words([format_record(record) for record in records]),
    }
    return _written(rows, _RECORD)


def observations_parquet(found: Columns) -> bytes:
    """Rows in the order of `MERGE_OBSERVATIONS`."""
    columns = {name: getattr(found, name) for name in COLUMN_TYPES}
    return _written(columns, MERGE_OBSERVATIONS.replace("read_parquet({files})", "rows"))


def merged(bodies: Sequence[bytes], query: str) -> bytes:
    """Many objects as one."""
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        out = Path(folder) / "out.parquet"
        asked = query.format(files=_saved(folder, bodies))
        database.execute(f"COPY ({asked}) TO '{out}' ({_FORMAT})")
        return out.read_bytes()


def records_in(bodies: Sequence[bytes], start: Ms, end: Ms) -> Sequence[Record]:
    """What these objects tell of [start, end), by the time it was known; a wording told twice once."""
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        kept = MERGE_RECORDS.format(files=_saved(folder, bodies))
        query = f"SELECT payload FROM ({kept}) WHERE event_time >= ? AND event_time < ?"  # noqa: S608
        rows = database.execute(f"{query} ORDER BY known_at, record_id", [start, end]).fetchall()
    return [parse_record(payload) for (payload,) in rows]


def observations_in(
    bodies: Sequence[bytes], features: Collection[str], assets: Collection[str], end: Ms
) -> Columns:
    """What these objects hold of the features and assets, known at or before `end`."""
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        query = f"""
            SELECT DISTINCT {", ".join(COLUMN_TYPES)} FROM read_parquet({_saved(folder, bodies)})
            WHERE feature IN (SELECT unnest(?)) AND asset IN (SELECT unnest(?)) AND known_at <= ?
        """  # noqa: S608
        relation = database.execute(query, [sorted(features), sorted(assets), end])
        found = relation.fetchnumpy()
    # Undefined values are NULL in Parquet, and come as a mask.
    found["value"] = np.ma.filled(found["value"], np.nan)
    return Columns(**{name: np.asarray(found[name]).astype(t) for name, t in COLUMN_TYPES.items()})


_FORMAT = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_PER_GROUP}"


def _written(columns: dict[str, np.ndarray], query: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        out = Path(folder) / "out.parquet"
        database.register("rows", columns)
        database.execute(f"COPY ({query}) TO '{out}' ({_FORMAT})")
        return out.read_bytes()


def _saved(folder: str, bodies: Sequence[bytes]) -> str:
    """The bodies as files, and their names as DuckDB takes a list."""
    names = []
    for number, body in enumerate(bodies):
        path = Path(folder) / f"{number:05}.parquet"
        path.write_bytes(body)
        names.append(f"'{path}'")
    return f"[{', '.join(names)}]"


def _words(values: Sequence[str | None]) -> np.ndarray:
    return np.array(values, dtype=object)
