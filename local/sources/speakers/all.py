"""Everybody who speaks."""

from local.sources.speakers import chains, coingecko, defillama, fear_greed, snapshot
from local.sources.speaking import Speaker

SPEAKERS: dict[str, Speaker] = {
    **chains.SPEAKERS,
    **coingecko.SPEAKERS,
    **defillama.SPEAKERS,
    **fear_greed.SPEAKERS,
    **snapshot.SPEAKERS,
}
