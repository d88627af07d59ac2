"""Made-up collectors for the fake house, in the words of the API's own models."""

from datetime import datetime, timedelta
from typing import Any

from omc.adapters.evidence.catalog import PluginSources
from omc.contracts.http.collectors import SourceOut

NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
REFUSED = "api.reddit.test refused the request with 401: a wrong or missing key"


def iso(hours_ago: float = 0) -> str:
    return (NOW - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def sources() -> list[dict[str, Any]]:
    return [SourceOut.of(info).model_dump(mode="json") for info in PluginSources().all()]


def score(name: str, overall: float, kind: str = "ledger", severity: str | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "ledger": None if kind == "all" else name,
        "at": iso(),
        "overall": overall,
        "completeness": round(min(overall + 0.05, 1), 2),
        "timeliness": 1.0 if overall > 0.7 else 0.3,
        "accuracy": 0.99,
        "uptime": 0.97,
        "reasons": [] if overall > 0.9 else ["the newest record is 3.2 h old"],
        "severity": severity,
        "stale": False,
    }


def _quality(overall: float, severity: str | None = None) -> dict[str, Any]:
    told = score("x", overall, "collector", severity)
    return {name: value for name, value in told.items() if name not in ("name", "kind", "ledger")}


def collector(source: str, state: str, **changes: Any) -> dict[str, Any]:
    info = PluginSources().info(source)
    on = state in ("ACTIVE", "FAILED")
    told: dict[str, Any] = {
        "collector_id": source,
        "source": source,
        "name": info.title,
        "ledger": info.ledger.value,
        "tier": info.tier,
        "critical": info.critical,
        "state": state,
        "running": False,
        "version": 3,
        "settings": {},
        "secrets_set": [],
        "schedule": info.schedule,
        "own_schedule": None,
        "interval_ms": 3_600_000,
        "failures": 0,
        "last_run_at": iso(0.2) if on else None,
        "last_success_at": iso(0.2) if on else None,
        "last_error": None,
        "last_seen": 30 if on else None,
        "last_new": 3 if on else None,
        "plugin_version": info.version,
        "created_at": iso(90),
        "changed_at": iso(40),
        "health": "HEALTHY" if on else "UNKNOWN",
        "quality": _quality(0.97) if on else None,
    }
    return {**told, **changes}


def reddit(**changes: Any) -> dict[str, Any]:
    told = {
        "settings": {"user_agent": "linux:ohmycoins:1 (by /u/me)", "posts": 25},
        "secrets_set": ["client_id", "client_secret"],
        "interval_ms": 900_000,
        "failures": 5,
        "last_error": REFUSED,
        "last_success_at": iso(26),
        "health": "FAILED",
        "quality": _quality(0.41, "high"),
    }
    return collector("reddit", "FAILED") | told | changes


def collectors() -> list[dict[str, Any]]:
    return [
        collector("fear_greed", "ACTIVE"),
        reddit(),
        collector("coinspot_prices", "ACTIVE", interval_ms=60_000, running=True),
        collector("sec_edgar", "DRAFT", interval_ms=600_000),
        collector("defillama", "PAUSED", interval_ms=86_400_000),
    ]


def figures() -> dict[str, Any]:
    buckets = [
        {
            "start": iso(12 * back),
            "runs": 48,
            "failed": 46 if back < 3 else back % 3,
            "seen": 120 if back < 3 else 2400 + 90 * (back % 4),
            "new": 20 if back < 3 else 300 + 11 * back,
            "latency_ms": 2100.0 + 40 * back,
        }
        for back in range(14, -1, -1)
    ]
    return {
        "collector_id": "reddit",
        "since": iso(168),
        "runs": 720,
        "succeeded": 570,
        "failed": 150,
        "skipped": 2,
        "seen": sum(one["seen"] for one in buckets),
        "new": sum(one["new"] for one in buckets),
        "revised": 812,
        "repeated": 25_000,
        "rejected": 31,
        "bytes_read": 91_000_000,
        "success_fraction": 0.7917,
        "mean_records": 43.2,
        "mean_latency_ms": 2344.0,
        "last_run_at": iso(0.2),
        "last_success_at": iso(26),
        "last_error": REFUSED,
        "buckets": buckets,
    }


def lines() -> list[dict[str, Any]]:
    return [
        {"at": iso(0.2), "run_id": "run-9", "level": "info", "text": "schedule run failed: 0 records, 0 new"},
        {"at": iso(0.2), "run_id": "run-9", "level": "error", "text": f"source_refused: {REFUSED}"},
        {
            "at": iso(26),
            "run_id": "run-8",
            "level": "info",
            "text": "schedule run succeeded: 250 records, 31 new",
        },
        {"at": iso(26), "run_id": "run-8", "level": "warning", "text": "row 17: expected an id, got nothing"},
    ]


def samples() -> list[dict[str, Any]]:
    return [
        {
            "record_id": f"rec-{number}",
            "kind": "post",
            "event_time": iso(26 + number),
            "known_at": iso(26 + number - 0.1),
            "assets": ["BTC"] if number % 2 else [],
            "text": f"Bitcoin: what will the halving of {2024 + number} do to the hash rate of small miners",
            "url": "https://example.com/post",
            "synthetic": number == 0,
        }
        for number in range(10)
    ]


def health() -> dict[str, Any]:
    items = [
        {"name": one["name"], "source": one["source"], "ledger": one["ledger"], "health": one["health"],
         "last_success_at": one["last_success_at"]}
        for one in collectors()
        if one["state"] in ("ACTIVE", "FAILED")
    ]  # fmt: skip
    return {"overall": "FAILED", "items": items}


def quality() -> dict[str, Any]:
    items = [
        score("all", 0.66, "all", "medium"),
        score("human", 0.41),
        score("exchange", 0.98),
        score("reddit", 0.41, "collector", "high") | {"ledger": "human"},
    ]
    return {"items": items, "history": []}


def answers() -> dict[str, Any]:
    """What the fake house says of collectors."""

    def page(items: list[Any]) -> dict[str, Any]:
        return {"items": items, "next_cursor": None}

    return {
        "GET /v1/collectors": page(collectors()),
        "POST /v1/collectors": collector("nansen", "DRAFT"),
        "/v1/collector-sources": page(sources()),
        "/v1/collectors/health": health(),
        "/v1/ledgers/quality": quality(),
        "GET /v1/collectors/reddit": reddit(),
        "GET /v1/collectors/nansen": collector("nansen", "DRAFT"),
        **{
            f"/v1/collectors/{name}/{what}": told
            for name in ("reddit", "nansen")
            for what, told in (
                ("metrics", figures()),
                ("logs", page(lines())),
                ("samples", page(samples())),
                ("test", {"works": True, "message": "answered with 3 posts", "latency_ms": 412}),
                ("activate", reddit(state="ACTIVE")),
                ("pause", reddit(state="PAUSED")),
                ("run", {"run_id": "run-10"}),
            )
        },
    }
