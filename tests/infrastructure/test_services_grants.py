"""What services may do on our behalf. The emulator enforces none of it, so it is read from the template."""

import re

import pytest

from tests.infrastructure.assembly import Properties, Synthesized
from tests.infrastructure.grants import Grants, address, granted, listed

LAMBDA = "AWS::Lambda::Function"
INVOKE = "lambda:InvokeFunction"
READ_QUEUE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
READ_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"}


def trusted(stage: Synthesized, role: str) -> set[str]:
    """Services that may take on a role, named by its ARN."""
    roles = stage.resources("AWS::IAM::Role")
    (found,) = [body for name, body in roles.items() if name.split("/")[1] == role.removesuffix(".Arn")]
    statements = found["AssumeRolePolicyDocument"]["Statement"]
    return {service for each in statements for service in listed(each["Principal"]["Service"])}


def key_of(stage: Synthesized) -> str:
    (key,) = stage.resources("AWS::KMS::Key")
    return f"{key.split('/')[1]}.Arn"


def machine_of(stage: Synthesized, kind: str) -> tuple[str, Properties]:
    """The state machine of that kind, with its logical name."""
    (found,) = [
        (name.split("/")[1], machine)
        for name, machine in stage.resources("AWS::StepFunctions::StateMachine").items()
        if machine["StateMachineName"].endswith(f"-{kind}")
    ]
    return found


@pytest.mark.parametrize(
    ("part", "kind"), [("Backtest", "backtest"), ("Backtest", "search"), ("Ledgers", "backfill")]
)
def test_a_state_machine_may_start_the_functions_of_its_steps_and_no_others(
    stage: Synthesized, part: str, kind: str
) -> None:
    _, machine = machine_of(stage, kind)
    steps = {address(arn) for arn in machine["DefinitionSubstitutions"].values()}
    grants = Grants(stage).of_role(part, machine["RoleArn"])
    assert {resource for action, resource in grants if action == INVOKE} == steps
    assert trusted(stage, address(machine["RoleArn"])) == {"states.amazonaws.com"}


@pytest.mark.parametrize(("part", "kind"), [("Backtest", "search"), ("Ledgers", "backfill")])
def test_a_machine_with_a_distributed_map_may_run_its_own_children_and_no_others(
    stage: Synthesized, part: str, kind: str
) -> None:
    _, machine = machine_of(stage, kind)
    grants = Grants(stage).of_role(part, machine["RoleArn"])
    reached = {(action, arn) for action, arn in grants if action.startswith("states:")}
    name = f"omc-{stage.stage}-{kind}"
    assert {action for action, _ in reached} == {
        "states:DescribeExecution",
        "states:RedriveExecution",
        "states:StartExecution",
        "states:StopExecution",
    }
    for action, arn in reached:
        own = (f":execution:{name}:*", f":execution:{name}/*", f":stateMachine:{name}")
        assert arn.endswith(own), (action, arn)


def test_the_floors_schedules_may_start_their_functions_and_leave_what_failed(stage: Synthesized) -> None:
    functions = stage.resources(LAMBDA)
    told = [f["Environment"]["Variables"] for f in functions.values()]
    for variables in (v for v in told if "OMC_SCHEDULE_ROLE_ARN" in v):
        role = address(variables["OMC_SCHEDULE_ROLE_ARN"])
        grants = Grants(stage).of_role("Data", role)
        targets = {address(variables[f"OMC_{name}_FUNCTION_ARN"]) for name in ("RECONCILE", "WATCH")}
        assert {resource for action, resource in grants if action == INVOKE} == targets
        assert {arn.rsplit(":", 1)[1] for arn in targets} <= {f["FunctionName"] for f in functions.values()}
        assert ("sqs:SendMessage", address(variables["OMC_SCHEDULE_DLQ_ARN"])) in grants
        assert ("kms:GenerateDataKey", key_of(stage)) in grants
        assert trusted(stage, role) == {"scheduler.amazonaws.com"}


def test_whoever_creates_schedules_may_pass_their_role_to_the_scheduler_only(stage: Synthesized) -> None:
    creators = 0
    for name, function in stage.resources(LAMBDA).items():
        role = function["Environment"]["Variables"].get("OMC_SCHEDULE_ROLE_ARN")
        collectors = function["Environment"]["Variables"].get("OMC_COLLECTOR_SCHEDULE_ROLE_ARN")
        passed = {arn for action, arn in Grants(stage).of_function(name) if action == "iam:PassRole"}
        assert passed == {address(one) for one in (role, collectors) if one}, name
        assert not (role and collectors)
        creators += role is not None
    assert creators == 5
    for policy in stage.resources("AWS::IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Action"] == "iam:PassRole":
                only = {"iam:PassedToService": "scheduler.amazonaws.com"}
                assert statement["Condition"] == {"StringEquals": only}


