"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings

SPACES = {
    "uniswap": "UNI", "aave.eth": "AAVE", "ens.eth": "ENS", "gitcoindao.eth": "GTC",
    "arbitrumfoundation.eth": "ARB", "safe.eth": "SAFE", "lido-snapshot.eth": "LDO", "starknet.eth": "STRK",
}  # fmt: skip


class SnapshotSettings(SourceSettings):
    spaces: dict[str, str] = Field(
        default=SPACES, min_length=1, title="Spaces", description="Snapshot space and the token it governs."
    )
