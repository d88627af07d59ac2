"""What a month costs, from the synthesized template, a table of prices and stated assumptions.

`python -m cdk.costs` writes docs/costs.md from it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdk.prices import MILLION, PRICES

HOURS = 730
MINUTES = HOURS * 60
Resource = Mapping[str, Any]
Usage = Mapping[str, float]

# Lambda asks a queue for messages all the time: five readers, each waiting up to 20 seconds.
_POLLS_PER_QUEUE = 5 * 3 * MINUTES
_KEPT_GB = 1.0


@dataclass(frozen=True)
class Call:
    """A function's work in a month: how often and how long; `per` names what it grows with, `what` which of
    its work this is."""

    function: str
    per: str
    starts: float
    seconds: float
    what: str = ""


# Seconds are assumptions, to be replaced by measurements of a real deployment.
CALLS = (
    Call("ledgers-collect", "active", MINUTES, 2.0),
    # Some calls of a language model, where one is used; its provider's bill is not among these.
    Call("ledgers-enrich", "active", 2 * HOURS, 15.0),
    Call("ledgers-features", "active", 2 * HOURS, 3.0),
    Call("ledgers-repair", "active", 30, 20.0),
    # Two pairs added in a month, of two years of hours and of five minutes.
    Call("backfill-page", "active", 250, 3.0),
    Call("backfill-join", "active", 2, 20.0),
    Call("floor-reconcile", "active", MINUTES, 2.0),
    # It stays for the minute while a position is open; here one always is.
    Call("floor-watch", "active", MINUTES, 50.0),
    # It stays for its minute, and each poll's transaction is told of.
    Call("ledgers-ingest", "prices", MINUTES, 52.0, "CoinSpot's prices, six polls in a minute"),
    Call("events-relay", "prices", 6 * MINUTES, 0.1),
    Call("socket-publish", "prices", 6 * MINUTES, 0.1),
    Call("ledgers-ingest", "evidence", MINUTES, 32.0, "CoinSpot's news, two polls in a minute"),
    Call("ledgers-ingest", "evidence", 2 * 12 * HOURS, 2.0, "chain heads, CryptoPanic"),
    Call("ledgers-ingest", "evidence", 2 * 6 * HOURS, 3.0, "market caps, filings"),
    Call("ledgers-ingest", "evidence", 4 * HOURS, 8.0, "news feeds"),
    Call("ledgers-ingest", "evidence", 4 * HOURS, 60.0, "Reddit, a call a second"),
    Call("ledgers-ingest", "evidence", 2 * HOURS + 3 * 30, 5.0, "hourly and daily sources"),
    Call("ledgers-quality", "evidence", 4 * HOURS, 5.0),
    # A batch each five minutes.
    Call("ledgers-archive", "evidence", 12 * HOURS, 1.0),
    Call("ledgers-compact", "evidence", 30, 60.0),
    Call("events-relay", "evidence", 40_000, 0.1),
    Call("socket-publish", "evidence", 40_000, 0.1),
    Call("floor-decide", "algorithm", 1.1 * HOURS, 0.8),
    Call("floor-execute", "algorithm", 60, 0.5),
    Call("events-relay", "algorithm", 2 * HOURS, 0.2),
    Call("socket-publish", "algorithm", 2 * HOURS, 0.2),
    Call("api-floor", "person", 20_000, 0.1),
    Call("api-strategies", "person", 2_000, 0.2),
    Call("api-ledgers", "person", 20_000, 0.3),
    Call("api-collectors", "person", 500, 0.3),
    Call("backtest-run", "person", 100, 20.0),
    # Twenty searches of a thousand sets over a year of hours, four shards each.
    Call("search-shard", "person", 80, 20.0),
    Call("search-reduce", "person", 20, 10.0),
    Call("api-searches", "person", 500, 0.3),
    Call("api-analysis", "person", 2_000, 0.3),
)
_RECORDS = 800_000
_READ_OF_A_HEAD = 0.5
# What else one active deployment, its prices each ten seconds, its other free sources, one algorithm on
# hourly bars, or one person uses in a month.
USAGE: Mapping[str, Usage] = {
    "active": {
        "KMS requests": 100_000,
        "table writes": 10 * MINUTES,
        "table reads": 10 * MINUTES,
        "schedule starts": 3 * MINUTES,
        "S3 writes": 3000,
    },
    "prices": {
        # Fifteen quotes a poll: a head and two items each, and three that tell of them; a transaction writes
        # each twice. All of it is kept for 90 days, heads for 180.
        "table writes": 6 * MINUTES * 2 * (15 * 3 + 3),
        "table reads": 6 * MINUTES * 15 * _READ_OF_A_HEAD,
        "table storage, GB": 20,
        "bus events": 6 * MINUTES,
        "SQS requests": 6 * MINUTES,
        "schedule starts": MINUTES,
    },
    "evidence": {
        # A hundred market caps each ten minutes, a hundred posts of Reddit that moved, and all the rest.
        "table writes": _RECORDS * 2 * 4,
        "table reads": 4 * _RECORDS * _READ_OF_A_HEAD + 4 * HOURS * 1_000,
        "table storage, GB": 4,
        "bus events": 40_000,
        "SQS requests": 40_000,
        "schedule starts": MINUTES + 46 * HOURS,
        # Records and observations of six sources in each batch of the archive, and what is merged.
        "S3 writes": 12 * 12 * HOURS + 30 * 500,
    },
    "algorithm": {
        # A decision evaluates from its anchor: a year of hourly bars is about 170 read units.
        "table reads": 170 * HOURS,
        "table writes": 30 * HOURS + 60 * 80,
        "bus events": 2 * HOURS,
        "SQS requests": 4 * HOURS,
    },
    "person": {
        "HTTP requests": 45_000,
        "table reads": 200_000,
        "table writes": 20_000,
        "socket messages": 100_000,
        "socket minutes": 60 * 60,
        "state transitions": 100 * 10 + 20 * 20,
        "S3 writes": 500,
    },
}
_LOG_GB_PER_START = 1.0 / MILLION


@dataclass(frozen=True)
class Line:
    """One item of a bill."""

    item: str
    units: float
    list_usd: float
    billed_usd: float


def standing(resources: Iterable[Resource]) -> Usage:
    """Units a month of what is billed while nothing happens, counted in the template."""
    counted = [_standing_of(resource["Type"], resource.get("Properties", {})) for resource in resources]
    return added({"S3 storage, GB": _KEPT_GB, "table storage, GB": _KEPT_GB}, *counted)


def _standing_of(kind: str, properties: Mapping[str, Any]) -> dict[str, int]:
    match kind:
        case "AWS::KMS::Key":
            return {"customer key": 1}
        case "AWS::CloudWatch::Alarm":
            return {"metrics under alarm": _alarm_metrics(properties)}
        case "AWS::CloudWatch::Dashboard":
            return {"dashboards": 1}
        case "AWS::WAFv2::WebACL":
            return {"web ACL": 1, "web ACL rules": len(properties["Rules"])}
        case "AWS::Lambda::EventSourceMapping" if "StartingPosition" not in properties:
            return {"SQS requests": _POLLS_PER_QUEUE}
        case _:
            return {}


def _alarm_metrics(properties: Mapping[str, Any]) -> int:
    """An alarm on a formula is billed for each metric in it."""
    return sum("MetricStat" in metric for metric in properties.get("Metrics", [])) or 1


def working(
    resources: Iterable[Resource], algorithms: int, people: int = 1, *, prices: int = 0, evidence: int = 0
) -> Usage:
    """Units a month that come on top when `algorithms` run on hourly bars and `people` look on.

    prices, evidence: 1 while CoinSpot's prices, and all other free sources, are collected, else 0.
    """
    times = {
        "active": 1, "prices": prices, "evidence": evidence, "algorithm": algorithms, "person": people,
    }  # fmt: skip
    memory = _memory_gb(resources)
    calls = [_units_of(call, call.starts * times[call.per], memory[call.function]) for call in CALLS]
    others = [{item: units * times[per] for item, units in usage.items()} for per, usage in USAGE.items()]
    return added(*calls, *others)


def _units_of(call: Call, starts: float, memory_gb: float) -> Usage:
    return {
        "function requests": starts,
        "function GB-s (arm)": starts * call.seconds * memory_gb,
        "log intake, GB": starts * _LOG_GB_PER_START,
        "traces": starts,
    }


def added(*usages: Usage) -> Usage:
    """Units by item, summed.

    >>> added({"keys": 1}, {"keys": 2, "tables": 5})
    {'keys': 3, 'tables': 5}
    """
    units: dict[str, float] = {}
    for usage in usages:
        for item, amount in usage.items():
            units[item] = units.get(item, 0) + amount
    return units


def _memory_gb(resources: Iterable[Resource]) -> dict[str, float]:
    functions = [r["Properties"] for r in resources if r["Type"] == "AWS::Lambda::Function"]
    return {f["FunctionName"].split("-", 2)[2]: f["MemorySize"] / 1024 for f in functions}


def bill(*usages: Usage) -> list[Line]:
    """Usages added up and priced, dearest first."""
    units = added(*usages)
    lines = [
        Line(item, amount, PRICES[item].list_usd(amount), PRICES[item].billed_usd(amount))
        for item, amount in units.items()
    ]
    return sorted(lines, key=lambda line: (-line.list_usd, line.item))


def total(lines: Iterable[Line]) -> tuple[float, float]:
    """(at list prices, after standing allowances)."""
    found = list(lines)
    return sum(line.list_usd for line in found), sum(line.billed_usd for line in found)


def read_resources(folder: Path) -> list[Resource]:
    """All resources of a synthesized folder."""
    templates = sorted(folder.glob("*.template.json"))
    return [resource for path in templates for resource in json.loads(path.read_text())["Resources"].values()]
