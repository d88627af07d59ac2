"""Settings of this source."""

from pydantic import Field

from omc.adapters.evidence.settings import SourceSettings


class FearGreedSettings(SourceSettings):
    history_days: int = Field(
        default=3, ge=1, le=3650, title="Days to ask for", description="How many days back a run asks for."
    )
