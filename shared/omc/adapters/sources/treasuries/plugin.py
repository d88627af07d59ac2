"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.treasuries.settings import TreasuriesSettings
from omc.adapters.sources.treasuries.source import Treasuries
from omc.kernel.instants import DAY_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="treasuries",
    version="1",
    ledger=Ledger.GLASS,
    title="CoinGecko: companies that hold coins",
    tier=1,
    settings_schema=TreasuriesSettings.model_json_schema(),
    schedule="cron(15 3 * * ? *)",
    expected=2,
    lag_ms=DAY_MS,
)
PLUGIN = Plugin(
    INFO, TreasuriesSettings, lambda settings, context: Treasuries(INFO, settings, context), gap_s=6.0
)
