"""A house behind the console that lives in the browser's own requests: files from web/dist, answers from
fixtures, a socket that says what a test wants. No server, no network.
"""

import copy
import json
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Request, Route, WebSocketRoute

from tests.browser import alerted, analysed, carded, collected, searched, told
from tests.browser.chromium import DIST
from tests.browser.compared import comparison
from tests.browser.curves import candles, floor_equity, floor_trades, run_candles, run_equity, run_trades

ORIGIN = "http://console.test"
API = "http://api.test"
SOCKET = "ws://socket.test/live"
COGNITO = "http://cognito.test/"
DEMO = {"email": "demo@ohmycoins.local", "password": "Not-a-secret-1"}
FIXTURES = Path(__file__).parent / "fixtures"

_CONFIG = {
    "apiUrl": API,
    "socketUrl": SOCKET,
    "region": "eu-west-1",
    "userPoolClientId": "client",
    "cognitoUrl": COGNITO,
    "stage": "test",
    "demo": DEMO,
}
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"connect-src 'self' {API} {COGNITO} ws://socket.test; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_CORS = {
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Headers": "authorization,content-type,idempotency-key,if-none-match",
    "Access-Control-Allow-Methods": "GET,POST,PATCH,DELETE",
    "Access-Control-Expose-Headers": "etag",
}
RUN_ESTIMATE = {"bars": 1246, "seconds": 1.4, "agent_calls": 0, "price_usd": "0.0003", "confirm": False}
SEARCH_ESTIMATE = {"combinations": 96, "bars": 872, "shards": 1, "seconds": 2.2, "price_usd": "0.0021"}
EXPORT = {
    "url": f"{ORIGIN}/files/trades.csv",
    "file_name": "trades.csv",
    "format": "csv",
    "expires_at": "2026-03-02T09:15:00.000Z",
}
Answer = Callable[[Request], tuple[int, Any]]


def fixture(name: str) -> Any:
    """A fresh copy of a fixture's content."""
    return json.loads((FIXTURES / f"{name}.json").read_text())


def page_of(items: list[Any]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}


