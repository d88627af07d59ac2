"""With roles enforced, a grant on one group's schedules reaches no other, and refusals stand in the log."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.aws.process import LocalAws
from local.aws.settings import ACCOUNT, REGION

pytestmark = pytest.mark.integration

ROLE = f"arn:aws:iam::{ACCOUNT}:role/scheduling"
SCHEDULES = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/floor/*"
TARGET = {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:watch", "RoleArn": ROLE}


def _document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def _as_role(aws: LocalAws) -> Any:
    """A scheduler client that may create and delete schedules of the group `floor` only."""
    iam, actions = aws.client("iam"), ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"]
    trust = _document(Action="sts:AssumeRole", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    iam.create_role(RoleName="scheduling", AssumeRolePolicyDocument=trust)
    grant = _document(Action=actions, Resource=SCHEDULES)
    iam.put_role_policy(RoleName="scheduling", PolicyName="schedules", PolicyDocument=grant)
    key = aws.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
    return aws.client(
        "scheduler",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=key["SessionToken"],
    )


def test_a_grant_on_one_group_of_schedules_is_a_grant_on_that_group() -> None:
    with LocalAws(enforce_iam=True) as aws:
        aws.client("scheduler").create_schedule_group(Name="floor")
        scheduler = _as_role(aws)
        schedule = {
            "Name": "watch",
            "ScheduleExpression": "rate(1 hours)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": TARGET,
        }
        scheduler.create_schedule(GroupName="floor", **schedule)
        scheduler.delete_schedule(GroupName="floor", Name="watch")
        assert "AccessDenied" not in aws.log()
        for elsewhere in ({}, {"GroupName": "default"}, {"GroupName": "other"}):
            with pytest.raises(ClientError, match="not authorized"):
                scheduler.create_schedule(**schedule, **elsewhere)
        with pytest.raises(ClientError, match="not authorized"):
            scheduler.get_schedule(GroupName="floor", Name="watch")
        refused = [
            line.split("AccessDenied: ")[1] for line in aws.log().splitlines() if "AccessDenied" in line
        ]
        who = f"arn:aws:sts::{ACCOUNT}:assumed-role/scheduling/test"
        assert refused == [f"scheduler:CreateSchedule for {who}"] * 3 + [f"scheduler:GetSchedule for {who}"]
