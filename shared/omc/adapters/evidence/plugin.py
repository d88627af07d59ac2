"""A source as it is plugged in: what it says of itself, its settings, and how it is opened.

Each folder of `omc.adapters.sources` that collects evidence has a `plugin.py` with a `PLUGIN`. Settings are
a pydantic model: its JSON schema makes the form, its SecretStr fields are write-only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.settings import SourceSettings
from omc.contracts.events import invalid
from omc.ledgers.sources import Source, SourceInfo

S = TypeVar("S", bound=SourceSettings)


@dataclass(frozen=True)
class Plugin(Generic[S]):
    """gap_s: least time between two calls of a run."""

    info: SourceInfo
    settings: type[S]
    open_with: Callable[[S, Context], Source]
    gap_s: float = 0.0

    def read(self, settings: Mapping[str, Any]) -> S:
        """Settings as their model; InvalidInput names each wrong field, without the value of a secret."""
        try:
            return self.settings.model_validate(settings)
        except ValidationError as error:
            raise invalid(f"settings of {self.info.name}", _hidden(error, self.info.secrets)) from None

    def open(self, settings: Mapping[str, Any], context: Context) -> Source:
        return self.open_with(self.read(settings), context)


def _hidden(error: ValidationError, secrets: tuple[str, ...]) -> ValidationError:
    """The same complaints with the words that came for a secret left out."""
    lines = []
    for one in error.errors():
        hidden = not one["loc"] or one["loc"][0] in secrets
        line: Any = {"type": one["type"], "loc": one["loc"], "input": "***" if hidden else one["input"]}
        if "ctx" in one:
            line["ctx"] = one["ctx"]
        lines.append(line)
    return ValidationError.from_exception_data(error.title, lines)
