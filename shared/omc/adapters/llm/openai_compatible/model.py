"""Chat completions: OpenAI, DeepSeek, xAI.

Some servers send an error with 200, so `choices` is always looked for; a `refusal` is no answer; what a
server thought and did not say is billed as its answer, so tokens out are the total less those in.
"""

from dataclasses import dataclass
from typing import Any

from omc.adapters.evidence.http.client import Http, Question
from omc.adapters.evidence.reading import integer_text, object_at
from omc.adapters.llm.refusals import refusal
from omc.ledgers.enrichment.model import Completion, Prompt


@dataclass(frozen=True)
class Server:
    """json_schema: whether it holds an answer to a schema; others promise JSON only. most_tokens: the name
    of the field that limits the answer."""

    url: str
    json_schema: bool
    most_tokens: str


SERVERS = {
    "deepseek": Server("https://api.deepseek.com/chat/completions", False, "max_tokens"),
    "openai": Server("https://api.openai.com/v1/chat/completions", True, "max_completion_tokens"),
    "xai": Server("https://api.x.ai/v1/chat/completions", True, "max_tokens"),
}


class ChatModel:
    """The LanguageModel port."""

    def __init__(self, http: Http, provider: str, name: str, api_key: str, timeout_s: float) -> None:
        self.provider, self.name = provider, name
        self._http, self._key, self._timeout_s = http, api_key, timeout_s
        self._server = SERVERS[provider]

    def complete(self, prompt: Prompt) -> Completion:
        question = Question(
            self._server.url, method="POST", json=self._asked(prompt),
            headers={"authorization": f"Bearer {self._key}"}, meaning=refusal, patient=False,
            timeout_s=self._timeout_s,
        )  # fmt: skip
        return _completion(self._http.ask(question).json())

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        form: dict[str, Any] = {"type": "json_object"}
        if self._server.json_schema:
            told = {"name": "answer", "strict": True, "schema": dict(prompt.schema)}
            form = {"type": "json_schema", "json_schema": told}
        asked = {
            "model": self.name,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "response_format": form,
            self._server.most_tokens: prompt.most_tokens,
        }
        # Models that reason refuse to be told how warm to be.
        return asked if self.name.startswith("o") else {**asked, "temperature": 0}


def _completion(document: Any) -> Completion:
    choice, usage = object_at(document, "choices", 0), object_at(document, "usage")
    message = object_at(choice, "message")
    text = message.get("content") or ""
    tokens_in = integer_text(usage, "prompt_tokens")
    total = integer_text(usage, "total_tokens") if usage.get("total_tokens") is not None else 0
    whole = choice.get("finish_reason") == "stop" and not message.get("refusal") and isinstance(text, str)
    return Completion(
        text if whole else "",
        tokens_in,
        max(integer_text(usage, "completion_tokens"), total - tokens_in),
        whole=whole,
        cached=_cached(usage),
    )


def _cached(usage: dict[str, Any]) -> int:
    details = usage.get("prompt_tokens_details")
    found = (
        details.get("cached_tokens") if isinstance(details, dict) else usage.get("prompt_cache_hit_tokens")
    )
    return found if isinstance(found, int) else 0