class FakeHouse:
    """`answers`: path -> what GET or POST gives; a test changes it at will. `posts`: what was sent."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = full_house()
        self.problem: tuple[int, dict[str, Any]] | None = None
        self.silent = False
        self.socket_up = True
        self.posts: list[tuple[str, Any]] = []
        self.sockets: list[WebSocketRoute] = []

    def move_into(self, context: BrowserContext) -> None:
        context.route(f"{ORIGIN}/**", self._file)
        context.route(f"{API}/**", self._api)
        context.route(f"{COGNITO}**", self._sign_in)
        context.route_web_socket(f"{SOCKET}**", self._socket)

    def empty(self) -> None:
        """Nothing was ever made here."""
        self.answers |= empty_house()

    def push(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        channel: str = "floor",
        seq: int | None = None,
        at: str = "2026-03-02T09:00:00.000Z",
    ) -> None:
        message = {
            "type": kind,
            "channel": channel,
            "seq": seq,
            "timestamp": at,
            "data": data,
        }
        for socket in self.sockets:
            socket.send(json.dumps(message))

    def cut(self) -> None:
        """The socket breaks and does not come back."""
        self.socket_up = False
        for socket in self.sockets:
            socket.close()
        self.sockets.clear()

    def _file(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/config.json":
            route.fulfill(json=_CONFIG)
            return
        wanted = DIST / path.lstrip("/")
        found = wanted if wanted.is_file() else DIST / "index.html"
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        route.fulfill(
            body=found.read_bytes(), headers={"Content-Type": kind, "Content-Security-Policy": _POLICY}
        )

    def _api(self, route: Route) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        if request.method == "OPTIONS":
            route.fulfill(status=204, headers=_CORS)
            return
        if self.silent:
            return
        if request.method == "POST":
            self.posts.append((path, request.post_data_json))
        body: Any
        if self.problem and path != "/v1/ws-ticket":
            status, body = self.problem
        else:
            status, body = self._answer(path, request)
        if isinstance(body, str):
            route.fulfill(status=status, body=body, headers={**_CORS, "Content-Type": "text/csv"})
            return
        route.fulfill(status=status, json=body, headers=_CORS)

    def _answer(self, path: str, request: Request) -> tuple[int, Any]:
        if path == "/v1/ws-ticket":
            return (
                (200, {"ticket": "t", "expires_at": "2030-01-01T00:00:00Z", "url": SOCKET})
                if self.socket_up
                else (503, {})
            )
        given = self.answers.get(f"{request.method} {path}", self.answers.get(path))
        if given is None:
            return 404, {
                "code": "not_found",
                "message": f"no such thing: {path}",
                "fields": [],
                "request_id": "r",
            }
        if callable(given):
            status, body = given(request)
            return int(status), body
        return 200, given

    def _sign_in(self, route: Route) -> None:
        if route.request.method == "OPTIONS":
            route.fulfill(
                status=204, headers={**_CORS, "Access-Control-Allow-Headers": "content-type,x-amz-target"}
            )
            return
        said = route.request.post_data_json or {}
        if said.get("AuthParameters", {}).get("PASSWORD") == DEMO["password"]:
            tokens = {"AccessToken": "a", "RefreshToken": "r", "ExpiresIn": 3600}
            route.fulfill(json={"AuthenticationResult": tokens}, headers=_CORS)
            return
        route.fulfill(
            status=400,
            json={"__type": "NotAuthorizedException", "message": "Incorrect username or password."},
            headers=_CORS,
        )

    def _socket(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)

        def heard(text: str | bytes) -> None:
            said = json.loads(text)
            answer = {"ping": "pong", "subscribe": "subscribed", "unsubscribe": "unsubscribed"}[
                said["action"]
            ]
            socket.send(
                json.dumps(
                    {"type": answer, "channel": said.get("channel"), "data": {}, "seq": None, "timestamp": ""}
                )
            )

        socket.on_message(heard)


def stored_candles(request: Request) -> tuple[int, dict[str, Any]]:
    """Bars of the series asked for: those of the run for a day's, else some hours."""
    asked = parse_qs(urlsplit(request.url).query)
    series = asked["series"][0]
    bars = run_candles() if series.endswith(":1d") else candles()
    inside = [bar for bar in bars if bar["ts"] < asked.get("end", ["9"])[0]]
    return 200, page_of(inside[-int(asked["limit"][0]) :]) | {"series": series, "simulated": False}


def compared(request: Request) -> tuple[int, dict[str, Any]]:
    asked = request.post_data_json or {}
    return 200, comparison(asked["run_ids"])


def other_run(run: dict[str, Any], number: int) -> dict[str, Any]:
    """A completed run beside the first."""
    changed = {
        "run_id": f"run-{number}",
        "created_at": f"2026-02-{20 + number}T10:05:00.000Z",
        "version": number,
    }
    return copy.deepcopy(run) | changed


