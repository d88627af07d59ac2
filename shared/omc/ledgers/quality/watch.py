"""One look at all that should be collected: scores, what got worse since the last look, and who hears of it.

A breach is told once, when it begins and when it becomes graver, not at every look, and it has healed only
well above its limit, so that a score that swings about it is told once too; so is a collector that nothing
wakes any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from omc.kernel.events import Event
from omc.kernel.ids import derived_id
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms
from omc.ledgers.collectors import Run
from omc.ledgers.ports import CollectorBook
from omc.ledgers.quality.observing import Watched, is_stale, observed
from omc.ledgers.quality.ports import QualityBook, Standing, Told
from omc.ledgers.quality.scores import Alert, Score, alerts_of, ledger_scores, overall_score, score_of
from omc.ledgers.reading import RecordQuery, RecordReader
from omc.ledgers.records import Record
from omc.ledgers.taxonomy import Ledger

BREACHED, STALE = "quality.breached", "collector.stale"
_GRAVITY = {None: 0, "medium": 1, "high": 2}
_HEALED_ABOVE = 0.05
# A page of runs, and among how many of the newest records the one known last is looked for.
_RUNS, _RECORDS = 500, 200
# A day's row carries the time of its day, not of its coming.
_RECORDS_BACK_MS, _AHEAD_MS = 7 * DAY_MS, HOUR_MS


@dataclass(frozen=True)
class Look:
    """What a look came to."""

    standings: Sequence[Standing]
    alerts: Sequence[Alert]
    events: Sequence[Event]


@dataclass(frozen=True)
class Seen:
    """A collector with what it did."""

    watched: Watched
    runs: Sequence[Run]
    records: Sequence[Record]


def look(seen: Sequence[Seen], last: Sequence[Standing], now: Ms) -> Look:
    """Scores at `now`, and events for what is worse than at the `last` look."""
    facts = [observed(one.watched, one.runs, one.records, now) for one in seen]
    scores = [score_of(one, now) for one in facts]
    ledgers = ledger_scores(facts, now)
    overall = overall_score(ledgers)
    critical = {one.collector_id: one.critical for one in facts}
    alerts = alerts_of(scores, overall, critical)
    before = {one.score.name: one for one in last}
    unhealed = {one.name: one.severity for one in alerts_of(scores, overall, critical, _HEALED_ABOVE)}
    severity = {
        name: _graver(
            next((one.severity for one in alerts if one.name == name), None),
            min(_severity_before(before, name), found, key=_GRAVITY.__getitem__),
        )
        for name, found in unhealed.items()
    }
    stale = {
        one.watched.collector.collector_id
        for one in seen
        if is_stale(one.watched, one.runs[0] if one.runs else None, now)
    }
    every = [*scores, *ledgers, *([overall] if overall else [])]
    standings = [Standing(one, now, severity.get(one.name), one.name in stale) for one in every]
    events = [
        _breached(alert, now)
        for alert in alerts
        if _GRAVITY[alert.severity] > _GRAVITY[_severity_before(before, alert.name)]
    ]
    events += [
        _stale(one.watched, now)
        for one in seen
        if (name := one.watched.collector.collector_id) in stale
        and not (name in before and before[name].stale)
    ]
    return Look(standings, alerts, events)


class QualityMonitor:
    """Looks, and keeps what it saw. NotFound never: who is gone is not looked at."""

    def __init__(self, book: CollectorBook, reader: RecordReader, quality: QualityBook) -> None:
        self._book, self._reader, self._quality = book, reader, quality

    def once(self, watched: Sequence[Watched], now: Ms) -> Look:
        last = self._quality.current()
        seen = [Seen(one, self._runs(one, now), self._records(one, now)) for one in watched]
        found = look(seen, last, now)
        last_at = max((one.at for one in last), default=None)
        self._quality.keep(found.standings, found.events, told(found, now), last_at)
        return found

    def _runs(self, watched: Watched, now: Ms) -> list[Run]:
        """Back to where the window begins, and one more, newest first."""
        found: list[Run] = []
        before, since = None, watched.looks_back_to(now)
        # A run a minute for a day and its grace are three pages.
        while True:
            page = self._book.runs(watched.collector.collector_id, _RUNS, before)
            found += page
            if len(page) < _RUNS or page[-1].started_at < since:
                return found
            before = page[-1].started_at

    def _records(self, watched: Watched, now: Ms) -> Sequence[Record]:
        back = max(_RECORDS_BACK_MS, 2 * watched.window_ms)
        query = RecordQuery(
            watched.info.ledger, now - back, now + _AHEAD_MS, source=watched.collector.source, limit=_RECORDS
        )
        return self._reader.page(query).records


def told(found: Look, now: Ms) -> list[Told]:
    """For those who follow a ledger: its score, and each breach that began in it or in all."""
    messages = []
    by_ledger = {one.score.ledger: one for one in found.standings if one.score.name in tuple(Ledger)}
    owners = {one.score.name: one.score.ledger for one in found.standings}
    for ledger, standing in by_ledger.items():
        if ledger is not None:
            data = {"at": now, **_told_of(standing.score)}
            push_id = derived_id("push", "quality", ledger.value, now)
            messages.append(Told(ledger, "quality_score", data, push_id))
    for event in found.events:
        of = owners.get(str(event.data["name"]))
        for ledger in by_ledger:
            if ledger is not None and of in (None, ledger):
                push_id = derived_id("push", event.event_id, ledger.value)
                messages.append(Told(ledger, event.type.replace(".", "_"), dict(event.data), push_id))
    return messages


def _told_of(score: Score) -> dict[str, object]:
    parts = ("completeness", "timeliness", "accuracy", "uptime", "overall")
    return {"name": score.name, **{part: str(getattr(score, part)) for part in parts}}


def _graver(one: str | None, other: str | None) -> str | None:
    return max(one, other, key=_GRAVITY.__getitem__)


def _severity_before(before: Mapping[str, Standing], name: str) -> str | None:
    return before[name].severity if name in before else None


def _breached(alert: Alert, now: Ms) -> Event:
    return Event(
        event_id=derived_id("evt", BREACHED, alert.name, alert.severity, now),
        type=BREACHED,
        occurred_at=now,
        known_at=now,
        data={
            "name": alert.name,
            "severity": alert.severity,
            "overall": str(alert.overall),
            "limit": str(alert.limit),
            "text": alert.text,
        },
    )


def _stale(watched: Watched, now: Ms) -> Event:
    collector = watched.collector
    minutes = watched.interval_ms // MINUTE_MS
    return Event(
        event_id=derived_id("evt", STALE, collector.collector_id, now),
        type=STALE,
        occurred_at=now,
        known_at=now,
        data={
            "name": collector.collector_id,
            "collector_id": collector.collector_id,
            "source": collector.source,
            "interval_min": minutes,
            "text": f"{collector.name} should run every {minutes} min and has not for over twice that",
        },
    )
