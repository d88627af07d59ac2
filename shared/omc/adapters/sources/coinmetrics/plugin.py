"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.coinmetrics.settings import CoinMetricsSettings
from omc.adapters.sources.coinmetrics.source import CoinMetrics
from omc.kernel.instants import HOUR_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="coinmetrics",
    version="1",
    ledger=Ledger.GLASS,
    title="Coin Metrics community: active addresses, transactions, MVRV",
    tier=1,
    settings_schema=CoinMetricsSettings.model_json_schema(),
    schedule="cron(30 2 * * ? *)",
    expected=2,
    # A day's row is there within hours of midnight; a whole day is a reading that never leaks.
    lag_ms=24 * HOUR_MS,
)
PLUGIN = Plugin(
    INFO, CoinMetricsSettings, lambda settings, context: CoinMetrics(INFO, settings, context), gap_s=0.7
)
