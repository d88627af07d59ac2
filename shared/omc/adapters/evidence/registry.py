"""Which sources there are, found by name: a run imports the one it needs and no other.

The bundle of a function that runs sources names their modules in its bundle.json; a test holds the two lists
equal. A source that breaks its contract is left out and told of, so that it takes no other with it.
"""

import logging
from importlib import import_module
from typing import Any

from omc.adapters.evidence.plugin import Plugin
from omc.kernel.errors import NotFound
from omc.ledgers.sources import SourceInfo

SOURCES = (
    "chain_heads",
    "coinmetrics",
    "coinspot_news",
    "coinspot_prices",
    "cryptopanic",
    "defillama",
    "fear_greed",
    "market_caps",
    "nansen",
    "news_feeds",
    "newscatcher",
    "reddit",
    "sec_edgar",
    "snapshot",
    "treasuries",
)

# Who scores what sources told: administered like a source, run by a function of its own.
ENRICHERS = ("llm_sentiment",)

_log = logging.getLogger(__name__)


def module_of(name: str) -> str:
    return f"omc.adapters.sources.{name}.plugin"


def plugin(name: str) -> Plugin[Any]:
    """The source or enricher of that name; NotFound for another."""
    if name not in (*SOURCES, *ENRICHERS):
        known = ", ".join((*SOURCES, *ENRICHERS))
        raise NotFound(f"expected one of {known}, got {name!r}", code="source_unknown")
    found: Plugin[Any] = import_module(module_of(name)).PLUGIN
    return found


def infos() -> dict[str, SourceInfo]:
    """What every sound source and enricher says of itself, by name; a critical line in the log for others."""
    found: dict[str, SourceInfo] = {}
    for name in (*SOURCES, *ENRICHERS):
        try:
            info = plugin(name).info
            wrong = problems(info, name)
        except Exception as error:  # noqa: BLE001
            # Whatever a broken module raises: the others go on without it.
            wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            _log.critical("source %s is left out: %s", name, "; ".join(wrong))
        else:
            found[name] = info
    return found


def problems(info: SourceInfo, name: str) -> list[str]:
    """What is wrong with what a source says of itself, a sentence each."""
    wrong = []
    if info.name != name:
        wrong.append(f"expected the name {name}, got {info.name}")
    if not info.schedule.startswith(("rate(", "cron(")):
        wrong.append(f"expected a rate or cron expression, got {info.schedule!r}")
    if info.settings_schema.get("type") != "object":
        wrong.append("expected a JSON schema of an object as settings")
    if info.expected < 1 or info.lag_ms < 0 or info.tier not in (1, 2, 3):
        wrong.append("expected at least one record a run, a lag of 0 or more, a tier from 1 to 3")
    return wrong
