"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.sec_edgar.settings import SecEdgarSettings
from omc.adapters.sources.sec_edgar.source import SecEdgar
from omc.kernel.instants import MINUTE_MS
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="sec_edgar",
    version="1",
    ledger=Ledger.CATALYST,
    title="SEC EDGAR: filings",
    tier=1,
    settings_schema=SecEdgarSettings.model_json_schema(),
    # The window in which EDGAR takes filings, in its own time; a filing of the night comes with the morning.
    schedule="rate(10 minutes)",
    expected=10,
    lag_ms=10 * MINUTE_MS,
    critical=True,
    success_goal=0.90,
    only_news=True,
)
PLUGIN = Plugin(
    INFO, SecEdgarSettings, lambda settings, context: SecEdgar(INFO, settings, context), gap_s=0.2
)
