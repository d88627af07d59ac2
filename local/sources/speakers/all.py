"""Everybody who speaks."""

from local.sources.speakers import (
    catalysts,
    chains,
    coingecko,
    coinspot,
    defillama,
    exchanges,
    fear_greed,
    models,
    snapshot,
    words,
)
from local.sources.speaking import Speaker

SPEAKERS: dict[str, Speaker] = {
    **catalysts.SPEAKERS,
    **chains.SPEAKERS,
    **coingecko.SPEAKERS,
    **coinspot.SPEAKERS,
    **defillama.SPEAKERS,
    **exchanges.SPEAKERS,
    **fear_greed.SPEAKERS,
    **models.SPEAKERS,
    **snapshot.SPEAKERS,
    **words.SPEAKERS,
}
