"""A language model's answer, read as if a stranger had written it: what does not fit exactly is refused.

Numbers outside their range, fields nobody asked for, a post twice or not at all, a coin twice: the whole
answer is InvalidInput, since a model that broke one rule may have broken others.
"""

import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from omc.kernel.errors import InvalidInput
from omc.ledgers.enrichment.model import Judgement, Judgements

LONGEST_RATIONALE = 300
_PLACES = Decimal("0.0001")
_Word = Annotated[str, StringConstraints(min_length=1, max_length=20)]
_Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class _Coin(_Strict):
    symbol: _Word
    score: float = Field(ge=-1, le=1)
    confidence: float = Field(ge=0, le=1)
    rationale: _Sentence


class _Post(_Strict):
    post: int
    coins: list[_Coin] = Field(max_length=20)


class _Answer(_Strict):
    posts: list[_Post] = Field(max_length=10)


def read_answer(text: str, posts: int) -> Judgements:
    """What an answer says of posts 1 to `posts`, of each exactly once; InvalidInput says what is wrong with
    it and repeats none of its words, which may be anybody's."""
    try:
        answer = _Answer.model_validate_json(_unfenced(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"] if not isinstance(part, str) or part in _FIELDS)
        raise InvalidInput(
            f"expected an answer by the schema, got another: {first['type']} at {place or 'its beginning'}"
        ) from None
    numbers = [one.post for one in answer.posts]
    if sorted(numbers) != list(range(1, posts + 1)):
        raise InvalidInput(f"expected an answer about posts 1 to {posts}, each once, got {len(numbers)}")
    return {one.post: _judgements(one) for one in answer.posts}


_FIELDS = frozenset({"posts", "post", "coins", "symbol", "score", "confidence", "rationale"})


def _judgements(post: _Post) -> list[Judgement]:
    found = [
        Judgement(one.symbol.upper(), _number(one.score), _number(one.confidence), _plain(one.rationale))
        for one in post.coins
    ]
    if len({one.symbol for one in found}) < len(found):
        raise InvalidInput(f"expected each coin once in post {post.post}, got one twice")
    return found


def _number(value: float) -> Decimal:
    # Minus zero is zero.
    return Decimal(repr(value)).quantize(_PLACES) + 0


def _plain(sentence: str) -> str:
    """One line without characters that do not show; never empty."""
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in sentence)
    return " ".join(shown.split())[:LONGEST_RATIONALE] or "no reason that can be read"


def _unfenced(text: str) -> str:
    """Some models put their JSON between three back-ticks, whatever they are told."""
    inner = text.strip()
    if inner.startswith("```") and inner.endswith("```") and "\n" in inner:
        inner = inner[inner.index("\n") + 1 : -3]
    return inner
