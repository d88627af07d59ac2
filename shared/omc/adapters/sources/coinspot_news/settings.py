"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class CoinSpotNewsSettings(SourceSettings):
    articles: int = Field(default=50, ge=5, le=100, title="Articles", description="Newest read of each poll.")
