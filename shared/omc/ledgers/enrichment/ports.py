"""What enrichment needs of the world."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from omc.ledgers.enrichment.model import Completion, ModelUse, Prompt
from omc.ledgers.reading import RecordReader


class LanguageModel(Protocol):
    """A model at a provider; fails with the errors of `omc.ledgers.errors`.

    RateLimited, HostPaused and SourceRefused mean that nothing was billed; after others nobody knows.
    """

    provider: str
    name: str

    def complete(self, prompt: Prompt) -> Completion:
        """Asks once, without trying again: each try is paid for, so each must be budgeted for."""
        ...


class KnownRecords(Protocol):
    """Which things have been told before, in whatever wording."""

    def known(self, record_ids: Sequence[str]) -> Collection[str]:
        """Those of `record_ids` that are known; Transient when the table is busy."""
        ...


class ModelUses(Protocol):
    """The book of calls, kept for 400 days."""

    def add(self, use: ModelUse) -> None:
        """The same use again changes nothing."""
        ...


@dataclass(frozen=True)
class LedgerPlaces:
    """Where an enricher finds what it works on, and writes down what it used."""

    reader: RecordReader
    known: KnownRecords
    uses: ModelUses
