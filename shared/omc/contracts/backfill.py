"""What the steps of a backfill's state machine are told."""

from pydantic import BaseModel, Field

from omc.contracts.backtest import words_of


class BackfillInput(BaseModel):
    backfill_id: str


class PageInput(BackfillInput):
    page: int = Field(ge=0)


class FailedBackfill(BackfillInput):
    """error: the exception's name; cause: what it said, often JSON of the runtime."""

    error: str
    cause: str = ""

    def words(self) -> str:
        return words_of(self.error, self.cause)
