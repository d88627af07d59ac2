"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.coinspot_news.settings import CoinSpotNewsSettings
from omc.adapters.sources.coinspot_news.source import CoinSpotNews
from omc.kernel.instants import MINUTE_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="coinspot_news",
    version="1",
    ledger=Ledger.CATALYST,
    title="CoinSpot: announcements",
    tier=1,
    settings_schema=CoinSpotNewsSettings.model_json_schema(),
    schedule="rate(1 minute)",
    expected=5,
    lag_ms=MINUTE_MS,
    critical=True,
    polls=2,
    success_goal=0.85,
    only_news=True,
)
PLUGIN = Plugin(INFO, CoinSpotNewsSettings, lambda settings, context: CoinSpotNews(INFO, settings, context))
