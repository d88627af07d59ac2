"""A day in the life of the ledgers: every schedule of 24 hours on the deployed house, with bad days on order.

The deployed ledgers/ingest is started at each turn of the collectors' schedules, at the instant it is told,
and the made-up world's clock stands at the same instant. What the turns are too many of for a test is done
more rarely, by schedules of the collectors' own: every quarter or half of an hour instead of minutes. Prices
are asked by hand, which is one poll instead of six. Turns of one instant run three at a time, as on AWS.

When the day is over the deployed ledgers/quality looks at it, at that instant.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from local.stack import deployed
from omc.adapters.evidence.registry import plugin
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Ms, to_iso
from omc.ledgers.collectors import PAUSE_AFTER, HealthState, Run, State, Status, Trigger, health_of
from omc.ledgers.quality.ports import Standing
from omc.ledgers.quality.schedules import interval_of
from omc.ledgers.records import CatalystEvent, Record
from omc.ledgers.taxonomy import Ledger, Priority
from omc.wiring.clock import SystemClock
from tests.integration.evidence_house import EvidenceHouse, sources_process
from tests.integration.made_up_day import HISTORY_DAYS, things_told
from tests.integration.strict_house import call

pytestmark = [pytest.mark.integration, pytest.mark.soak, pytest.mark.timeout(900)]

FOREVER = -1
# Yesterday, so that nothing of it is forgotten yet.
START: Ms = SystemClock().now() // DAY_MS * DAY_MS - DAY_MS
QUARTER, HALF = "rate(15 minutes)", "rate(30 minutes)"
COLLECTORS: Mapping[str, tuple[str | None, Mapping[str, Any]]] = {
    "fear_greed": (None, {}),
    "snapshot": (None, {}),
    "defillama": (None, {}),
    "coinmetrics": (None, {"history_days": HISTORY_DAYS}),
    "treasuries": (None, {}),
    "chain_heads": (QUARTER, {}),
    "coinspot_prices": (QUARTER, {}),
    "coinspot_news": (HALF, {}),
    "market_caps": (HALF, {}),
    "news_feeds": (HALF, {}),
    "sec_edgar": (HALF, {"contact": "Example Co admin@example.com"}),
    "reddit": (HALF, {"user_agent": "linux:made-up:1 (by /u/nobody)"}),
}
SECRETS = {"client_id": "made-up-id", "client_secret": "made-up-secret"}


def at(hour: float) -> Ms:
    return START + round(hour * HOUR_MS)


# Hour -> what befalls the sources then; a fault without `times` meets one request.
STORY: Mapping[float, Sequence[Mapping[str, Any]]] = {
    0: [{"action": "status", "host": "www.reddit.com", "status": 503, "times": FOREVER}],
    2: [{"action": "truncated", "host": "decrypt.co", "times": FOREVER}],
    3: [{"action": "status", "host": "api.alternative.me", "status": 429, "headers": {"retry-after": "20"}}],
    5: [
        {
            "action": "status", "host": "api.alternative.me", "status": 429,
            "headers": {"retry-after": "3600"},
        }
    ],
    8: [{"action": "html", "host": "hub.snapshot.org", "status": 200, "times": FOREVER}],
    12: [{"action": "silent", "host": "api.coingecko.com", "times": FOREVER}],
    15: [{"action": "status", "host": "www.coinspot.com.au", "status": 500, "times": 5}],
    20: [{"action": "truncated", "host": "data.sec.gov", "path": "/submissions/CIK0001507605", "times": 4}],
}  # fmt: skip
# Hour -> hosts that are well again.
MENDED: Mapping[float, Sequence[str]] = {
    4: ["decrypt.co"],
    11: ["hub.snapshot.org"],
    18: ["api.coingecko.com"],
}
RESUMED = {18.25: "market_caps"}

# Kind, collector, failures in a row.
ALERTED = [
    ("collector.failing", "market_caps", 3), ("collector.failing", "reddit", 3),
    ("collector.failing", "snapshot", 3), ("collector.paused", "market_caps", 5),
    ("collector.paused", "reddit", 5),
]  # fmt: skip


@dataclass
class Day:
    house: EvidenceHouse
    alerts: str
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    runs: dict[str, list[Run]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    looked: dict[str, Any] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def live(self) -> None:
        turns = self._turns()
        moments = sorted({*turns, *map(at, (*STORY, *MENDED, *RESUMED))})
        with ThreadPoolExecutor(3) as pool:
            for now in moments:
                self._befall(now)
                self.house.sources.at(now)
                for line in pool.map(lambda name: self._turn(name, now), turns.get(now, ())):  # noqa: B023
                    self.lines.setdefault(line["collector_id"], []).append(line)

    def _turns(self) -> dict[Ms, list[str]]:
        """Who is woken when."""
        found: dict[Ms, list[str]] = {}
        for name in COLLECTORS:
            for now in due(name):
                found.setdefault(now, []).append(name)
        return found

    def _befall(self, now: Ms) -> None:
        hour = (now - START) / HOUR_MS
        for host in MENDED.get(hour, ()):
            self.house.sources.lift(host)
        for fault in STORY.get(hour, ()):
            self.house.sources.fault(**fault)
        if hour in RESUMED:
            self.house.activate(RESUMED[hour], now)

    def _turn(self, name: str, now: Ms) -> dict[str, Any]:
        trigger = Trigger.MANUAL if name == "coinspot_prices" else Trigger.SCHEDULE
        return self.house.ingest(name, trigger=trigger.value, now=to_iso(now))

    def collect(self) -> None:
        """What is left of the day when it is over."""
        self.asked = self.house.sources.asked()
        self.told = things_told(self.asked)
        self.records = self.house.records()
        self.runs = {name: self.house.runs(name) for name in COLLECTORS}
        self.looked = call(self.house.stack, "ledgers/quality", {"now": to_iso(START + DAY_MS)})
        self.standings = self.house.standings()
        expected = len(ALERTED) + len(self.critical())
        self.events = self.house.heard(self.alerts, until=lambda found: len(found) >= expected)
        # One that should not be there may come a little later.
        self.events += self.house.heard(self.alerts, until=lambda _: False, within_s=3)

    def critical(self) -> list[str]:
        """Ids of what people should have heard of at once."""
        return [
            record.record_id
            for record in self.records
            if isinstance(record, CatalystEvent)
            and record.priority is Priority.CRITICAL
            and record.known_at - record.event_time <= DAY_MS
        ]

    def asked_of(self, host: str) -> list[Ms]:
        return [one["at"] for one in self.asked if one["host"] == host]

    def ended(self, name: str, status: Status) -> list[Run]:
        return [run for run in self.runs[name] if run.status is status]

    def hours(self, name: str, status: Status) -> list[float]:
        return [(run.started_at - START) / HOUR_MS for run in self.ended(name, status)]


def schedule_of(name: str) -> str:
    return COLLECTORS[name][0] or plugin(name).info.schedule


def due(name: str) -> list[Ms]:
    """Turns of a day: of a rate from midnight on, of a daily cron at its time."""
    expression = schedule_of(name)
    if expression.startswith("rate"):
        return list(range(START, START + DAY_MS, interval_of(expression)))
    minute, hour, *_ = expression.removeprefix("cron(").split()
    return [START + int(hour) * HOUR_MS + int(minute) * MINUTE_MS]


@pytest.fixture(scope="module")
def day() -> Iterator[Day]:
    with sources_process() as sources, deployed(wait_scale=0.1) as stack:
        house = EvidenceHouse(stack, sources)
        house.made_up()
        house.seal("reddit", **SECRETS)
        alerts = house.listen("a-day", "collector.failing", "collector.paused", "catalyst.critical")
        for name, (schedule, settings) in COLLECTORS.items():
            house.activate(name, START, settings, schedule)
        lived = Day(house, alerts)
        lived.live()
        lived.collect()
        yield lived


def test_every_record_of_the_day_is_there_exactly_once_and_no_other(day: Day) -> None:
    stored = {record.record_id: record.source for record in day.records}
    assert Counter(stored.values()) == Counter(day.told.values())
    assert stored == day.told
    rewordings = Counter(record.record_id for record in day.records)
    assert {day.told[one] for one, count in rewordings.items() if count > 1} <= {"snapshot"}
    assert sum(run.new + run.revised for runs in day.runs.values() for run in runs) == len(day.records)


def test_no_record_was_known_before_the_run_that_told_it_or_after_the_day(day: Day) -> None:
    for record in day.records:
        assert record.known_at < START + DAY_MS
        assert record.event_time <= record.known_at
        if record.basis == "observed":
            assert record.known_at >= START
    assert all(record.synthetic for record in day.records)


def test_each_turn_of_a_schedule_has_a_run_or_a_reason_why_not(day: Day) -> None:
    for name in COLLECTORS:
        ran = {run.started_at for run in day.runs[name]}
        skipped = {line["started_at"] for line in day.lines[name] if line["status"] == "skipped"}
        assert ran | skipped == set(due(name)), name
        assert not ran & skipped, name
        for line in day.lines[name]:
            assert line["status"] == "succeeded" or line["error_text"] or line["notes"], line


def test_a_missing_bucket_is_the_bucket_of_a_run_that_says_why(day: Day) -> None:
    for name in ("chain_heads", "coinspot_prices", "market_caps"):
        there = {record.event_time for record in day.records if record.source == name}
        told = {run.started_at for run in day.ended(name, Status.SUCCEEDED)}
        assert there == told, name
    assert sorted(set(due("coinspot_prices")) - {r.event_time for r in _of(day, "coinspot_prices")}) == [
        at(15),
        at(15.25),
    ]


def test_the_runs_tell_the_story_of_the_day(day: Day) -> None:
    assert day.hours("fear_greed", Status.FAILED) == [5]
    (limited,) = day.ended("fear_greed", Status.FAILED)
    assert limited.error_class == "rate_limited"
    waited = {run.started_at: run.latency_ms for run in day.ended("fear_greed", Status.SUCCEEDED)}
    assert [(now - START) / HOUR_MS for now, ms in waited.items() if ms >= 20 * SECOND_MS] == [3]

    noted = [run for run in day.runs["news_feeds"] if run.notes]
    assert [(run.started_at - START) / HOUR_MS for run in noted] == [2, 2.5, 3, 3.5]
    assert all("decrypt.co" in note for run in noted for note in run.notes)
    assert {run.status for run in noted} == {Status.SUCCEEDED}

    assert day.hours("snapshot", Status.FAILED) == [8, 9, 10]
    assert {run.error_class for run in day.ended("snapshot", Status.FAILED)} == {"source_changed"}
    assert day.hours("coinspot_prices", Status.FAILED) == [15, 15.25]
    assert day.hours("sec_edgar", Status.PARTIAL) == [20]
    (partial,) = day.ended("sec_edgar", Status.PARTIAL)
    assert partial.seen > 0
    assert partial.error_class == "source_down"
    for name in ("chain_heads", "coinmetrics", "coinspot_news", "defillama", "treasuries"):
        assert {run.status for run in day.runs[name]} == {Status.SUCCEEDED}, name
    assert health_of(day.runs["snapshot"][::-1], START + DAY_MS) is HealthState.DEGRADED
    assert health_of(day.runs["reddit"], START + DAY_MS) is HealthState.FAILED


def test_a_host_that_stays_silent_is_left_alone_and_its_collector_paused_until_a_person_resumes_it(
    day: Day,
) -> None:
    assert day.hours("market_caps", Status.FAILED) == [12, 12.5, 13, 13.5, 14]
    assert [run.error_class for run in day.ended("market_caps", Status.FAILED)] == [
        "source_down", *["host_paused"] * 4,
    ]  # fmt: skip
    assert day.hours("market_caps", Status.SUCCEEDED)[-11:] == [18.5 + n / 2 for n in range(11)]
    asked = [now for now in day.asked_of("api.coingecko.com") if now >= at(12)]
    # Four tries, and one each time the breaker lets a call through; then none before it is resumed.
    assert [now for now in asked if now < at(18.5)] == [*[at(12)] * 4, at(12.5), at(13), at(13.5), at(14)]
    assert day.house.book.get("market_caps").state is State.ACTIVE


def test_a_source_that_is_off_all_day_is_paused_after_five_runs_and_never_asked_again(day: Day) -> None:
    assert day.hours("reddit", Status.FAILED) == [n / 2 for n in range(PAUSE_AFTER)]
    assert day.house.book.get("reddit").state is State.FAILED
    assert [run.error_class for run in day.runs["reddit"]] == ["source_down", *["host_paused"] * 4]
    assert day.asked_of("www.reddit.com") == [*[at(0)] * 4, at(0.5), at(1), at(1.5), at(2)]
    assert [line["notes"] for line in day.lines["reddit"][PAUSE_AFTER:]] == [
        ["not run: the collector is FAILED"]
    ] * (48 - PAUSE_AFTER)
    assert SECRETS["client_secret"] not in repr(day.runs["reddit"])


def test_people_hear_of_what_failed_thrice_and_of_what_was_paused_once_each(day: Day) -> None:
    told = [one for one in day.events if one["type"].startswith("collector.")]
    assert (
        sorted((one["type"], one["data"]["collector_id"], one["data"]["failures"]) for one in told) == ALERTED
    )
    assert all(one["data"]["error"] for one in told)
    critical = [one["data"]["record_id"] for one in day.events if one["type"] == "catalyst.critical"]
    assert critical
    assert sorted(critical) == sorted(day.critical())


def test_the_quality_of_the_day_tells_what_failed_and_what_did_not(day: Day) -> None:
    assert day.looked == {"watched": len(COLLECTORS), "alerts": 0, "told": 0}
    scores = {name: one.score for name, one in day.standings.items()}
    assert set(scores) == {*COLLECTORS, *Ledger, "all"}
    assert not [name for name, one in day.standings.items() if one.stale or one.severity]
    assert scores["reddit"].overall == min(score.overall for score in scores.values())
    assert scores["reddit"].timeliness == 0
    assert any("nothing was ever collected" in reason for reason in scores["reddit"].reasons)
    for name, served, of in (
        ("market_caps", 35, 48), ("snapshot", 21, 24), ("fear_greed", 23, 24), ("sec_edgar", 47, 48),
        ("coinspot_prices", 94, 96), ("chain_heads", 96, 96), ("reddit", 0, 48),
    ):  # fmt: skip
        assert scores[name].uptime == round(served / of, 4), name
    assert scores["market_caps"].completeness < 1 == scores["chain_heads"].completeness
    assert min(Ledger, key=lambda one: scores[one].overall) is Ledger.HUMAN, scores
    assert scores["all"].overall == pytest.approx(
        sum(scores[one].overall for one in Ledger) / len(Ledger), abs=0.001
    )


def _of(day: Day, name: str) -> list[Record]:
    return [record for record in day.records if record.source == name]
