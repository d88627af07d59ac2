"""The Venue port over HTTP. A request that was refused at the door is VenueDown; one without an answer is
VenueTimeout, for it may have been carried out. Nothing is ever sent twice by this client."""

from collections.abc import Sequence

import httpx

from omc.contracts.floor import from_json, to_json
from omc.contracts.venue import OrderRef, Reports, SeenBar
from omc.floor.venues.model import (
    AccountTerms,
    OrderView,
    Report,
    Snapshot,
    VenueDown,
    VenueOrder,
    VenueTimeout,
)
from omc.kernel.errors import NotFound
from omc.kernel.instants import Ms
from omc.market.records import Bar

_TIMEOUT_S = 3.0
_NOT_FOUND = 404


class HttpVenue:
    def __init__(self, base_url: str, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(base_url=base_url, timeout=_TIMEOUT_S)

    def open_account(self, terms: AccountTerms) -> None:
        self._post("/accounts", terms)

    def submit(self, order: VenueOrder, now: Ms) -> OrderView:
        # The venue judges by its own clock whether the order came in time.
        del now
        return from_json(OrderView, self._post("/orders", order))

    def cancel(self, account_id: str, client_order_id: str) -> OrderView | None:
        answer = self._request("POST", "/cancels", content=to_json(OrderRef(account_id, client_order_id)))
        return None if answer.status_code == _NOT_FOUND else from_json(OrderView, answer.content)

    def status(self, account_id: str, client_order_id: str) -> OrderView | None:
        params = {"account": account_id, "id": client_order_id}
        answer = self._request("GET", "/orders", params=params)
        return None if answer.status_code == _NOT_FOUND else from_json(OrderView, answer.content)

    def observe(self, account_id: str, bar: Bar, after_seq: int) -> Sequence[Report]:
        return from_json(Reports, self._post("/bars", SeenBar(account_id, bar, after_seq))).reports

    def reports(self, account_id: str, after_seq: int) -> Sequence[Report]:
        params = {"account": account_id, "after": str(after_seq)}
        return from_json(Reports, self._get("/reports", params)).reports

    def snapshot(self, account_id: str) -> Snapshot:
        return from_json(Snapshot, self._get("/accounts", {"account": account_id}))

    def healthy(self) -> bool:
        try:
            return self._request("GET", "/health").is_success
        except (VenueDown, VenueTimeout):
            return False

    def _post(self, path: str, record: object) -> bytes:
        return self._found(self._request("POST", path, content=to_json(record)), path)

    def _get(self, path: str, params: dict[str, str]) -> bytes:
        return self._found(self._request("GET", path, params=params), path)

    def _found(self, answer: httpx.Response, path: str) -> bytes:
        if answer.status_code == _NOT_FOUND:
            raise NotFound(f"expected {path} to know what was asked for, got: {answer.text}")
        return answer.content

    def _request(
        self, method: str, path: str, *, content: str | None = None, params: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            answer = self._client.request(method, path, content=content, params=params)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise VenueDown(f"{method} {path} did not reach the venue: {error}") from error
        except httpx.TransportError as error:
            raise VenueTimeout(f"{method} {path} was sent, no answer: {error!r}") from error
        if answer.is_server_error:
            raise VenueTimeout(f"{method} {path} was answered with {answer.status_code}")
        return answer
