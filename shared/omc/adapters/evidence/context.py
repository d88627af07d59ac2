"""What a source works with while it runs."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from omc.adapters.evidence.http.client import Http
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.sources import Memory, Quotas


@dataclass(frozen=True)
class Context:
    """instance: whose memory and quotas these are. synthetic: the other side is made up, and every record
    must say so. kept: lives as long as the process and no longer, for tokens, which are never stored. ledger:
    what is stored already, for who scores it."""

    http: Http
    memory: Memory
    quotas: Quotas
    instance: str
    synthetic: bool = False
    kept: MutableMapping[str, Any] = field(default_factory=dict)
    ledger: LedgerPlaces | None = None
