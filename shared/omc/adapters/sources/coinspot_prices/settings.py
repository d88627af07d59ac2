"""Settings of this source."""

from decimal import Decimal

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class CoinSpotPricesSettings(SourceSettings):
    widest_spread_fraction: Decimal = Field(
        default=Decimal("0.25"),
        gt=0,
        le=1,
        title="Widest spread",
        description="A fraction of the middle price; a wider book is dead, and its prices are left out.",
    )
