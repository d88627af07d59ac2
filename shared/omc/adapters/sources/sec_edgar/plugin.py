"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.sec_edgar.settings import SecEdgarSettings
from omc.adapters.sources.sec_edgar.source import SecEdgar
from omc.kernel.instants import HOUR_MS, MINUTE_MS
from omc.ledgers.hours import OpenHours
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="sec_edgar",
    version="1",
    ledger=Ledger.CATALYST,
    title="SEC EDGAR: filings",
    tier=1,
    settings_schema=SecEdgarSettings.model_json_schema(),
    schedule="rate(10 minutes)",
    # EDGAR takes filings in these hours and no others.
    hours=OpenHours("America/New_York", 6, 22, else_every_ms=HOUR_MS),
    expected=10,
    lag_ms=10 * MINUTE_MS,
    critical=True,
    success_goal=0.90,
    only_news=True,
)
PLUGIN = Plugin(
    INFO, SecEdgarSettings, lambda settings, context: SecEdgar(INFO, settings, context), gap_s=0.2
)
