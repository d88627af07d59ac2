"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class MarketCapsSettings(SourceSettings):
    coins: int = Field(default=100, ge=10, le=250, title="Coins", description="How many of the largest.")
