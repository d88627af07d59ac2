"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class CoinMetricsSettings(SourceSettings):
    assets: tuple[str, ...] = Field(default=("BTC", "ETH"), min_length=1, max_length=20, title="Coins")
    history_days: int = Field(
        default=90, ge=1, le=4000, title="First look", description="Days of history a first run asks for."
    )
