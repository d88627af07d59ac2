"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.nansen.settings import NansenSettings
from omc.adapters.sources.nansen.source import Nansen
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="nansen",
    version="1",
    ledger=Ledger.GLASS,
    title="Nansen: smart-money flow (paid)",
    tier=2,
    settings_schema=NansenSettings.model_json_schema(),
    schedule="rate(15 minutes)",
    expected=10,
    lag_ms=HOUR_MS,
)
PLUGIN = Plugin(INFO, NansenSettings, lambda settings, context: Nansen(INFO, settings, context), gap_s=0.2)
