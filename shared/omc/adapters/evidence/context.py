"""What a source works with while it runs."""

from dataclasses import dataclass

from omc.adapters.evidence.http.client import Http
from omc.ledgers.sources import Memory, Quotas


@dataclass(frozen=True)
class Context:
    """instance: whose memory and quotas these are. synthetic: the other side is made up, and every record
    must say so."""

    http: Http
    memory: Memory
    quotas: Quotas
    instance: str
    synthetic: bool = False
