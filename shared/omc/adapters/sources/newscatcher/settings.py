"""Settings of this source."""

from pydantic import Field, SecretStr

from omc.adapters.evidence.settings import SourceSettings

# Their feeds are read by another source; an article should count once.
READ_ELSEWHERE = ("coindesk.com", "cointelegraph.com", "decrypt.co", "cryptoslate.com", "newsbtc.com")


class NewscatcherSettings(SourceSettings):
    api_token: SecretStr = Field(title="Token", min_length=8)
    query: str = Field(
        default="bitcoin OR ethereum OR cryptocurrency", min_length=2, max_length=500, title="Query"
    )
    left_out: tuple[str, ...] = Field(
        default=READ_ELSEWHERE, title="Left out", description="Domains that another source reads."
    )
    page_size: int = Field(default=100, ge=1, le=1000, title="Articles a call")
    calls_a_month: int = Field(default=1000, ge=1, title="Calls a month")
