"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.news_feeds.settings import NewsFeedsSettings
from omc.adapters.sources.news_feeds.source import NewsFeeds
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="news_feeds",
    version="1",
    ledger=Ledger.HUMAN,
    title="RSS of news sites",
    tier=1,
    settings_schema=NewsFeedsSettings.model_json_schema(),
    schedule="rate(15 minutes)",
    expected=50,
    lag_ms=HOUR_MS,
)
PLUGIN = Plugin(INFO, NewsFeedsSettings, lambda settings, context: NewsFeeds(INFO, settings, context))
