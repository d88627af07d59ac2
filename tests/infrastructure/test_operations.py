"""What a person is told when something goes wrong, and what stands still while nothing does."""

import json

from tests.infrastructure.assembly import Synthesized

ALARM = "AWS::CloudWatch::Alarm"
WATCHED = {
    "ApiErrors",
    "DeadLetters",
    "EventsNotDelivered",
    "FailedRuns",
    "FailedSearches",
    "FunctionErrors",
    "FunctionThrottles",
    "SlowExecute",
    "TableThrottles",
    "TrainingSet",
}


def test_what_the_requirements_want_watched_is_watched(stage: Synthesized) -> None:
    names = {alarm["AlarmName"].rsplit("-", 1)[1] for alarm in stage.resources(ALARM).values()}
    assert names == WATCHED


def test_every_alarm_says_how_bad_it_is_and_what_to_do_and_tells_somebody(stage: Synthesized) -> None:
    for alarm in stage.resources(ALARM).values():
        assert alarm["AlarmDescription"].startswith("severity=")
        assert "runbook=docs/runbooks/" in alarm["AlarmDescription"]
        assert alarm["AlarmActions"]


def test_silence_is_not_an_alarm(stage: Synthesized) -> None:
    assert {alarm["TreatMissingData"] for alarm in stage.resources(ALARM).values()} == {"notBreaching"}


def test_every_dead_letter_queue_is_under_alarm(stage: Synthesized) -> None:
    alarms = stage.resources(ALARM).values()
    (letters,) = [alarm for alarm in alarms if alarm["AlarmName"].endswith("DeadLetters")]
    watched = [metric for metric in letters["Metrics"] if "MetricStat" in metric]
    dead = [q for q in stage.resources("AWS::SQS::Queue").values() if "RedrivePolicy" not in q]
    assert len(watched) == len(dead)


def test_a_kill_is_told_at_once(stage: Synthesized) -> None:
    rules = stage.resources("AWS::Events::Rule").values()
    told = [rule for rule in rules if "kill.engaged" in rule["EventPattern"]["detail-type"]]
    assert len(told) == 1


def test_a_strategy_that_does_not_reach_the_floor_is_told_at_once(stage: Synthesized) -> None:
    rules = stage.resources("AWS::Events::Rule").values()
    told = [rule for rule in rules if "handoff.failed" in rule["EventPattern"]["detail-type"]]
    assert len(told) == 1
    assert told[0]["Targets"]


def test_there_is_one_dashboard_within_the_metrics_that_cost_nothing(stage: Synthesized) -> None:
    (board,) = stage.resources("AWS::CloudWatch::Dashboard").values()
    body = json.dumps(board["DashboardBody"])
    assert body.count("AWS/") <= 50


def test_every_machine_logs_without_data_and_traces(stage: Synthesized) -> None:
    machines = stage.resources("AWS::StepFunctions::StateMachine").values()
    assert len(machines) == 3
    for machine in machines:
        assert machine["LoggingConfiguration"]["Level"] == "ALL"
        assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
        assert machine["TracingConfiguration"] == {"Enabled": True}
    tracing = {f["TracingConfig"]["Mode"] for f in stage.resources("AWS::Lambda::Function").values()}
    assert tracing == {"Active"}


def test_nothing_is_scheduled_where_nothing_is_active(
    local: Synthesized, dev: Synthesized, prod: Synthesized
) -> None:
    kind = "AWS::Scheduler::Schedule"
    assert {schedule["State"] for schedule in local.resources(kind).values()} == {"DISABLED"}
    assert dev.resources(kind) == prod.resources(kind) == {}


def test_the_floor_may_schedule_its_two_watchers_and_nothing_else(stage: Synthesized) -> None:
    roles = {
        name: policy
        for name, policy in stage.resources("AWS::IAM::Policy").items()
        if name.startswith("Data/FloorSchedules")
    }
    (policy,) = roles.values()
    statements = policy["PolicyDocument"]["Statement"]
    invoke = next(s for s in statements if s["Action"] == "lambda:InvokeFunction")
    names = [json.dumps(resource) for resource in invoke["Resource"]]
    assert [n.rsplit("-", 1)[1].strip('"]}') for n in names] == ["reconcile", "watch"]


def test_a_retained_stage_reserves_the_order_path_its_own_capacity(
    local: Synthesized, prod: Synthesized
) -> None:
    assert _reserved(prod) == {"omc-prod-floor-execute": 20}
    assert _reserved(local) == {}


def _reserved(stage: Synthesized) -> dict[str, int]:
    functions = stage.resources("AWS::Lambda::Function").values()
    return {
        f["FunctionName"]: f["ReservedConcurrentExecutions"]
        for f in functions
        if "ReservedConcurrentExecutions" in f
    }
