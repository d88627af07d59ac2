"""The collectors a deployment begins with: one for each source that costs nothing, switched off.

Named as their sources, so that making them again makes none. They begin as drafts: only whoever activates
one makes its schedule, and until then nothing runs and nothing is paid.
"""

from collections.abc import Iterable

from omc.kernel.errors import Conflict
from omc.kernel.instants import Ms
from omc.ledgers.collectors import Collector, State
from omc.ledgers.ports import CollectorBook
from omc.ledgers.sources import SourceInfo


def default_collector(info: SourceInfo, now: Ms) -> Collector:
    return Collector(
        collector_id=info.name,
        source=info.name,
        name=info.title,
        state=State.DRAFT,
        settings={},
        created_at=now,
        changed_at=now,
        plugin_version=info.version,
    )


def seed(book: CollectorBook, infos: Iterable[SourceInfo], now: Ms) -> list[Collector]:
    """Makes those that are not there yet; whoever is there, in whatever state, is left alone."""
    known = {collector.collector_id for collector in book.all()}
    made = []
    for info in infos:
        if info.tier == 1 and info.name not in known:
            try:
                made.append(book.save(default_collector(info, now)))
            except Conflict:
                # Another made it meanwhile.
                continue
    return made
