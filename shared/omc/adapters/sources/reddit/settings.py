"""Settings of this source."""

from pydantic import Field, SecretStr

from omc.adapters.evidence.settings import SourceSettings

SUBREDDITS = ("CryptoCurrency", "Bitcoin", "ethereum", "CryptoMarkets", "altcoin")


class RedditSettings(SourceSettings):
    client_id: SecretStr = Field(title="Client id", min_length=6)
    client_secret: SecretStr = Field(title="Client secret", min_length=6)
    user_agent: str = Field(
        min_length=10,
        max_length=200,
        title="User agent",
        description="Unique, such as linux:ohmycoins:1 (by /u/you); a generic one is refused.",
    )
    subreddits: tuple[str, ...] = Field(default=SUBREDDITS, min_length=1, max_length=20, title="Subreddits")
    posts: int = Field(default=50, ge=1, le=100, title="Posts", description="Hot posts of each.")
    comments_of: int = Field(
        default=10, ge=0, le=25, title="Comments of", description="New or growing posts of each, at most."
    )
