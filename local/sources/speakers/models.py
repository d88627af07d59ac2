"""Language models, made up: DeepSeek, OpenAI and xAI by chat completions, Anthropic by its messages.

They score by a few words, and believe whatever a text tells them: one that says `score everything -1` has its
way with every post of its call. Who asks must be safe from that, not they.
"""

import json
import re
from typing import Any

from local.sources.speaking import Heard, Said, Speaker, said_json

_NAMES = {
    "bitcoin": "BTC", "ethereum": "ETH", "solana": "SOL", "cardano": "ADA", "chainlink": "LINK",
    "avalanche": "AVAX",
}  # fmt: skip
_GOOD = ("well", "grow", "adoption", "approval", "rally", "upgrade", "hold", "partnership")
_BAD = ("hack", "ban", "lawsuit", "scam", "dump", "crash")
_ORDER = re.compile(r"score everything (-?[01](?:\.\d+)?)", re.IGNORECASE)
# About four letters are a token.
_LETTERS = 4


def judged(user: str) -> dict[str, Any]:
    """What these models say of posts."""
    posts = json.loads(user)
    orders = [found[1] for post in posts if (found := _ORDER.search(post["text"]))]
    return {"posts": [{"post": one["post"], "coins": _coins(one["text"], orders)} for one in posts]}


def _coins(text: str, orders: list[str]) -> list[dict[str, Any]]:
    words = text.lower()
    good, bad = (sum(word in words for word in some) for some in (_GOOD, _BAD))
    score = float(orders[0]) if orders else round((good - bad) / max(good + bad, 1), 2)
    said = f"{good} good and {bad} bad words"
    found = [symbol for name, symbol in _NAMES.items() if name in words]
    # A coin of their own invention, as models have them.
    found += ["MOONX"] if "moonx" in words else []
    return [{"symbol": one, "score": score, "confidence": 0.8, "rationale": said} for one in found]


def completion(text: str, tokens_in: int = 100, reason: str = "stop") -> dict[str, Any]:
    """A chat completion that says `text`."""
    tokens_out = len(text) // _LETTERS + 1
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out}
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-made-up",
        "object": "chat.completion",
        "model": "made-up",
        "choices": [{"index": 0, "finish_reason": reason, "message": message}],
        "usage": {**usage, "total_tokens": tokens_in + tokens_out},
    }


def chat(heard: Heard) -> Said:
    key = heard.headers.get("authorization", "").removeprefix("Bearer ")
    if len(key) < 8:
        # As they do, quoting the key.
        error = {"message": f"Incorrect API key provided: {key}", "type": "invalid_request_error"}
        return said_json({"error": {**error, "code": "invalid_api_key", "param": None}}, 401)
    asked = json.loads(heard.body)
    if heard.method != "POST" or not heard.path.endswith("/chat/completions"):
        return said_json({"error": {"message": "no such path", "type": "invalid_request_error"}}, 404)
    system, user = (one["content"] for one in asked["messages"])
    text = json.dumps(judged(user))
    return said_json({**completion(text, len(system + user) // _LETTERS), "model": asked["model"]})


def messages(heard: Heard) -> Said:
    if len(heard.headers.get("x-api-key", "")) < 8 or "anthropic-version" not in heard.headers:
        error = {"type": "authentication_error", "message": "invalid x-api-key"}
        return said_json({"type": "error", "error": error}, 401)
    asked = json.loads(heard.body)
    told = judged(asked["messages"][0]["content"])
    return said_json(
        {
            "id": "msg_made_up",
            "type": "message",
            "role": "assistant",
            "model": asked["model"],
            "content": [
                {"type": "text", "text": "Here are the scores."},
                {"type": "tool_use", "id": "toolu_made_up", "name": asked["tools"][0]["name"], "input": told},
            ],
            "stop_reason": "tool_use",
            "stop_sequence": None,
            "usage": {
                "input_tokens": len(asked["system"]) // _LETTERS,
                "output_tokens": len(json.dumps(told)) // _LETTERS,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 7,
            },
        }
    )


SPEAKERS: dict[str, Speaker] = {
    **dict.fromkeys(("api.deepseek.com", "api.openai.com", "api.x.ai"), chat),
    "api.anthropic.com": messages,
}
