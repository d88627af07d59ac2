"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.fear_greed.settings import FearGreedSettings
from omc.adapters.sources.fear_greed.source import FearGreed
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="fear_greed",
    version="1",
    ledger=Ledger.HUMAN,
    title="Fear and Greed index (alternative.me)",
    tier=1,
    settings_schema=FearGreedSettings.model_json_schema(),
    # Published shortly after midnight; hourly, so that a late day is known soon after it is there.
    schedule="rate(1 hour)",
    expected=3,
    lag_ms=HOUR_MS,
)
PLUGIN = Plugin(
    INFO,
    FearGreedSettings,
    lambda settings, context: FearGreed(INFO, settings.history_days, context),
    gap_s=1.0,
)
