"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.market_caps.settings import MarketCapsSettings
from omc.adapters.sources.market_caps.source import MarketCaps
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="market_caps",
    version="1",
    ledger=Ledger.GLASS,
    title="CoinGecko: market capitalisation and rank",
    tier=1,
    settings_schema=MarketCapsSettings.model_json_schema(),
    schedule="rate(10 minutes)",
    expected=100,
    lag_ms=10 * 60_000,
)
PLUGIN = Plugin(
    INFO, MarketCapsSettings, lambda settings, context: MarketCaps(INFO, settings.coins, context), gap_s=6.0
)
