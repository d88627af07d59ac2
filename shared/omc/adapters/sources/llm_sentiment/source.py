"""Posts of the ledger, scored by a language model, as records of their own.

60 requests a minute at most; each try is one call that the budget knows of.
"""

from collections.abc import Iterator
from decimal import Decimal

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.reading import checking
from omc.adapters.llm.opening import language_model
from omc.adapters.sources.llm_sentiment.settings import LlmSentimentSettings
from omc.contracts.enrichment import read_answer
from omc.kernel.errors import Bug
from omc.kernel.instants import SECOND_MS, Ms
from omc.ledgers.enrichment.asking import Asking
from omc.ledgers.enrichment.budget import Budget
from omc.ledgers.enrichment.ports import LedgerPlaces
from omc.ledgers.enrichment.service import Enricher, Plan
from omc.ledgers.records import SocialPost
from omc.ledgers.sources import Checked, Page, SourceInfo

_TIMEOUT_S, _CHECK_TIMEOUT_S = 60.0, 10.0


class LlmSentiment:
    """The Source port."""

    def __init__(self, info: SourceInfo, settings: LlmSentimentSettings, context: Context) -> None:
        self.info, self._settings, self._context = info, settings, context

    def check(self, now: Ms) -> Checked:
        """Scores one made-up sentence; it costs what a post costs, and nothing is stored."""
        post = SocialPost(
            source=self.info.name, natural_key="test", event_time=now, known_at=now, community="test",
            title="Bitcoin is doing well.",
        )  # fmt: skip
        return checking(lambda: self._asking(_CHECK_TIMEOUT_S).judge([post]), self._context.http.now, now)

    def collect(self, since: Ms | None) -> Iterator[Page]:
        del since  # What is scored says so itself.
        settings = self._settings
        plan = Plan(
            settings.sources, settings.hours, settings.posts_a_run, settings.posts_a_call,
            round(_TIMEOUT_S * SECOND_MS),
        )  # fmt: skip
        yield from Enricher(
            self.info, plan, self._places(), self._asking(_TIMEOUT_S), self._context.memory,
            self._context.http.left_ms, synthetic=self._context.synthetic,
        ).pages()  # fmt: skip

    def _places(self) -> LedgerPlaces:
        if self._context.ledger is None:
            raise Bug("expected the ledger's places beside an enricher, got none")
        return self._context.ledger

    def _asking(self, timeout_s: float) -> Asking:
        settings, http = self._settings, self._context.http
        key = settings.api_key.get_secret_value()
        budget = Budget(
            self._context.quotas,
            Decimal(str(settings.daily_budget_usd)),
            Decimal(str(settings.monthly_budget_usd)),
        )
        return Asking(
            language_model(http, settings.provider, settings.model, key, timeout_s),
            settings.price(), budget, self._places().uses, http.now, http.again, read_answer,
            self._context.instance,
        )  # fmt: skip
