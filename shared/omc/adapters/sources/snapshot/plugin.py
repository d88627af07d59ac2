"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.snapshot.settings import SnapshotSettings
from omc.adapters.sources.snapshot.source import Snapshot
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="snapshot",
    version="1",
    ledger=Ledger.CATALYST,
    title="Snapshot: governance proposals",
    tier=1,
    settings_schema=SnapshotSettings.model_json_schema(),
    schedule="rate(1 hour)",
    expected=5,
    lag_ms=HOUR_MS,
    only_news=True,
)
PLUGIN = Plugin(INFO, SnapshotSettings, lambda settings, context: Snapshot(INFO, settings, context))
