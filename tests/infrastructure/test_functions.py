"""Functions: what all share, and that each may do what it declares and no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from cdk.bundling import ROOT, Bundler, mentioned
from cdk.functions import FUNCTIONS, FunctionSpec, missing_handlers
from tests.infrastructure.assembly import Synthesized

LAMBDA = "AWS::Lambda::Function"
# Written by the CDK's grants; the variants of two actions on our one key.
WILDCARD_ACTIONS = {"kms:GenerateDataKey*", "kms:ReEncrypt*"}
# These AWS actions know no resources.
ACTIONS_WITHOUT_RESOURCE = {
    "dynamodb:ListStreams",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}


def test_every_declared_function_has_its_handler() -> None:
    assert missing_handlers(ROOT) == ()


def test_every_handler_in_the_tree_is_declared() -> None:
    found = {
        str(path.parent.relative_to(ROOT / "functions")) for path in ROOT.glob("functions/*/*/handler.py")
    }
    assert found == {spec.name for spec in FUNCTIONS}


def test_every_function_runs_on_arm_with_the_runtime_its_layers_were_made_for(stage: Synthesized) -> None:
    functions = stage.resources(LAMBDA)
    assert len(functions) == len(FUNCTIONS)
    assert {(f["Runtime"], *f["Architectures"]) for f in functions.values()} == {("python3.13", "arm64")}


def test_every_function_has_a_log_group_that_forgets(stage: Synthesized) -> None:
    groups = stage.resources("AWS::Logs::LogGroup")
    days = {"local": 1, "prod": 30}[stage.stage]
    assert {group["RetentionInDays"] for group in groups.values()} == {days}
    assert all(group["KmsKeyId"] for group in groups.values())
    named = {group["LogGroupName"] for group in groups.values()}
    functions = {f["FunctionName"] for f in stage.resources(LAMBDA).values()}
    assert {f"/aws/lambda/{name}" for name in functions} <= named


def test_every_function_has_a_role_of_its_own(stage: Synthesized) -> None:
    roles = [str(f["Role"]) for f in stage.resources(LAMBDA).values()]
    assert len(roles) == len(set(roles))


def test_no_role_has_a_managed_policy(stage: Synthesized) -> None:
    assert [n for n, role in stage.resources("AWS::IAM::Role").items() if role.get("ManagedPolicyArns")] == []


def test_no_statement_allows_a_family_of_actions(stage: Synthesized) -> None:
    wild = {action for _, action, _ in _allowed(stage) if "*" in action}
    assert wild <= WILDCARD_ACTIONS


def test_only_actions_that_know_no_resource_are_allowed_on_everything(stage: Synthesized) -> None:
    everywhere = {action for _, action, resource in _allowed(stage) if resource == "*"}
    assert everywhere <= ACTIONS_WITHOUT_RESOURCE


def test_nobody_may_scan_a_table_or_delete_from_a_bucket(stage: Synthesized) -> None:
    forbidden = {"dynamodb:Scan", "dynamodb:DeleteTable", "s3:DeleteObject", "s3:PutObjectAcl"}
    found = {(role, action, resource) for role, action, resource in _allowed(stage) if action in forbidden}
    # But for the parts of evidence that the merged object holds already; a bucket keeps old versions.
    assert {(action, resource.rpartition("/*/")[2].rstrip("']}")) for _, action, resource in found} == {
        ("s3:DeleteObject", "part-*.parquet")
    }
    assert {resource.split("/")[1] for _, _, resource in found} == {"records", "observations"}
    assert {role[: len("Ledgers/LedgersCompact")] for role, _, _ in found} == {"Ledgers/LedgersCompact"}


def test_only_the_floor_and_the_relay_reach_the_execute_queue(stage: Synthesized) -> None:
    senders = {
        role
        for role, action, resource in _allowed(stage)
        if action == "sqs:SendMessage" and "Execute" in resource
    }
    assert {role.split("/")[1][:11] for role in senders} == {"EventsRelay"}


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_is_told_only_what_its_code_asks_for(
    spec: FunctionSpec, bundler: Bundler, local: Synthesized
) -> None:
    functions = local.resources(LAMBDA).values()
    name = spec.physical_name("local")
    told = next(f for f in functions if f["FunctionName"] == name)["Environment"]["Variables"]
    asked = mentioned(bundler, spec.name, "OMC_")
    assert {v for v in told if v.startswith("OMC_")} - asked - {"OMC_STAGE"} == set()


def _allowed(stage: Synthesized) -> Iterator[tuple[str, str, str]]:
    """(policy, action, resource) of every statement of every role."""
    for name, policy in stage.resources("AWS::IAM::Policy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            for action in _listed(statement["Action"]):
                for resource in _listed(statement["Resource"]):
                    yield name, action, resource if isinstance(resource, str) else str(resource)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
