"""How new an answer of the ledgers is, on the wire."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import Field

from omc.contracts.http.common import Instant, Wire
from omc.kernel.instants import Ms
from omc.ledgers.taxonomy import Ledger
from omc.ledgers.views.freshness import freshness

# Enough for any figure shown; a quotient has no end of digits of its own.
_PLACES = Decimal("1e-8")


class FreshnessOut(Wire):
    """How new an answer is."""

    as_of: Instant = Field(description="When it was read")
    known_at: Instant | None = Field(description="When the newest record in it was known; null without any")
    stale: bool = Field(description="True: the newest record is older than it should be")
    synthetic: bool = Field(description="True: at least one record was made up for a demonstration")

    @classmethod
    def of(cls, told: Iterable[tuple[Ms, bool]], ledger: Ledger, at: Ms) -> "FreshnessOut":
        return cls(as_of=at, **vars(freshness(told, ledger, at)))


def short(value: Decimal | None) -> Decimal | None:
    """A quotient with eight places."""
    return None if value is None else value.quantize(_PLACES)