def test_the_collectors_schedules_may_start_who_runs_one_and_who_looks_at_them_and_no_other(
    stage: Synthesized,
) -> None:
    roles = [name for name in stage.resources("AWS::IAM::Role") if name.startswith("Data/CollectorSchedules")]
    (role,) = roles
    grants = Grants(stage).of_role("Data", f"{role.split('/')[1]}.Arn")
    targets = {resource.rsplit(":", 1)[1] for action, resource in grants if action == INVOKE}
    assert targets == {f"omc-{stage.stage}-ledgers-{name}" for name in ("enrich", "ingest", "quality")}


def test_who_administers_collectors_may_start_a_run_and_seal_secrets_but_open_none(
    stage: Synthesized,
) -> None:
    (name,) = [one for one in stage.resources(LAMBDA) if one.startswith("Api/ApiCollectors")]
    grants = Grants(stage).of_function(name)
    targets = {resource.rpartition(":")[2] for action, resource in grants if action == INVOKE}
    assert targets == {f"omc-{stage.stage}-ledgers-ingest", f"omc-{stage.stage}-ledgers-enrich"}
    assert {action for action, _ in grants if action.startswith("scheduler:")} == {
        "scheduler:CreateSchedule",
        "scheduler:DeleteSchedule",
        "scheduler:UpdateSchedule",
    }
    assert {action for action, _ in grants if action.startswith("s3:")} == set()


def test_who_runs_collectors_keeps_raw_pages_removes_schedules_and_reaches_no_other_table(
    stage: Synthesized,
) -> None:
    (name,) = [one for one in stage.resources(LAMBDA) if one.startswith("Ledgers/LedgersIngest")]
    grants = Grants(stage).of_function(name)
    put = {resource for action, resource in grants if action.startswith("s3:")}
    assert {action for action, _ in grants if action.startswith("s3:")} == {"s3:PutObject"}
    assert all(resource.endswith("/raw/*") for resource in put)
    assert {action for action, _ in grants if action.startswith("scheduler:")} == {"scheduler:DeleteSchedule"}
    tables = {resource.split("/")[0] for action, resource in grants if action.startswith("dynamodb:")}
    assert len(tables) == 1
    assert tables.pop().startswith("Ledger")


def test_who_scores_posts_reaches_the_ledgers_table_its_own_schedule_and_no_bucket(
    stage: Synthesized,
) -> None:
    (name,) = [one for one in stage.resources(LAMBDA) if one.startswith("Ledgers/LedgersEnrich")]
    grants = Grants(stage).of_function(name)
    services = {action.split(":")[0] for action, _ in grants}
    assert services <= {"dynamodb", "kms", "logs", "scheduler", "xray"}
    assert {action for action, _ in grants if action.startswith("scheduler:")} == {"scheduler:DeleteSchedule"}
    tables = {resource.split("/")[0] for action, resource in grants if action.startswith("dynamodb:")}
    assert len(tables) == 1
    assert tables.pop().startswith("Ledger")


