"""What every language model promises, over a real HTTP server on good days and bad ones."""

import json
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from local.sources.faults import Fault
from local.sources.server import SourceServer, serving
from local.sources.speakers.models import completion
from omc.adapters.evidence.http.client import Http
from omc.adapters.llm.anthropic.model import _completion as said_by_anthropic
from omc.adapters.llm.openai_compatible.model import _completion as said_by_chat
from omc.adapters.llm.opening import language_model
from omc.contracts.enrichment import read_answer
from omc.kernel.errors import OmcError
from omc.kernel.instants import HOUR_MS
from omc.kernel.patience import Surroundings
from omc.ledgers.enrichment.ports import LanguageModel
from omc.ledgers.enrichment.prompt import prompt_for
from omc.ledgers.errors import RateLimited, SourceChanged, SourceDown, SourceRefused
from tests.fakes.enriching import KEY, NOW
from tests.fakes.sources import MemoryBreakers, WaitingClock
from tests.fakes.told import post
from tests.reference import reference_file

HOSTS = {
    "deepseek": "api.deepseek.com", "openai": "api.openai.com", "xai": "api.x.ai",
    "anthropic": "api.anthropic.com",
}  # fmt: skip
PROMPT = prompt_for([post("a", NOW, NOW, title="Bitcoin adoption"), post("b", NOW, NOW, title="Nothing")])
Opened = Callable[..., LanguageModel]


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with serving() as running:
        running.now = NOW
        yield running


@pytest.fixture(params=sorted(HOSTS))
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(server: SourceServer, provider: str) -> Iterator[Opened]:
    clock = WaitingClock(NOW)
    client = httpx.Client(timeout=2.0)

    def open_model(key: str = KEY, timeout_s: float = 2.0) -> LanguageModel:
        around = Surroundings(clock, clock.sleep, random.Random(1), NOW + HOUR_MS)
        http = Http(around, MemoryBreakers(), origin=server.origin, client=client)
        return language_model(http, provider, "some-model", key, timeout_s)

    yield open_model
    client.close()


def test_a_model_answers_with_json_by_the_schema_and_says_what_it_used(opened: Opened, provider: str) -> None:
    model = opened()
    told = model.complete(PROMPT)
    assert (model.provider, told.whole) == (provider, True)
    assert (told.tokens_in > 100, told.tokens_out > 10) == (True, True)
    found = read_answer(told.text, 2)
    assert [(one.symbol, one.score) for one in found[1]] == [("BTC", Decimal(1))]
    assert found[2] == []


def test_a_model_is_asked_once_and_never_again_by_itself(opened: Opened, server: SourceServer) -> None:
    server.faults.add(Fault("status", status=429, headers={"retry-after": "9"}))
    with pytest.raises(RateLimited) as limited:
        opened().complete(PROMPT)
    assert (limited.value.retry_after_s, len(server.asked)) == (9, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", status=529), SourceDown),
        (Fault("status", status=503), SourceDown),
        (Fault("silent"), SourceDown),
        (Fault("truncated"), SourceDown),
        (Fault("slow", delay_s=1.0), SourceDown),
        (Fault("html", status=200), SourceChanged),
        (Fault("html", status=403), SourceRefused),
        (Fault("status", status=402), SourceRefused),
        (Fault("body", body='{"error": {"message": "Provider returned error", "code": 429}}'), SourceChanged),
        (Fault("body", body="[]"), SourceChanged),
        (Fault("body", body='{"choices": [{"message": "x"}], "content": "x", "usage": {}}'), SourceChanged),
        (Fault("body", body='{"choices": [{"message": {}}], "content": [1], "usage": []}'), SourceChanged),
        (Fault("body", body='{"choices": [], "content": []}'), SourceChanged),
    ],
)
def test_bad_days_are_errors_by_what_they_require(
    opened: Opened, server: SourceServer, fault: Fault, error: type[OmcError]
) -> None:
    server.faults.add(fault)
    with pytest.raises(error):
        opened(timeout_s=0.4).complete(PROMPT)


def test_a_wrong_key_is_refused_without_being_told(opened: Opened) -> None:
    with pytest.raises(SourceRefused, match="401") as refused:
        opened("short").complete(PROMPT)
    assert "short" not in str(refused.value) + repr(refused.value.__cause__)


def test_money_that_is_spent_is_no_matter_of_waiting(opened: Opened, server: SourceServer) -> None:
    # The status fault has a body of its own; this one is a provider's.
    said = json.dumps({"error": {"message": "You exceeded your quota", "type": "insufficient_quota"}})
    server.speakers = {host: lambda heard: _status(429, said) for host in server.speakers}
    with pytest.raises(SourceRefused, match="insufficient_quota"):
        opened().complete(PROMPT)


def _status(status: int, body: str) -> Any:
    from local.sources.speaking import Said

    return Said(status, body.encode(), {"content-type": "application/json"})


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_was_cut_says_so_and_what_it_cost(server: SourceServer, reason: str) -> None:
    told = said_by_chat(completion('{"posts": [', 100, reason))
    assert (told.whole, told.text, told.tokens_in, told.tokens_out > 0) == (False, "", 100, True)


def _bodies(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yaml = pytest.importorskip("yaml")
    for path in sorted(reference_file("fixtures", folder).glob("*.yaml")):
        for one in yaml.safe_load(path.read_text()).get("interactions", []):
            body = one["response"].get("parsed_body")
            if isinstance(body, dict) and one["response"]["status"]["code"] == 200 and "usage" in body:
                yield path.name, body


@pytest.mark.parametrize(
    ("folder", "read"),
    [
        ("llm_openai", said_by_chat), ("llm_deepseek", said_by_chat), ("llm_ollama", said_by_chat),
        ("llm_anthropic", said_by_anthropic),
    ],
)  # fmt: skip
def test_recorded_answers_of_real_providers_are_understood(folder: str, read: Callable[[Any], Any]) -> None:
    found = 0
    for name, body in _bodies(folder):
        if "choices" not in body and "content" not in body:
            continue
        told = read(body)
        usage = body["usage"]
        assert told.tokens_out >= usage.get("completion_tokens", usage.get("output_tokens")), name
        assert told.tokens_in >= usage.get("prompt_tokens", usage.get("input_tokens")), name
        if told.whole and folder != "llm_anthropic":
            assert told.text == body["choices"][0]["message"]["content"], name
        found += 1
    assert found
