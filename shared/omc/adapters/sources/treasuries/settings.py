"""Settings of this source."""

from decimal import Decimal

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class TreasuriesSettings(SourceSettings):
    coins: dict[str, str] = Field(
        default={"bitcoin": "BTC", "ethereum": "ETH"}, min_length=1, title="Coins",
        description="CoinGecko's id and the coin's symbol.",
    )  # fmt: skip
    least_change_fraction: Decimal = Field(
        default=Decimal("0.001"), ge=0, le=1, title="Least change",
        description="A fraction of the holding; smaller changes make no event.",
    )  # fmt: skip
