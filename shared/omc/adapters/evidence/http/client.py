"""Asks a host: 30 s a call, three more tries, one breaker a host, a limit of bytes, a gap between calls.

An answer must begin within a call's limit, and one that is still coming when the limit is over is given up at
its next bytes: a host that drips is a host that is down.

Every source of evidence goes through here, so that the rules of asking are written once. Keys go into
headers or the query by the source; neither is ever part of an error, a log line or an answer's `place`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from omc.adapters.evidence.http.answer import Answer
from omc.adapters.evidence.http.meaning import problem
from omc.kernel.breakers import Breaker
from omc.kernel.errors import OmcError
from omc.kernel.instants import SECOND_MS, Ms
from omc.kernel.patience import Patience, Surroundings
from omc.ledgers.errors import HostPaused, SourceChanged, SourceDown

if TYPE_CHECKING:
    import httpx

TIMEOUT_S, TEST_TIMEOUT_S = 30.0, 10.0
LARGEST_BYTES = 8 * 1024 * 1024
AGENT = "OhMyCoins/1 (evidence collector)"

Meaning = Callable[[Answer], OmcError | None]
T = TypeVar("T")


class Breakers(Protocol):
    """The state of each host's breaker, shared by all who ask it."""

    def load(self, host: str) -> Breaker: ...

    def save(self, host: str, breaker: Breaker) -> None: ...


@dataclass(frozen=True)
class Question:
    """params and headers may hold keys. meaning: the source's own reading of a status, asked first.
    patient: False where there is another host to ask instead. timeout_s: where less than the usual
    is enough."""

    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    method: str = "GET"
    json: Any = None
    form: Mapping[str, str] | None = None
    largest_bytes: int = LARGEST_BYTES
    meaning: Meaning | None = None
    patient: bool = True
    timeout_s: float | None = None

    @property
    def place(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.hostname}{parts.path}"


def client_of(timeout_s: float) -> "httpx.Client":
    """What all share who ask with that patience; its connections stay open until it is closed."""
    # Late: who only wants to know what a source is, asks nobody.
    import httpx

    return httpx.Client(timeout=timeout_s, follow_redirects=True, max_redirects=3)


class Http:
    """gap_s: the least time between two calls. origin: another server that stands in for every host, which
    then is the first part of the path: `{origin}/api.llama.fi/protocols`. ticking: seconds that only ever
    grow, by which a call's limit is measured; the clock of `around` may be told what time it is."""

    def __init__(
        self,
        around: Surroundings,
        breakers: Breakers,
        *,
        gap_s: float = 0.0,
        timeout_s: float = TIMEOUT_S,
        origin: str | None = None,
        client: "httpx.Client | None" = None,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        self._around, self._breakers, self._gap_s, self._origin = around, breakers, gap_s, origin
        self._client = client or client_of(timeout_s)
        self._patience, self._ticking = Patience(around), ticking
        self._last_at: Ms | None = None
        self.bytes_read = 0

    @property
    def retries(self) -> int:
        return self._patience.retries

    def now(self) -> Ms:
        return self._around.clock.now()

    def left_ms(self) -> Ms:
        """Time left before the run must be over."""
        return self._around.deadline - self.now()

    def again(self, act: Callable[[], T]) -> T:
        """Acts, and acts again as `ask` does, for whoever must count each try; see Patience."""
        return self._patience.act(act)

    def ask(self, question: Question) -> Answer:
        """The answer with 2xx; the errors of `omc.ledgers.errors` otherwise, retried where that may help."""
        if not question.patient:
            return self._once(question)
        return self._patience.act(lambda: self._once(question))

    def _once(self, question: Question) -> Answer:
        host = urlsplit(question.url).hostname or ""
        breaker = self._breakers.load(host)
        asking = breaker.asks_at(self.now())
        if asking is None:
            opens_at = breaker.opens_again_at() or self.now()
            raise HostPaused(
                f"{host} failed too often and is left alone for now",
                retry_after_s=max((opens_at - self.now()) / SECOND_MS, 0.0),
            )
        if asking != breaker:
            self._breakers.save(host, asking)
        self._pace()
        try:
            answer = self._send(question)
            wrong = (question.meaning(answer) if question.meaning else None) or problem(answer)
            if isinstance(wrong, SourceDown):
                raise wrong
        except SourceDown:
            self._breakers.save(host, asking.failed(self.now()))
            raise
        if asking != asking.succeeded():
            self._breakers.save(host, asking.succeeded())
        if wrong is not None:
            raise wrong
        return answer

    def _pace(self) -> None:
        if self._last_at is not None:
            left_s = self._gap_s - (self.now() - self._last_at) / SECOND_MS
            if left_s > 0:
                self._around.sleep(left_s)
        self._last_at = self.now()

    def _send(self, question: Question) -> Answer:
        import httpx

        limit_s = self._time_left_s(question)
        request = self._client.build_request(
            question.method, self._address(question.url), params=question.params, json=question.json,
            data=question.form, headers={"user-agent": AGENT, **(question.headers or {})}, timeout=limit_s,
        )  # fmt: skip
        gives_up_at = self._ticking() + limit_s
        try:
            response = self._client.send(request, stream=True)
            try:
                body = self._read(response, question, gives_up_at)
            finally:
                response.close()
        except httpx.HTTPError as error:
            # httpx's own text may hold the address with its query, and so a key: only the kind is told.
            raise SourceDown(f"{question.place} did not answer: {type(error).__name__}") from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(question.place, response.status_code, headers, body, self.now())

    def _time_left_s(self, question: Question) -> float:
        """How long an answer may take: what is usual, or what is left before the run must be over."""
        left_s = (self._around.deadline - self.now()) / SECOND_MS
        if left_s <= 0:
            raise SourceDown(f"there was no time left to ask {question.place}")
        usual_s = self._client.timeout.read or TIMEOUT_S
        return min(usual_s, question.timeout_s or usual_s, left_s)

    def _read(self, response: "httpx.Response", question: Question, gives_up_at: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > question.largest_bytes:
                raise SourceChanged(
                    f"expected at most {question.largest_bytes} bytes of {question.place}, got more"
                )
            if self._ticking() > gives_up_at or self.now() > self._around.deadline:
                raise SourceDown(f"{question.place} was still sending when the time was up")
        self.bytes_read += len(body)
        return bytes(body)

    def _address(self, url: str) -> str:
        if self._origin is None:
            return url
        parts = urlsplit(url)
        return f"{self._origin.rstrip('/')}/{parts.hostname}{parts.path}" + (
            f"?{parts.query}" if parts.query else ""
        )
