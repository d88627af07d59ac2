"""What this source is, and how it is opened."""

from omc.adapters.evidence.plugin import Plugin
from omc.adapters.sources.chain_heads.settings import ChainHeadsSettings
from omc.adapters.sources.chain_heads.source import ChainHeads
from omc.ledgers.sources import SourceInfo
from omc.ledgers.taxonomy import Ledger

INFO = SourceInfo(
    name="chain_heads",
    version="1",
    ledger=Ledger.GLASS,
    title="Public RPC hosts: block height and gas price",
    tier=1,
    settings_schema=ChainHeadsSettings.model_json_schema(),
    schedule="rate(5 minutes)",
    expected=2,
    lag_ms=60_000,
)
PLUGIN = Plugin(INFO, ChainHeadsSettings, lambda settings, context: ChainHeads(INFO, settings, context))
