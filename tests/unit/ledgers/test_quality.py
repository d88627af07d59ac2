"""Scores of trust: each dimension by itself, an outage seen in all it touches, and alerts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from omc.kernel.errors import InvalidInput
from omc.kernel.instants import DAY_MS, HOUR_MS, MINUTE_MS, Ms
from omc.ledgers.quality.rules import broken_rules
from omc.ledgers.quality.schedules import interval_of
from omc.ledgers.quality.scores import (
    Observed,
    alerts_of,
    ledger_scores,
    overall_score,
    score_of,
    timeliness_of,
)
from omc.ledgers.records import Measurement, NewsItem, Sentiment
from omc.ledgers.taxonomy import Ledger

NOW = 20_000 * DAY_MS
WELL = Observed("c1", "coinspot_prices", Ledger.EXCHANGE, True, 1000, 1000, NOW, 1000, 1000, 1440, 1440)


def test_a_collector_that_did_all_it_should_scores_one() -> None:
    score = score_of(WELL, NOW)
    assert (score.completeness, score.timeliness, score.accuracy, score.overall) == (1, 1, 1, 1)
    assert score.reasons == ()


def test_more_than_expected_is_complete_and_no_more() -> None:
    assert score_of(replace(WELL, told=5000), NOW).completeness == 1


def test_overall_weighs_time_most() -> None:
    seen = replace(WELL, told=500, newest_at=NOW - 2 * HOUR_MS, sound=900)
    score = score_of(seen, NOW)
    assert (score.completeness, score.timeliness, score.accuracy) == (0.5, 0.3, 0.9)
    assert score.overall == pytest.approx(0.3 * 0.5 + 0.4 * 0.3 + 0.3 * 0.9)
    assert len(score.reasons) == 3


@pytest.mark.parametrize(
    ("ledger", "age", "expected"),
    [
        (Ledger.EXCHANGE, 10 * MINUTE_MS - 1, 1.0),
        (Ledger.EXCHANGE, 10 * MINUTE_MS, 0.7),
        (Ledger.EXCHANGE, HOUR_MS, 0.3),
        (Ledger.HUMAN, 29 * MINUTE_MS, 1.0),
        (Ledger.HUMAN, 2 * HOUR_MS, 0.3),
        (Ledger.CATALYST, 71 * HOUR_MS, 0.7),
        (Ledger.GLASS, 25 * HOUR_MS, 1.0),
        (Ledger.GLASS, 400 * DAY_MS, 0.3),
    ],
)
def test_each_ledger_grows_old_in_its_own_time(ledger: Ledger, age: Ms, expected: float) -> None:
    assert timeliness_of(ledger, NOW - age, NOW) == expected


def test_a_source_switched_off_for_a_day_is_seen_in_every_dimension_it_touches() -> None:
    off = replace(WELL, told=0, newest_at=NOW - DAY_MS, checked=0, sound=0, served=0)
    score = score_of(off, NOW)
    assert (score.completeness, score.timeliness, score.accuracy, score.uptime) == (0, 0.3, 0, 0)
    (ledger,) = ledger_scores([off], NOW)
    assert ledger.overall < 0.5
    overall = overall_score([ledger])
    assert overall is not None
    assert {(alert.name, alert.severity) for alert in alerts_of([score], overall, {"c1": True})} == {
        ("all", "high"),
        ("c1", "high"),
    }


def test_nothing_at_all_scores_nothing() -> None:
    never = replace(WELL, told=0, newest_at=None, checked=0, sound=0)
    assert score_of(never, NOW).overall == 0


def test_a_ledger_is_as_young_as_its_newest_record_and_as_complete_as_its_mean() -> None:
    off = replace(WELL, collector_id="c2", told=0, newest_at=NOW - DAY_MS, checked=0, sound=0)
    (ledger,) = ledger_scores([WELL, off], NOW)
    assert (ledger.completeness, ledger.timeliness) == (0.5, 1.0)
    assert all(reason.startswith("c2") for reason in ledger.reasons)


def test_only_what_must_be_there_alerts_by_itself() -> None:
    late = score_of(replace(WELL, newest_at=NOW - 2 * HOUR_MS), NOW)
    assert not alerts_of([late], None, {"c1": False})
    (alert,) = alerts_of([late], None, {"c1": True})
    assert "2.0 h old" in alert.text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("rate(1 minute)", MINUTE_MS),
        ("rate(10 minutes)", 10 * MINUTE_MS),
        ("rate(1 hour)", HOUR_MS),
        ("cron(0 2 * * ? *)", DAY_MS),
        ("cron(*/10 6-21 * * ? *)", DAY_MS // 96),
        ("cron(0,30 * * * ? *)", 30 * MINUTE_MS),
        ("cron(0/15 * * * ? *)", 15 * MINUTE_MS),
    ],
)
def test_a_schedule_says_how_often_it_fires(expression: str, expected: Ms) -> None:
    assert interval_of(expression) == expected


@pytest.mark.parametrize(
    "expression", ["rate(0 minutes)", "every day", "cron(70 2 * * ? *)", "cron(x 2 * * ? *)"]
)
def test_an_expression_that_is_none_is_refused_in_words(expression: str) -> None:
    with pytest.raises(InvalidInput, match="expected"):
        interval_of(expression)


def measurement(**values: Decimal) -> Measurement:
    return Measurement(
        ledger=Ledger.GLASS, source="s", natural_key="k", event_time=0, known_at=0, subject="x", values=values
    )


def test_rules_look_at_values() -> None:
    assert broken_rules(measurement(tvl_usd=Decimal(1))) == ()
    assert broken_rules(measurement(tvl_usd=Decimal(-1))) == ("tvl_usd_negative",)
    assert broken_rules(measurement(net_flow_24h_usd=Decimal(-1))) == ()
    assert broken_rules(measurement()) == ("nothing_measured",)
    ahead = replace(measurement(a=Decimal(1)), event_time=6 * MINUTE_MS)
    assert broken_rules(ahead) == ("event_time_ahead",)
    news = NewsItem(source="s", natural_key="k", event_time=0, known_at=0, title="", outlet="o")
    assert broken_rules(news) == ("title_missing",)
    said = Sentiment(score=Decimal(1), magnitude=Decimal(1), method="votes", reasons=("r",))
    assert broken_rules(replace(news, title="t", sentiment=said)) == ()
