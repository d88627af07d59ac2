"""One call of a model within the budget, and what is believed of its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from omc.kernel.errors import InvalidInput, OmcError
from omc.kernel.instants import Ms
from omc.ledgers.enrichment.budget import Budget
from omc.ledgers.enrichment.model import ROLE, Completion, Judgements, ModelUse, Prompt
from omc.ledgers.enrichment.ports import LanguageModel, ModelUses
from omc.ledgers.enrichment.prices import Price
from omc.ledgers.enrichment.prompt import prompt_for
from omc.ledgers.errors import HostPaused, RateLimited, SourceRefused
from omc.ledgers.records import SocialPost

_FREE = (HostPaused, RateLimited, SourceRefused)
# An answer's text and the number of posts that were asked about -> what it says of each; InvalidInput.
Reader = Callable[[str, int], Judgements]


@dataclass
class Spent:
    """What a run has used so far."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: Decimal = Decimal(0)

    def add(self, use: ModelUse) -> None:
        self.calls += 1
        self.tokens_in += use.tokens_in
        self.tokens_out += use.tokens_out
        self.usd += use.cost_usd


@dataclass
class Asking:
    """again: the rules of trying again; each try is budgeted and written down by itself."""

    model: LanguageModel
    price: Price
    budget: Budget
    uses: ModelUses
    now: Callable[[], Ms]
    again: Callable[[Callable[[], Judgements]], Judgements]
    read: Reader
    collector_id: str
    spent: Spent = field(default_factory=Spent)

    def judge(self, posts: Sequence[SocialPost]) -> Judgements:
        """What the model says of each post. InvalidInput for an answer that is none, QuotaSpent when the
        budget does not allow the call, else the errors of the model's host."""
        prompt = prompt_for(posts)
        return self.again(lambda: self._once(prompt, len(posts)))

    def _once(self, prompt: Prompt, posts: int) -> Judgements:
        began = self.now()
        reserved = self.budget.reserve(self.price.most_of(prompt), began)
        try:
            told = self.model.complete(prompt)
        except OmcError as error:
            # Whoever refused did no work. Of one who fell silent, or said what cannot be read, nobody knows.
            cost = Decimal(0) if isinstance(error, _FREE) else reserved.usd
            self.budget.settle(reserved, cost)
            self._write(prompt, posts, began, Completion("", 0, 0), cost, error.code)
            raise
        cost = self.price.of(told)
        self.budget.settle(reserved, cost)
        try:
            if not told.whole:
                raise InvalidInput("expected a whole answer, got one that was cut or refused")
            judged = self.read(told.text, posts)
        except InvalidInput:
            self._write(prompt, posts, began, told, cost, "invalid_response")
            raise
        self._write(prompt, posts, began, told, cost, None)
        return judged

    def _write(
        self, prompt: Prompt, posts: int, began: Ms, told: Completion, cost: Decimal, error: str | None
    ) -> None:
        use = ModelUse(
            at=began, role=ROLE, provider=self.model.provider, model=self.model.name,
            prompt_id=prompt.prompt_id, collector_id=self.collector_id, posts=posts,
            tokens_in=told.tokens_in, tokens_out=told.tokens_out, cached=told.cached,
            cost_usd=cost, latency_ms=self.now() - began, error=error,
        )  # fmt: skip
        self.spent.add(use)
        self.uses.add(use)
