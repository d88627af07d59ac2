"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.defillama.settings import DefiLlamaSettings
from omc.adapters.sources.defillama.source import DefiLlama
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="defillama",
    version="1",
    ledger=Ledger.GLASS,
    title="DeFiLlama: value locked, fees, revenue, stablecoins",
    tier=1,
    settings_schema=DefiLlamaSettings.model_json_schema(),
    schedule="cron(0 2 * * ? *)",
    expected=20,
    # A chain's row of a day stands soon after midnight and is often corrected in its first hours.
    lag_ms=6 * HOUR_MS,
)
PLUGIN = Plugin(
    INFO, DefiLlamaSettings, lambda settings, context: DefiLlama(INFO, settings, context), gap_s=0.1
)
