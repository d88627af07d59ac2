"""A model by its provider's name; the dialect of one provider imports no other."""

from omc.adapters.evidence.http.client import Http
from omc.adapters.llm.anthropic.model import AnthropicModel
from omc.adapters.llm.openai_compatible.model import ChatModel
from omc.ledgers.enrichment.ports import LanguageModel

ANTHROPIC = "anthropic"


def language_model(http: Http, provider: str, name: str, api_key: str, timeout_s: float) -> LanguageModel:
    """timeout_s: how long an answer may take."""
    if provider == ANTHROPIC:
        return AnthropicModel(http, name, api_key, timeout_s)
    return ChatModel(http, provider, name, api_key, timeout_s)
