"""Settings of this source."""

from typing import Literal

from pydantic import Field, SecretStr

from omc.adapters.evidence.settings import SourceSettings

COINS = ("BTC", "ETH", "SOL", "AVAX", "LINK", "AAVE", "UNI", "DOT", "ADA", "MATIC")


class CryptoPanicSettings(SourceSettings):
    auth_token: SecretStr = Field(title="Token", min_length=8)
    api: Literal["v2", "v1"] = Field(default="v2", title="Version of the API")
    plan: Literal["developer", "growth", "enterprise"] = Field(default="developer", title="Plan")
    currencies: tuple[str, ...] = Field(default=COINS, min_length=1, max_length=50, title="Coins")
    filters: tuple[Literal["important", "rising", "hot", "bullish", "bearish"], ...] = Field(
        default=("important",), title="Filters", description="One call for each."
    )
    calls_a_month: int = Field(
        default=100,
        ge=1,
        title="Calls a month",
        description="What the plan allows; they are spread over the month.",
    )
