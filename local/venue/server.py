"""The simulated venue behind HTTP: `python -m local.venue --port 8900 --log build/venue.jsonl`.

State is in memory and dies with the process. Faults are posted to /faults (see omc.contracts.venue).
"""

import argparse
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from local.faults import Faults
from local.venue.book import RequestLog
from omc.contracts.floor import from_json, to_json
from omc.contracts.venue import Fault, OrderRef, Reports, SeenBar
from omc.floor.venues.memory import MemoryVenue
from omc.floor.venues.model import AccountTerms, OrderView, VenueOrder
from omc.kernel.errors import InvalidInput, NotFound

_KINDS = {("POST", "/orders"): "submit", ("GET", "/orders"): "status"}
_SECOND_MS = 1_000
Params = dict[str, str]


class VenueServer(ThreadingHTTPServer):
    """One venue, many connections; requests are carried out one at a time."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], log: RequestLog) -> None:
        super().__init__(address, _Handler)
        self.log, self.venue = log, MemoryVenue()
        self.faults: Faults[Fault] = Faults()
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        host, port = self.server_address[0], self.server_address[1]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: VenueServer

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are in the log of requests."""

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = _KINDS.get((method, parts.path), parts.path.strip("/"))
        fault = None if kind == "faults" else self.server.faults.take(lambda one: one.kind in (kind, "any"))
        action = fault.action if fault else ""
        self.server.log.write(
            method=method, path=parts.path, kind=kind, params=params, body=body.decode(), fault=action
        )
        if fault is not None and fault.delay_ms:
            time.sleep(fault.delay_ms / _SECOND_MS)
        if action == "not_found":
            self._answer(404, "{}")
            return
        status, answer = (0, "") if action == "lost" else self._carry_out(method, parts.path, params, body)
        if action in ("lost", "silent"):
            # The caller sees a connection that ends without an answer.
            self.close_connection = True
            return
        self._answer(status, answer)

    def _carry_out(self, method: str, path: str, params: Params, body: bytes) -> tuple[int, str]:
        route = _ROUTES.get((method, path))
        if route is None:
            return 404, '"no such path"'
        try:
            with self.server.turn:
                return route(self.server, params, body)
        except NotFound as error:
            return 404, f'"{error.message}"'
        except InvalidInput as error:
            return 400, f'"{error.message}"'

    def _answer(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _open(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del params
    server.venue.open_account(from_json(AccountTerms, body))
    return 200, "{}"


def _submit(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del params
    order = from_json(VenueOrder, body)
    return 200, to_json(server.venue.submit(order, time.time_ns() // 1_000_000))


def _cancel(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del params
    ref = from_json(OrderRef, body)
    return _view(server.venue.cancel(ref.account_id, ref.client_order_id))


def _status(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del body
    return _view(server.venue.status(params["account"], params["id"]))


def _observe(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del params
    seen = from_json(SeenBar, body)
    return 200, to_json(Reports(server.venue.observe(seen.account_id, seen.bar, seen.after_seq)))


def _reports(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del body
    return 200, to_json(Reports(server.venue.reports(params["account"], int(params["after"]))))


def _snapshot(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del body
    return 200, to_json(server.venue.snapshot(params["account"]))


def _fault(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del params
    server.faults.add(from_json(Fault, body))
    return 200, "{}"


def _health(server: VenueServer, params: Params, body: bytes) -> tuple[int, str]:
    del server, params, body
    return 200, "{}"


def _view(view: OrderView | None) -> tuple[int, str]:
    return (404, "{}") if view is None else (200, to_json(view))


_ROUTES: dict[tuple[str, str], Callable[[VenueServer, Params, bytes], tuple[int, str]]] = {
    ("POST", "/accounts"): _open,
    ("GET", "/accounts"): _snapshot,
    ("POST", "/orders"): _submit,
    ("GET", "/orders"): _status,
    ("POST", "/cancels"): _cancel,
    ("POST", "/bars"): _observe,
    ("GET", "/reports"): _reports,
    ("POST", "/faults"): _fault,
    ("GET", "/health"): _health,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="The simulated venue as a process of its own.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--log", type=Path, required=True, help="JSONL file that every request is added to")
    chosen = parser.parse_args()
    server = VenueServer((chosen.host, chosen.port), RequestLog(chosen.log))
    print(f"venue listening on {server.url}, log {chosen.log}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
