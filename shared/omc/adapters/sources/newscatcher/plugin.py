"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.newscatcher.settings import NewscatcherSettings
from omc.adapters.sources.newscatcher.source import Newscatcher
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="newscatcher",
    version="1",
    ledger=Ledger.HUMAN,
    title="Newscatcher: news of many outlets (paid)",
    tier=2,
    settings_schema=NewscatcherSettings.model_json_schema(),
    # 1,000 calls a month are one an hour, and a few to spare.
    schedule="rate(1 hour)",
    expected=20,
    lag_ms=HOUR_MS,
    only_news=True,
)
PLUGIN = Plugin(
    INFO, NewscatcherSettings, lambda settings, context: Newscatcher(INFO, settings, context), gap_s=1.0
)
