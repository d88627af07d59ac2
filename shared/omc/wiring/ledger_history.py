"""Builds what strategies read beside bars: the lake, and the table for what has not reached it yet."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from omc.kernel.instants import Ms
from omc.ledgers.features.books import Columns, Name
from omc.ledgers.features.history import FeatureHistory, ObservationReader
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock


def ledger_history() -> FeatureHistory:
    """Everything told, made-up records too: what a backtest or a search over the past reads."""
    return FeatureHistory((_WhenAsked(_lake),), synthetic=True)


def current_history(*, synthetic: bool) -> FeatureHistory:
    """The past and the present. synthetic: whether made-up records may decide."""
    return FeatureHistory((_WhenAsked(_lake), _WhenAsked(_table)), synthetic)


@dataclass(frozen=True)
class _WhenAsked:
    """A place that is opened by the first strategy that reads a ledger: most read none."""

    place: Callable[[], ObservationReader]

    def columns(self, wanted: Collection[Name], start: Ms, end: Ms) -> Columns:
        return self.place().columns(wanted, start, end)


@cache
def _lake() -> ObservationReader:
    from omc.adapters.s3.ledger.history import LakeObservations

    return LakeObservations(s3(), setting("OMC_LAKE_BUCKET"))


@cache
def _table() -> ObservationReader:
    from omc.adapters.dynamodb.ledger.reader import DynamoRecordReader
    from omc.ledgers.features.recent import RecentObservations

    return RecentObservations(DynamoRecordReader(dynamodb(), setting("OMC_LEDGER_TABLE")), SystemClock())
