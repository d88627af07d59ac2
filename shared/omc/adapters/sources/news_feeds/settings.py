"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings

FEEDS = {
    "CoinDesk": "https://www.coindesk.com/arc/outboundfeeds/rss/",
    "Cointelegraph": "https://cointelegraph.com/rss",
    "Decrypt": "https://decrypt.co/feed",
    "CryptoSlate": "https://cryptoslate.com/feed/",
    "NewsBTC": "https://www.newsbtc.com/feed/",
}


class NewsFeedsSettings(SourceSettings):
    feeds: dict[str, str] = Field(
        default=FEEDS, min_length=1, title="Feeds", description="Outlet and address."
    )
    items: int = Field(default=10, ge=1, le=100, title="Items", description="Newest items read of each feed.")
