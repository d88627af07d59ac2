"""The training set in the lake: training/v1/asset=BTC/month=2026-11/rows.parquet, by the bars' opening.

A month is replaced as a whole. Columns as in `omc.ledgers.features.training.COLUMNS`; the asset stands in the
path. training/v1/built.json says when all of them were built last.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from omc.adapters.s3.client import get_object, list_objects, put_object
from omc.adapters.s3.parquet import from_parquet, to_parquet
from omc.kernel.instants import Ms
from omc.ledgers.features.training import COLUMNS, TrainingSet

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_TREE = "training/v1"
_BUILT = f"{_TREE}/built.json"


class TrainingLake:
    """Writes months, and reads them as one."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, asset: str, rows: TrainingSet) -> list[str]:
        """Replaces every month that has a row; `rows` must hold those months whole."""
        months, places = np.unique(
            rows.ts.astype("datetime64[ms]").astype("datetime64[M]"), return_index=True
        )
        for month, first, after in zip(months, places, [*places[1:], len(rows)], strict=True):
            columns = {name: getattr(rows, name)[first:after] for name in COLUMNS}
            put_object(self._client, self._bucket, _key(asset, str(month)), to_parquet(columns))
        return [str(month) for month in months]

    def built(self, at: Ms) -> None:
        """Remember that everything was built at `at`."""
        put_object(self._client, self._bucket, _BUILT, json.dumps({"at": at}).encode())

    def built_at(self) -> Ms:
        """When everything was built last; 0 for never."""
        body = get_object(self._client, self._bucket, _BUILT)
        return 0 if body is None else int(json.loads(body)["at"])

    def rows(self, asset: str, first_month: str = "", last_month: str = "9999-12") -> TrainingSet:
        """All rows of an asset, ascending, of the months from one to another."""
        found = []
        for entry in list_objects(self._client, self._bucket, f"{_TREE}/asset={asset}/"):
            if first_month <= entry.key.split("/month=")[1][:7] <= last_month:
                body = get_object(self._client, self._bucket, entry.key)
                if body is not None:
                    found.append(from_parquet(body, COLUMNS))
        return _together(found)


def _together(found: "Sequence[dict[str, np.ndarray]]") -> TrainingSet:
    kinds = {"ts": np.int64, "known_at": np.int64, "complete": np.bool_}
    return TrainingSet(
        *(
            np.concatenate(
                [np.zeros(0, dtype=kinds.get(name, np.float64)), *(_filled(one[name]) for one in found)]
            )
            for name in COLUMNS
        )
    )


def _filled(column: "np.ndarray") -> "np.ndarray":
    # Undefined values are NULL in Parquet, and come as a mask.
    return np.ma.filled(column, np.nan) if column.dtype == np.float64 else np.asarray(column)


def _key(asset: str, month: str) -> str:
    return f"{_TREE}/asset={asset}/month={month}/rows.parquet"
