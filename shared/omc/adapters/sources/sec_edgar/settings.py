"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings

# Ticker -> coins its filings speak of. Numbers of companies are looked up in the SEC's own file.
COMPANIES = {
    "COIN": ("BTC", "ETH", "USDC"),
    "MSTR": ("BTC",),
    "MARA": ("BTC",),
    "RIOT": ("BTC",),
    "XYZ": ("BTC",),
    "BLK": ("BTC", "ETH"),
    "IBIT": ("BTC",),
}


class SecEdgarSettings(SourceSettings):
    contact: str = Field(
        pattern=r"^.{2,80} [^@\s]+@[^@\s]+\.[^@\s]+$",
        title="Contact",
        description="A name and an address such as 'Example Co admin@example.com'; the SEC refuses without.",
    )
    companies: dict[str, tuple[str, ...]] = Field(
        default=COMPANIES, min_length=1, title="Companies", description="Ticker and the coins it stands for."
    )
    first_look_days: int = Field(default=30, ge=1, le=3650, title="First look")
