"""The HTTP API's routes: which function answers which paths.

Methods are listed rather than ANY, so that a browser's preflight is never sent to the authorizer.
"""

from dataclasses import dataclass
from typing import Literal

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
READ: tuple[Method, ...] = ("GET",)
READ_AND_ACT: tuple[Method, ...] = ("GET", "POST")


@dataclass(frozen=True)
class Routes:
    """Paths of one function: each prefix, and what lies below it when `deep`."""

    function: str
    prefixes: tuple[str, ...]
    methods: tuple[Method, ...]
    deep: bool = True
    open: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Route keys' paths.

        >>> Routes("api/floor", ("/v1/floor",), READ).paths
        ('/v1/floor', '/v1/floor/{proxy+}')
        """
        below = tuple(f"{prefix}/{{proxy+}}" for prefix in self.prefixes) if self.deep else ()
        return (*self.prefixes, *below)


HTTP_ROUTES = (
    Routes(
        "api/strategies",
        ("/v1/strategies", "/v1/backtests", "/v1/report-cards", "/v1/promotions"),
        READ_AND_ACT,
    ),
    Routes("api/strategies", ("/v1/strategy-templates", "/v1/reviews"), READ),
    Routes("api/searches", ("/v1/optimisations", "/v1/walkforward"), READ_AND_ACT),
    Routes("api/analysis", ("/v1/indicators", "/v1/opportunities"), READ),
    # Full paths, which outrank those of api/strategies that are open to their end.
    Routes("api/analysis", ("/v1/backtests/compare", "/v1/backtests/estimate"), ("POST",), deep=False),
    Routes(
        "api/analysis",
        tuple(f"/v1/backtests/{{run_id}}/{part}" for part in ("export", "sizing", "drift")),
        READ,
        deep=False,
    ),
    Routes("api/floor", ("/v1/floor",), READ_AND_ACT),
    Routes("api/ledgers", ("/v1/ledgers/exchange", "/v1/ledgers/human", "/v1/ledgers/catalyst"), READ),
    Routes("api/ledgers", ("/v1/ledgers/glass", "/v1/ledgers/rankings"), READ, deep=False),
    Routes("api/ledgers", ("/v1/ledgers/query",), ("POST",), deep=False),
    Routes("api/ledgers", ("/v1/backfills",), READ_AND_ACT),
    Routes("api/ledgers", ("/v1/gaps/repair",), ("POST",), deep=False),
    Routes("api/ledgers", ("/v1/ledgers/quality",), READ, deep=False),
    Routes("api/collectors", ("/v1/collectors",), ("GET", "POST", "PATCH", "DELETE")),
    Routes("api/collectors", ("/v1/collector-sources",), READ, deep=False),
    Routes("api/account", ("/v1/me",), ("GET", "PATCH")),
    Routes("api/account", ("/v1/alerts",), ("GET", "POST", "PATCH", "DELETE")),
    Routes("api/account", ("/v1/notifications",), READ_AND_ACT),
    Routes("api/account", ("/v1/ws-ticket",), ("POST",), deep=False),
    Routes("api/account", ("/v1/health",), READ, deep=False, open=True),
)
