"""Claude by its messages API. The answer is asked for as the input of a tool, so that it comes as JSON.

`input_tokens` leaves out what was read from or written to a cache; both are part of what was sent.
"""

import json
from typing import Any

from omc.adapters.evidence.http.client import Http, Question
from omc.adapters.evidence.reading import dig, integer_text, object_at
from omc.adapters.llm.refusals import refusal
from omc.ledgers.enrichment.model import Completion, Prompt
from omc.ledgers.errors import SourceChanged

_URL = "https://api.anthropic.com/v1/messages"
_VERSION = "2023-06-01"
_TOOL = "answer"
_CACHE = ("cache_creation_input_tokens", "cache_read_input_tokens")


class AnthropicModel:
    """The LanguageModel port."""

    provider = "anthropic"

    def __init__(self, http: Http, name: str, api_key: str, timeout_s: float) -> None:
        self.name = name
        self._http, self._key, self._timeout_s = http, api_key, timeout_s

    def complete(self, prompt: Prompt) -> Completion:
        tool = {"name": _TOOL, "description": "The answer.", "input_schema": dict(prompt.schema)}
        asked = {
            "model": self.name,
            "max_tokens": prompt.most_tokens,
            "temperature": 0,
            "system": prompt.system,
            "messages": [{"role": "user", "content": prompt.user}],
            "tools": [tool],
            "tool_choice": {"type": "tool", "name": _TOOL},
        }
        headers = {"x-api-key": self._key, "anthropic-version": _VERSION}
        question = Question(
            _URL, method="POST", json=asked, headers=headers, meaning=refusal, patient=False,
            timeout_s=self._timeout_s,
        )  # fmt: skip
        return _completion(self._http.ask(question).json())


def _completion(document: Any) -> Completion:
    usage = object_at(document, "usage")
    cache = [integer_text(usage, name) if usage.get(name) is not None else 0 for name in _CACHE]
    blocks = dig(document, "content")
    if not isinstance(blocks, list):
        raise SourceChanged(f"expected a list as content, got {type(blocks).__name__}")
    used = [block for block in blocks if dig(block, "type") == "tool_use"]
    # Numbers came as Decimal; their digits are what was said.
    text = json.dumps(dig(used[0], "input"), default=float) if used else ""
    return Completion(
        text,
        integer_text(usage, "input_tokens") + sum(cache),
        integer_text(usage, "output_tokens"),
        whole=bool(used) and dig(document, "stop_reason") == "tool_use",
        cached=cache[1],
    )
