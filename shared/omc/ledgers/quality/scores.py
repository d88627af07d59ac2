"""Completeness, timeliness and accuracy of a collector, of a ledger and of all, and what calls for an alert.

completeness: records told in a window of 24 h over those to be expected (runs of the schedule x usual yield),
at most 1. timeliness: by the age of the newest record, in bands of the ledger. accuracy: the share of records
that break no rule. overall = 0.3 x completeness + 0.4 x timeliness + 0.3 x accuracy.

Fractions from 0 to 1, never percent. A ledger's score is the mean of its collectors', its timeliness that of
its newest record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms
from omc.ledgers.collectors import HealthState
from omc.ledgers.taxonomy import Ledger

WINDOW_MS = DAY_MS
MEDIUM_BELOW, HIGH_BELOW, CRITICAL_COLLECTOR_BELOW = 0.7, 0.5, 0.8
_WEIGHTS = (0.3, 0.4, 0.3)
# Younger than the first: 1.0; than the second: 0.7; else 0.3.
_BANDS: Mapping[Ledger, tuple[Ms, Ms]] = {
    Ledger.EXCHANGE: (10 * MINUTE_MS, HOUR_MS),
    Ledger.HUMAN: (30 * MINUTE_MS, 2 * HOUR_MS),
    Ledger.CATALYST: (24 * HOUR_MS, 72 * HOUR_MS),
    Ledger.GLASS: (26 * HOUR_MS, 48 * HOUR_MS),
}


def fresh_for(ledger: Ledger) -> Ms:
    """How old the newest record of a ledger may be before what is shown of it is stale."""
    return _BANDS[ledger][0]


@dataclass(frozen=True)
class Observed:
    """What a collector did in the window. expected: runs of its schedule x usual yield, while it was
    active. newest_at: when its newest record was known; None for nothing at all. checked, sound: records
    looked at and those that break no rule. slots: runs that were due; served: those that succeeded."""

    collector_id: str
    source: str
    ledger: Ledger
    critical: bool
    told: int
    expected: float
    newest_at: Ms | None
    checked: int
    sound: int
    slots: int
    served: int
    health: HealthState = HealthState.UNKNOWN


@dataclass(frozen=True)
class Score:
    """name: a collector's id, a ledger's name or "all". reasons: what is wrong, in words; none if nothing."""

    name: str
    ledger: Ledger | None
    completeness: float
    timeliness: float
    accuracy: float
    uptime: float
    reasons: tuple[str, ...] = ()

    @property
    def overall(self) -> float:
        parts = (self.completeness, self.timeliness, self.accuracy)
        return round(sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True)), 4)


@dataclass(frozen=True)
class Alert:
    """severity: medium or high."""

    name: str
    severity: str
    overall: float
    limit: float
    text: str


def score_of(seen: Observed, now: Ms) -> Score:
    """The score of one collector at `now`."""
    completeness = 1.0 if seen.expected <= 0 else min(seen.told / seen.expected, 1.0)
    timeliness = timeliness_of(seen.ledger, seen.newest_at, now)
    accuracy = 1.0 if seen.checked == 0 and seen.told else _share(seen.sound, seen.checked)
    reasons = []
    if completeness < 1:
        reasons.append(f"{seen.told} of {seen.expected:.0f} expected records came in 24 h")
    if timeliness < 1:
        reasons.append(f"the newest record is {_age(seen.newest_at, now)}")
    if accuracy < 1:
        reasons.append(f"{seen.checked - seen.sound} of {seen.checked} records break a rule")
    uptime = 1.0 if seen.slots == 0 else min(seen.served / seen.slots, 1.0)
    return Score(
        seen.collector_id, seen.ledger, round(completeness, 4), timeliness, round(accuracy, 4),
        round(uptime, 4), tuple(reasons),
    )  # fmt: skip


def timeliness_of(ledger: Ledger, newest_at: Ms | None, now: Ms) -> float:
    """By the age of the newest record; 0 for nothing at all."""
    if newest_at is None:
        return 0.0
    fresh, stale = _BANDS[ledger]
    age = now - newest_at
    return 1.0 if age < fresh else 0.7 if age < stale else 0.3


def ledger_scores(observed: Sequence[Observed], now: Ms) -> list[Score]:
    """One for each ledger that has a collector."""
    found = []
    for ledger in Ledger:
        own = [seen for seen in observed if seen.ledger is ledger]
        if own:
            newest = max((seen.newest_at for seen in own if seen.newest_at is not None), default=None)
            found.append(_mean(ledger.value, ledger, [score_of(seen, now) for seen in own], newest, now))
    return found


def overall_score(ledgers: Sequence[Score]) -> Score | None:
    """Of all ledgers that have a collector; None without one. The worst of them is named."""
    if not ledgers:
        return None
    worst = min(ledgers, key=lambda score: score.overall)
    return Score(
        "all", None,
        _average([score.completeness for score in ledgers]),
        _average([score.timeliness for score in ledgers]),
        _average([score.accuracy for score in ledgers]),
        _average([score.uptime for score in ledgers]),
        (f"{worst.name} is lowest with {worst.overall:.2f}",) if worst.overall < 1 else (),
    )  # fmt: skip


def alerts_of(
    scores: Sequence[Score], overall: Score | None, critical: Mapping[str, bool], slack: float = 0.0
) -> list[Alert]:
    """What calls for a person: all below 0.7 medium, below 0.5 high; a critical collector below 0.8 high.

    slack: added to each limit, for what must be well above it before it counts as healed.
    """
    found = []
    if overall is not None and overall.overall < MEDIUM_BELOW + slack:
        high = overall.overall < HIGH_BELOW + slack
        found.append(_alert(overall, "high" if high else "medium", HIGH_BELOW if high else MEDIUM_BELOW))
    for score in scores:
        if critical.get(score.name) and score.overall < CRITICAL_COLLECTOR_BELOW + slack:
            found.append(_alert(score, "high", CRITICAL_COLLECTOR_BELOW))
    return found


def _alert(score: Score, severity: str, limit: float) -> Alert:
    why = "; ".join(score.reasons) or "see its parts"
    text = f"quality of {score.name} is {score.overall:.2f}, below {limit}: {why}"
    return Alert(score.name, severity, score.overall, limit, text)


def _mean(name: str, ledger: Ledger, scores: Sequence[Score], newest: Ms | None, now: Ms) -> Score:
    return Score(
        name, ledger,
        _average([score.completeness for score in scores]),
        timeliness_of(ledger, newest, now),
        _average([score.accuracy for score in scores]),
        _average([score.uptime for score in scores]),
        tuple(f"{score.name}: {reason}" for score in scores for reason in score.reasons)[:10],
    )  # fmt: skip


def _average(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _age(newest_at: Ms | None, now: Ms) -> str:
    if newest_at is None:
        return "not there: nothing was ever collected"
    hours = (now - newest_at) / HOUR_MS
    return f"{hours:.1f} h old" if hours >= 1 else f"{(now - newest_at) / MINUTE_MS:.0f} min old"
