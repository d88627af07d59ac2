"""An article or a headline of a source, as all of them write it."""

from collections.abc import Mapping

from omc.adapters.evidence.context import Context
from omc.adapters.evidence.stamps import published
from omc.adapters.evidence.text import plain
from omc.kernel.instants import Ms
from omc.ledgers.records import NewsItem
from omc.ledgers.sources import SourceInfo

_TITLE, _SUMMARY = 300, 500


def news_item(
    info: SourceInfo,
    context: Context,
    key: str,
    at: Ms,
    received_at: Ms,
    *,
    title: object,
    outlet: str,
    url: str | None,
    summary: object = "",
    assets: tuple[str, ...] = (),
    votes: Mapping[str, int] | None = None,
) -> NewsItem:
    """What `key` names within the source, dated `at` by it and received at `received_at`, ms UTC. title and
    summary may be HTML."""
    stamp = published(at, received_at, info.lag_ms)
    return NewsItem(
        source=info.name,
        natural_key=key,
        event_time=stamp.event_time,
        known_at=stamp.known_at,
        basis=stamp.basis,
        assets=assets,
        url=url,
        title=plain(title, _TITLE),
        outlet=outlet,
        summary=plain(summary, _SUMMARY),
        votes=dict(votes or {}),
        plugin_version=info.version,
        synthetic=context.synthetic,
    )
