"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings

# Slug -> the token people trade for it; a protocol without one has none.
PROTOCOLS = {
    "lido": "LDO", "aave": "AAVE", "makerdao": "MKR", "uniswap": "UNI", "curve-dex": "CRV", "justlend": "JST",
    "compound-finance": "COMP", "pancakeswap": "CAKE", "balancer": "BAL", "rocket-pool": "RPL",
    "convex-finance": "CVX", "sushiswap": "SUSHI", "venus": "XVS", "gmx": "GMX", "frax": "FXS",
    "liquity": "LQTY", "yearn-finance": "YFI", "stargate": "STG", "synthetix": "SNX", "pendle": "PENDLE",
}  # fmt: skip
CHAINS = {
    "Ethereum": "ETH",
    "Solana": "SOL",
    "BSC": "BNB",
    "Tron": "TRX",
    "Avalanche": "AVAX",
    "Arbitrum": "ARB",
}


class DefiLlamaSettings(SourceSettings):
    protocols: dict[str, str] = Field(
        default=PROTOCOLS, title="Protocols", description="Slug at DeFiLlama and the token it stands for."
    )
    chains: dict[str, str] = Field(
        default=CHAINS, title="Chains", description="Name at DeFiLlama and the coin it stands for."
    )
    stablecoins: bool = Field(
        default=True, title="Stablecoins", description="Also the supply of stablecoins."
    )
