"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.coinspot_prices.settings import CoinSpotPricesSettings
from omc.adapters.sources.coinspot_prices.source import CoinSpotPrices
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="coinspot_prices",
    version="1",
    ledger=Ledger.EXCHANGE,
    title="CoinSpot: latest prices",
    tier=1,
    settings_schema=CoinSpotPricesSettings.model_json_schema(),
    schedule="rate(1 minute)",
    expected=15,
    lag_ms=0,
    critical=True,
    polls=6,
    success_goal=0.99,
)
PLUGIN = Plugin(
    INFO, CoinSpotPricesSettings, lambda settings, context: CoinSpotPrices(INFO, settings, context)
)
