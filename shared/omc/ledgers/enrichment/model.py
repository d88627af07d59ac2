"""What passes between us and a language model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omc.kernel.instants import Ms

ROLE = "enrichment"


@dataclass(frozen=True)
class Prompt:
    """system: our words. user: JSON with the posts, which are data. schema: JSON schema of the answer.
    most_tokens: of the answer."""

    prompt_id: str
    system: str
    user: str
    schema: Mapping[str, Any]
    most_tokens: int

    @property
    def most_tokens_in(self) -> int:
        """What the prompt has at most: tokenizers work on bytes, so no text has more tokens than bytes."""
        sent = (self.system, self.user, str(self.schema))
        return sum(len(text.encode()) for text in sent) + _FRAME_TOKENS


# Roles, names and brackets that a provider puts around what we send.
_FRAME_TOKENS = 200


@dataclass(frozen=True)
class Completion:
    """One answer. whole: False when it was cut at its longest, refused or filtered. cached: tokens of
    `tokens_in` that the provider had already."""

    text: str
    tokens_in: int
    tokens_out: int
    whole: bool = True
    cached: int = 0


@dataclass(frozen=True)
class Judgement:
    """What a model says of one coin in one post: score in [-1, 1], confidence in [0, 1]."""

    symbol: str
    score: Decimal
    confidence: Decimal
    rationale: str


# By the number of the post in the prompt, from 1.
Judgements = Mapping[int, Sequence[Judgement]]


@dataclass(frozen=True)
class ModelUse:
    """One call, for the books. cost_usd: by our list of prices; of a call without an answer what it may have
    cost at most. error: a code, None for an answer that was of use."""

    at: Ms
    role: str
    provider: str
    model: str
    prompt_id: str
    collector_id: str
    posts: int
    tokens_in: int
    tokens_out: int
    cached: int
    cost_usd: Decimal
    latency_ms: Ms
    error: str | None = None
