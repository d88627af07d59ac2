"""An app's token: fetched with the client's id and secret, kept in the process, renewed five minutes early.

A token is a secret too: it is never stored, and it shows in no error.
"""

import base64
from typing import Any

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.client import Question
from omc.adapters.evidence.reading import dig, integer_text
from omc.adapters.sources.reddit.settings import RedditSettings
from omc.kernel.errors import OmcError
from omc.kernel.instants import MINUTE_MS, SECOND_MS
from omc.ledgers.errors import RateLimited, SourceRefused

_TOKEN_URL = "https://www.reddit.com/api/v1/access_token"
_API = "https://oauth.reddit.com"
_EARLY_MS = 5 * MINUTE_MS
_KEPT = "reddit:token"
# Data centres without a good name are sent an HTML page with 403: too fast, or not welcome for a while.
_REST_S = 600.0
_UNAUTHORIZED, _FORBIDDEN = 401, 403


class Access:
    def __init__(self, settings: RedditSettings, context: Context) -> None:
        self._settings, self._context = settings, context

    def get(self, path: str, **params: str) -> Any:
        """The JSON at a path of the API; an expired token is renewed and the question asked once more."""
        try:
            return self._ask(path, params)
        except SourceRefused:
            if self._context.kept.pop(_KEPT, None) is None:
                raise
            return self._ask(path, params)

    def _ask(self, path: str, params: dict[str, str]) -> Any:
        headers = {"authorization": f"bearer {self._token()}", "user-agent": self._settings.user_agent}
        question = Question(
            f"{_API}{path}", params={"raw_json": "1", **params}, headers=headers, meaning=_meaning
        )
        return self._context.http.ask(question).json()

    def _token(self) -> str:
        token, until = self._context.kept.get(_KEPT, ("", 0))
        now = self._context.http.now()
        if now < until - _EARLY_MS:
            return str(token)
        settings = self._settings
        pair = f"{settings.client_id.get_secret_value()}:{settings.client_secret.get_secret_value()}"
        basic = base64.b64encode(pair.encode()).decode()
        answer = self._context.http.ask(
            Question(
                _TOKEN_URL,
                method="POST",
                form={"grant_type": "client_credentials"},
                headers={"authorization": f"Basic {basic}", "user-agent": settings.user_agent},
                meaning=_meaning,
            )
        )
        document = answer.json()
        token = str(dig(document, "access_token"))
        self._context.kept[_KEPT] = (token, now + integer_text(document, "expires_in") * SECOND_MS)
        return token


def _meaning(answer: Answer) -> OmcError | None:
    if answer.status == _FORBIDDEN and answer.is_html:
        return RateLimited(f"{answer.place} shows a page instead of an answer", retry_after_s=_REST_S)
    if answer.status == _UNAUTHORIZED:
        return SourceRefused(f"expected {answer.place} to take our token, got 401")
    return None
