"""What all settings of sources have in common."""

from pydantic import BaseModel, ConfigDict


class SourceSettings(BaseModel):
    """Base of every source's settings: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)