def full_house() -> dict[str, Any]:
    """Everything there is, in use."""
    lab, floor = fixture("lab"), fixture("floor")
    run_id, strategy_id = lab["run"]["run_id"], lab["strategy"]["strategy"]["strategy_id"]
    return {
        "/v1/floor/sync": floor["sync"],
        "/v1/floor/orders": page_of(floor["orders"]),
        f"/v1/floor/orders/{floor['orders'][0]['order_id']}": floor["order"],
        "/v1/floor/equity": {"mode": "paper", "points": floor_equity()},
        "/v1/floor/trades": page_of(floor_trades()),
        "/v1/floor/positions": page_of(floor["sync"]["positions"]),
        "POST /v1/floor/emergency-stop": floor["stop"],
        f"/v1/floor/emergency-stop/{floor['stop']['operation_id']}": floor["stopped"],
        "POST /v1/floor/resume": {"accounts": ["acc-1"]},
        "POST /v1/floor/emergency-stop-dialog": {},
        "/v1/ledgers/exchange/series": page_of(floor["series"]),
        "/v1/ledgers/exchange/candles": stored_candles,
        "/v1/me": lab["me"],
        "/v1/strategy-templates": page_of(lab["templates"]),
        "GET /v1/strategies": page_of([lab["strategy"]["strategy"]]),
        "POST /v1/strategies": lab["strategy"]["latest"],
        "/v1/strategies/validate": {"valid": True, "errors": [], "normalised": None},
        f"/v1/strategies/{strategy_id}": lab["strategy"],
        f"/v1/strategies/{strategy_id}/versions": page_of([lab["strategy"]["latest"]]),
        "GET /v1/backtests": page_of([other_run(lab["run"], 3), other_run(lab["run"], 2), lab["run"]]),
        "POST /v1/backtests/estimate": RUN_ESTIMATE,
        "POST /v1/backtests/compare": compared,
        f"/v1/backtests/{run_id}/export": EXPORT,
        "POST /v1/backtests": {"run_id": run_id, "state": "PENDING", "channel": f"backtest:{run_id}"},
        f"/v1/backtests/{run_id}": copy.deepcopy(lab["run"]),
        f"/v1/backtests/{run_id}/equity": {"items": run_equity(), "bars": 900},
        f"/v1/backtests/{run_id}/trades": page_of(run_trades()),
        f"/v1/report-cards/{run_id}": carded.card(),
        f"/v1/report-cards/{run_id}/standing": carded.standing(),
        f"/v1/backtests/{run_id}/sizing": carded.sizing(),
        f"/v1/backtests/{run_id}/drift": carded.drift(),
        "GET /v1/promotions": page_of(lab["promotions"]),
        "POST /v1/promotions": lab["promotions"][0],
        f"/v1/promotions/{lab['promotions'][0]['promotion_id']}/decide": lab["promotions"][0],
        "/v1/reviews": page_of([carded.waiting(), carded.waiting(yours=True)]),
        "/v1/reviews/prm-3": carded.review(yours=True),
        "/v1/reviews/prm-9": carded.review(),
        "/v1/promotions/prm-9/decide": lab["promotions"][0] | {"state": "DEPLOYED"},
        **searches_made(),
        **collected.answers(),
        "/v1/indicators": page_of(analysed.catalog()),
        **{f"/v1/indicators/{one['name']}": analysed.indicator_answer for one in analysed.catalog()},
        "/v1/opportunities": analysed.opportunities_answer,
        **told.everything_told(),
        **alerted.Alerts().answers(),
    }


def searches_made() -> dict[str, Any]:
    """A search and a walk-forward, both done."""
    started = {"state": "PENDING", "search_id": "opt-1", "channel": "search:opt-1"}
    return {
        "GET /v1/optimisations": page_of([searched.optimisation()]),
        "POST /v1/optimisations": started,
        "POST /v1/optimisations/estimate": SEARCH_ESTIMATE,
        "/v1/optimisations/opt-1": searched.optimisation_detail(),
        "/v1/optimisations/opt-1/heatmap": searched.heat_map(),
        "/v1/optimisations/opt-1/results": page_of(searched.rows()),
        "/v1/optimisations/opt-1/cancel": searched.optimisation() | {"state": "CANCELLED"},
        "/v1/optimisations/opt-1/resume": started,
        "GET /v1/walkforward": page_of([searched.walkforward()]),
        "POST /v1/walkforward": started | {"search_id": "wf-1", "channel": "search:wf-1"},
        "POST /v1/walkforward/estimate": SEARCH_ESTIMATE | {"combinations": 1152, "shards": 12},
        "/v1/walkforward/wf-1": searched.walkforward_detail(),
        "/v1/walkforward/wf-1/equity": searched.chain(),
    }


def empty_house() -> dict[str, Any]:
    """The same before anything was made."""
    nothing: dict[str, Any] = {
        "algorithms": [],
        "positions": [],
        "open_orders": [],
        "pnl": None,
        "pnl_by_mode": [],
    }
    lists = [
        "/v1/floor/orders",
        "/v1/floor/trades",
        "/v1/floor/positions",
        "GET /v1/alerts",
        "GET /v1/notifications",
        "GET /v1/strategies",
        "GET /v1/backtests",
        "GET /v1/promotions",
        "/v1/reviews",
        "GET /v1/optimisations",
        "GET /v1/walkforward",
        "/v1/opportunities",
    ]
    floor = {
        "/v1/floor/sync": fixture("floor")["sync"] | nothing,
        "/v1/floor/equity": {"mode": None, "points": []},
    }
    return floor | {name: page_of([]) for name in lists} | told.nothing_told()
