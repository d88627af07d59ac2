"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.cryptopanic.settings import CryptoPanicSettings
from omc.adapters.sources.cryptopanic.source import CryptoPanic
from omc.kernel.instants import DAY_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="cryptopanic",
    version="1",
    ledger=Ledger.HUMAN,
    title="CryptoPanic: headlines and votes",
    tier=1,
    settings_schema=CryptoPanicSettings.model_json_schema(),
    schedule="rate(5 minutes)",
    expected=20,
    # The free plan's news come a day late.
    lag_ms=DAY_MS,
    only_news=True,
)
PLUGIN = Plugin(
    INFO, CryptoPanicSettings, lambda settings, context: CryptoPanic(INFO, settings, context), gap_s=0.6
)
