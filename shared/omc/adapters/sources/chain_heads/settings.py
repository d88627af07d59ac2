"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings

ETHEREUM = (
    "https://ethereum-rpc.publicnode.com", "https://eth.llamarpc.com", "https://rpc.ankr.com/eth",
    "https://cloudflare-eth.com", "https://1rpc.io/eth",
)  # fmt: skip
SOLANA = ("https://api.mainnet-beta.solana.com", "https://solana-rpc.publicnode.com")


class ChainHeadsSettings(SourceSettings):
    ethereum: tuple[str, ...] = Field(
        default=ETHEREUM, min_length=1, max_length=10, title="Ethereum hosts", description="Asked in order."
    )
    solana: tuple[str, ...] = Field(
        default=SOLANA, min_length=1, max_length=10, title="Solana hosts", description="Asked in order."
    )
