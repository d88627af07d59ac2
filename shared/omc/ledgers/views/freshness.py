"""How new what is shown is, and whether any of it was made up."""

from collections.abc import Iterable
from dataclasses import dataclass

from omc.kernel.instants import Ms
from omc.ledgers.quality.scores import fresh_for
from omc.ledgers.taxonomy import Ledger


@dataclass(frozen=True)
class Freshness:
    """known_at: of the newest record shown, None without any. stale: older than the ledger's first band.
    synthetic: at least one was made up."""

    known_at: Ms | None
    stale: bool
    synthetic: bool


def freshness(told: Iterable[tuple[Ms, bool]], ledger: Ledger, now: Ms) -> Freshness:
    """told: when each record was known, and whether it was made up. Nothing at all is empty, not stale."""
    known_at: Ms | None = None
    synthetic = False
    for known, made_up in told:
        known_at = known if known_at is None else max(known_at, known)
        synthetic = synthetic or made_up
    stale = known_at is not None and now - known_at >= fresh_for(ledger)
    return Freshness(known_at, stale, synthetic)
