"""Settings of this source."""

from pydantic import Field, SecretStr

from omc.adapters.evidence.settings import SourceSettings

TOKENS = ("LINK", "ARKM", "AAVE", "PUFFER", "BIO", "CYBER", "MAVIA", "GEAR", "REZ", "DAO")


class NansenSettings(SourceSettings):
    api_key: SecretStr = Field(title="API key", min_length=8)
    chains: tuple[str, ...] = Field(default=("ethereum",), min_length=1, max_length=10, title="Chains")
    labels: tuple[str, ...] = Field(default=("Fund", "Smart Trader"), min_length=1, title="Labels of wallets")
    tokens: tuple[str, ...] = Field(
        default=TOKENS, title="Tokens", description="Symbols to keep; none keeps all."
    )
    credits_a_month: int = Field(
        default=3000,
        ge=1,
        title="Calls a month",
        description="The plan's calls; a run that has none left stops.",
    )
