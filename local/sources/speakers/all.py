"""Everybody who speaks."""

from local.sources.speakers import fear_greed
from local.sources.speaking import Speaker

SPEAKERS: dict[str, Speaker] = {**fear_greed.SPEAKERS}
