"""A client of the deployed HTTP API, as the demo and the tests use it: the same doors as the console's."""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx

from local.people import Person, sign_in
from local.stack import Stack

Json = Any


class ApiError(RuntimeError):
    """The API answered with a problem; `status` and `body` are its words."""

    def __init__(self, method: str, path: str, status: int, body: Json) -> None:
        super().__init__(f"{method} {path} answered {status}: {body}")
        self.status = status
        self.body = body


class Api:
    """One person's view of the API. Writes carry a fresh Idempotency-Key unless one is given."""

    def __init__(self, stack: Stack, who: Person) -> None:
        self._stack, self._who = stack, who
        self._client = httpx.Client(base_url=stack.api_url, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, **params: str | int) -> Json:
        return self._call("GET", path, params=params)

    def post(self, path: str, body: Json | None = None, *, key: str | None = None) -> Json:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._call("POST", path, json=body if body is not None else {}, headers=headers)

    def patch(self, path: str, body: Json) -> Json:
        return self._call("PATCH", path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})

    def raw(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """The plain answer, whatever its status; signs in again when the token has run out."""
        headers: Mapping[str, str] = kwargs.pop("headers", {})
        for attempt in range(2):
            signed = {"Authorization": f"Bearer {self._who.token}", **headers}
            answer = self._client.request(method, path, headers=signed, **kwargs)
            if answer.status_code != 401 or attempt:
                break
            self._who = sign_in(self._stack, self._who.email, self._who.password)
        return answer

    def _call(self, method: str, path: str, **kwargs: Any) -> Json:
        answer = self.raw(method, path, **kwargs)
        body = answer.json() if answer.content else None
        if answer.status_code >= 400:
            raise ApiError(method, path, answer.status_code, body)
        return body


def wait_until(probe: Callable[[], Json], *, within_s: float, what: str, every_s: float = 0.2) -> Json:
    """The first truthy answer of `probe`; TimeoutError names what was awaited and what came last."""
    deadline = time.monotonic() + within_s
    while True:
        seen = probe()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {within_s:.0f} s for {what}; last seen: {seen!r}")
        time.sleep(every_s)