def test_only_who_runs_collectors_may_open_their_secrets(stage: Synthesized) -> None:
    refused: dict[str, set[str]] = {}
    for policy in stage.resources("AWS::IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Deny":
                assert statement["Condition"] == {"Null": {"kms:EncryptionContext:omc-collector": "false"}}
                assert address(statement["Resource"]) == key_of(stage)
                for role in policy["Roles"]:
                    refused[role["Ref"]] = set(listed(statement["Action"]))
    for function in stage.resources(LAMBDA).values():
        told = refused[address(function["Role"]).removesuffix(".Arn")]
        allowed = {
            "ledgers-ingest": {"kms:Decrypt"},
            "ledgers-enrich": {"kms:Decrypt"},
            "api-collectors": {"kms:Encrypt"},
        }
        own = allowed.get(function["FunctionName"].split("-", 2)[2], set())
        assert told == {"kms:Decrypt", "kms:Encrypt"} - own


def test_each_schedule_may_start_its_function(local: Synthesized) -> None:
    schedules = local.resources("AWS::Scheduler::Schedule").values()
    assert schedules
    for schedule in schedules:
        target = schedule["Target"]
        grants = Grants(local).of_role("Ledgers", target["RoleArn"])
        assert (INVOKE, address(target["Arn"])) in grants
        assert ("sqs:SendMessage", address(target["DeadLetterConfig"]["Arn"])) in grants
        assert trusted(local, address(target["RoleArn"])) == {"scheduler.amazonaws.com"}


def _started_by_events(stage: Synthesized) -> set[str]:
    """Functions that rules of the bus may start."""
    permissions = stage.resources("AWS::Lambda::Permission").values()
    return {
        address(permission["FunctionName"])
        for permission in permissions
        if permission["Principal"] == "events.amazonaws.com" and permission["Action"] == INVOKE
    }


def test_a_rule_may_write_to_its_queue_and_its_dead_letters_and_use_their_key(stage: Synthesized) -> None:
    rules = stage.resources("AWS::Events::Rule").values()
    targets = [target for rule in rules for target in rule["Targets"]]
    queues = [target for target in targets if "DeadLetterConfig" in target]
    assert len(queues) == 3
    started = _started_by_events(stage)
    assert started
    for target in queues:
        own = [] if address(target["Arn"]) in started else [target["Arn"]]
        for queue in [*own, target["DeadLetterConfig"]["Arn"]]:
            allowed = Grants(stage).of_service(
                "AWS::SQS::QueuePolicy", address(queue), "events.amazonaws.com"
            )
            assert "sqs:SendMessage" in allowed
    (key,) = stage.resources("AWS::KMS::Key").values()
    by_events = [
        statement
        for statement in key["KeyPolicy"]["Statement"]
        if statement["Principal"] == {"Service": "events.amazonaws.com"}
    ]
    assert {("kms:Decrypt", "*"), ("kms:GenerateDataKey*", "*")} <= set(granted(by_events))


def test_a_rule_may_tell_the_topic_that_people_listen_to(stage: Synthesized) -> None:
    rules = stage.resources("AWS::Events::Rule").values()
    topics = [target for rule in rules for target in rule["Targets"] if "DeadLetterConfig" not in target]
    assert topics
    for topic in topics:
        owner, service = address(topic["Arn"]), "events.amazonaws.com"
        assert "sns:Publish" in Grants(stage).of_service("AWS::SNS::TopicPolicy", owner, service)


def test_every_event_source_is_readable_by_its_function_down_to_the_key(stage: Synthesized) -> None:
    mappings = stage.resources("AWS::Lambda::EventSourceMapping")
    assert len(mappings) == 12
    for name, mapping in mappings.items():
        function = f"{name.split('/')[0]}/{mapping['FunctionName']['Ref']}"
        grants, source = Grants(stage).of_function(function), address(mapping["EventSourceArn"])
        wanted = READ_STREAM if "StartingPosition" in mapping else READ_QUEUE
        assert {(action, source) for action in wanted} <= grants, name
        assert ("kms:Decrypt", key_of(stage)) in grants
        if "DestinationConfig" in mapping:
            given_up = address(mapping["DestinationConfig"]["OnFailure"]["Destination"])
            assert {("sqs:SendMessage", given_up), ("kms:GenerateDataKey", key_of(stage))} <= grants


def test_every_function_may_use_the_key_of_what_it_touches_and_write_its_log(stage: Synthesized) -> None:
    for name in stage.resources(LAMBDA):
        actions = {
            action for action, resource in Grants(stage).of_function(name) if resource == key_of(stage)
        }
        assert {"kms:Decrypt", "kms:GenerateDataKey"} <= actions, name
        logs = {arn for action, arn in Grants(stage).of_function(name) if action == "logs:PutLogEvents"}
        assert len(logs) == 1, name
        assert re.fullmatch(rf"{name.split('/')[1][:-8]}Logs\w{{8}}\.Arn", logs.pop()), name


def test_both_gateways_may_start_the_functions_they_name(stage: Synthesized) -> None:
    permissions = stage.resources("AWS::Lambda::Permission").values()
    open_to_gateways = {
        address(permission["FunctionName"])
        for permission in permissions
        if permission["Principal"] == "apigateway.amazonaws.com" and permission["Action"] == INVOKE
    }
    uris = [i["IntegrationUri"] for i in stage.resources("AWS::ApiGatewayV2::Integration").values()]
    authorizers = stage.resources("AWS::ApiGatewayV2::Authorizer").values()
    uris += [a["AuthorizerUri"] for a in authorizers if "AuthorizerUri" in a]
    named = {found for uri in uris for found in re.findall(r"\w+\.Arn", address(uri))}
    assert len(named) == 11
    assert named == open_to_gateways


def test_only_who_hears_a_persons_answer_may_let_the_machine_go_on(stage: Synthesized) -> None:
    machine = f"omc-{stage.stage}-backtest"
    answering = {
        function["FunctionName"].removeprefix(f"omc-{stage.stage}-"): arn
        for name, function in stage.resources(LAMBDA).items()
        for action, arn in Grants(stage).of_function(name)
        if action == "states:SendTaskSuccess"
    }
    # The step that asks knows its machine by name only, since the machine refers to it.
    assert answering.pop("backtest-ask").endswith(f":stateMachine:{machine}")
    logical, _ = machine_of(stage, "backtest")
    assert set(answering) == {"api-strategies"}
    assert logical in answering["api-strategies"]


def test_who_fetches_pages_of_history_reaches_no_other_object_of_the_lake(stage: Synthesized) -> None:
    (role,) = [
        function["Role"]
        for function in stage.resources(LAMBDA).values()
        if function["FunctionName"].endswith("-backfill-page")
    ]
    objects = {
        (action, arn)
        for action, arn in Grants(stage).of_role("Ledgers", role)
        if action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
    }
    assert {action for action, _ in objects} == {"s3:GetObject", "s3:PutObject"}
    assert all("/backfills/*" in arn for _, arn in objects), objects
