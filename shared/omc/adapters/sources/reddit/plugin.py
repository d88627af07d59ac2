"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.reddit.settings import RedditSettings
from omc.adapters.sources.reddit.source import Reddit
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="reddit",
    version="1",
    ledger=Ledger.HUMAN,
    title="Reddit: hot posts of subreddits",
    tier=1,
    settings_schema=RedditSettings.model_json_schema(),
    schedule="rate(15 minutes)",
    expected=100,
    lag_ms=HOUR_MS,
    success_goal=0.90,
)
PLUGIN = Plugin(INFO, RedditSettings, lambda settings, context: Reddit(INFO, settings, context), gap_s=1.0)
