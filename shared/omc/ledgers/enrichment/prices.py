"""What models cost, USD per million tokens. A model without a price is not asked: it might cost anything."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from omc.kernel.errors import InvalidInput
from omc.ledgers.enrichment.model import Completion, Prompt

_MILLION = Decimal(1_000_000)
MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class Price:
    """USD per million tokens. Input that the provider had already is counted at the full price."""

    input_usd: Decimal
    output_usd: Decimal

    def most_of(self, prompt: Prompt) -> Decimal:
        """USD a call costs at most."""
        return self._usd(prompt.most_tokens_in, prompt.most_tokens)

    def of(self, told: Completion) -> Decimal:
        """USD that an answer cost."""
        return self._usd(told.tokens_in, told.tokens_out)

    def _usd(self, tokens_in: int, tokens_out: int) -> Decimal:
        total = tokens_in * self.input_usd + tokens_out * self.output_usd
        return (total / _MILLION).quantize(MICRO, rounding=ROUND_CEILING)


def _price(input_usd: str, output_usd: str) -> Price:
    return Price(Decimal(input_usd), Decimal(output_usd))


# By a model's name, to which a date may be added. Prices age: another is set in the collector's settings.
LISTED: dict[str, Price] = {
    "deepseek-chat": _price("0.27", "1.10"),
    "deepseek-reasoner": _price("0.55", "2.19"),
    "o3-mini": _price("1.10", "4.40"),
    "o3": _price("2.00", "8.00"),
    "gpt-4.1": _price("2.00", "8.00"),
    "grok-4": _price("3.00", "15.00"),
    "grok-3-mini": _price("0.30", "0.50"),
}


def price_of(model: str, input_usd: Decimal | None = None, output_usd: Decimal | None = None) -> Price:
    """The price told, else the listed one; InvalidInput for a model without either."""
    if input_usd is not None and output_usd is not None:
        return Price(input_usd, output_usd)
    fitting = [name for name in LISTED if model == name or model.startswith(f"{name}-20")]
    if not fitting:
        raise InvalidInput(
            f"expected a price per million tokens for {model!r}, or one of {', '.join(LISTED)}",
            code="price_unknown",
        )
    return LISTED[max(fitting, key=len)]
