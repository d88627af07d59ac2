"""What this enricher is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.llm_sentiment.settings import LlmSentimentSettings
from omc.adapters.sources.llm_sentiment.source import LlmSentiment
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="llm_sentiment",
    version="1",
    ledger=Ledger.HUMAN,
    title="Language model: scores of posts (paid)",
    tier=2,
    settings_schema=LlmSentimentSettings.model_json_schema(),
    schedule="rate(30 minutes)",
    expected=10,
    lag_ms=0,
    only_news=True,
    runner="enrich",
)
PLUGIN = Plugin(
    INFO, LlmSentimentSettings, lambda settings, context: LlmSentiment(INFO, settings, context), gap_s=1.0
)
