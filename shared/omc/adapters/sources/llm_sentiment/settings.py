"""Settings of this enricher."""

from decimal import Decimal
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from omc.adapters.evidence.settings import SourceSettings
from omc.kernel.errors import InvalidInput
from omc.ledgers.enrichment.choosing import VOTED
from omc.ledgers.enrichment.prices import Price, price_of

_OWN_PRICE = "USD per million tokens; 0 for the listed price of the model."


class LlmSentimentSettings(SourceSettings):
    provider: Literal["deepseek", "openai", "xai", "anthropic"] = Field(default="deepseek", title="Provider")
    model: str = Field(default="deepseek-chat", min_length=2, max_length=80, title="Model")
    api_key: SecretStr = Field(title="API key", min_length=8)
    daily_budget_usd: float = Field(
        default=0.5,
        ge=0,
        le=1000,
        title="USD a day",
        description="At most, over all of this role; 0: no limit.",
    )
    monthly_budget_usd: float = Field(
        default=5, ge=0, le=10_000, title="USD a month", description="At most; 0: no limit."
    )
    input_usd: float = Field(default=0, ge=0, le=1000, title="Price of input", description=_OWN_PRICE)
    output_usd: float = Field(
        default=0, ge=0, le=1000, title="Price of output", description=_OWN_PRICE, validate_default=True
    )
    posts_a_run: int = Field(default=100, ge=1, le=100, title="Posts a run")
    posts_a_call: int = Field(
        default=5, ge=1, le=10, title="Posts a call", description="1 keeps each post from all others."
    )
    hours: int = Field(
        default=24, ge=1, le=72, title="Hours", description="Older posts are left as they are."
    )
    sources: tuple[str, ...] = Field(
        default=("reddit",), min_length=1, max_length=5, title="Sources of posts"
    )

    @field_validator("sources")
    @classmethod
    def _not_voted(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        if VOTED & set(sources):
            raise ValueError(f"expected sources without votes of their readers, got {sorted(VOTED)[0]}")
        return sources

    @field_validator("output_usd")
    @classmethod
    def _priced(cls, output_usd: float, told: ValidationInfo) -> float:
        if "model" in told.data and "input_usd" in told.data:
            _price(told.data["model"], told.data["input_usd"], output_usd)
        return output_usd

    def price(self) -> Price:
        return _price(self.model, self.input_usd, self.output_usd)


def _price(model: str, *told: float) -> Price:
    """ValueError for a model without a listed price that was not told one."""
    try:
        return price_of(model, *(Decimal(str(one)) if one else None for one in told))
    except InvalidInput as error:
        raise ValueError(error.message) from None
