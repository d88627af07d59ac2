"""The deployer creates, leaves alone, updates, reports and recovers."""

import json
from pathlib import Path

import pytest

from local.aws.assembly import AssemblyError
from local.aws.deployer import Step, deploy
from local.aws.site import sync_site
from local.aws.stacks import StackFailedError
from tests.contract.local_aws.assembly_writer import write_assembly
from tests.contract.local_aws.cloud import Cloud
from tests.contract.local_aws.template import resource

pytestmark = pytest.mark.integration
QUEUE = {"Queue": resource("SQS::Queue")}


def test_deploying_again_changes_nothing(cloud: Cloud, assembly: Path) -> None:
    steps: list[Step] = []
    outputs = deploy(cloud.aws, assembly, steps.append)
    assert [step.result for step in steps] == ["0 of 1 uploaded", "unchanged"]
    assert outputs["Contract"]["HttpApi"] == cloud["HttpApi"]
    assert json.loads((assembly / "outputs.json").read_text()) == outputs


def test_a_changed_template_updates_its_stack_only(cloud: Cloud, tmp_path: Path) -> None:
    stacks = {"Api": {"Resources": QUEUE}, "Data": {"Resources": QUEUE}}
    folder = write_assembly(tmp_path, stacks, {"Api": ["Data"]})
    steps: list[Step] = []
    deploy(cloud.aws, folder, steps.append)
    more = {"Resources": {**QUEUE, "Second": resource("SQS::Queue")}}
    deploy(cloud.aws, write_assembly(tmp_path, {**stacks, "Api": more}, {"Api": ["Data"]}), steps.append)
    told = [(step.name, step.result) for step in steps if step.name != "assets"]
    assert told == [("Data", "created"), ("Api", "created"), ("Data", "unchanged"), ("Api", "updated")]


def test_a_failure_names_the_resource_and_the_next_deployment_starts_over(
    cloud: Cloud, tmp_path: Path
) -> None:
    bad = {"Resources": {**QUEUE, "Alarm": resource("CloudWatch::Alarm", Threshold=1)}}
    folder = write_assembly(tmp_path, {"Fragile": bad})
    with pytest.raises(StackFailedError, match=r"Alarm \(AWS::CloudWatch::Alarm\): .*MetricName"):
        deploy(cloud.aws, folder)
    steps: list[Step] = []
    deploy(cloud.aws, write_assembly(tmp_path, {"Fragile": {"Resources": QUEUE}}), steps.append)
    assert steps[-1].result == "created"


def test_a_missing_bundle_stops_the_deployment_before_it_begins(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "asset.gone").mkdir()
    folder = write_assembly(tmp_path, {"Never": {"Resources": QUEUE}})
    (tmp_path / "asset.gone").rmdir()
    with pytest.raises(AssemblyError, match=r"asset\.gone"):
        deploy(cloud.aws, folder)


def test_expiry_is_on_where_the_template_says_so(cloud: Cloud) -> None:
    setting = cloud.aws.client("dynamodb").describe_time_to_live(TableName=cloud["Facts"])
    assert setting["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}


def test_the_console_is_uploaded_and_what_left_the_build_leaves_the_bucket(
    cloud: Cloud, tmp_path: Path
) -> None:
    s3 = cloud.aws.client("s3")
    s3.create_bucket(Bucket="site")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-1.js").write_text("1")
    (tmp_path / "index.html").write_text("one")
    assert sync_site(s3, tmp_path, "site") == (2, 0)
    (tmp_path / "assets" / "app-1.js").rename(tmp_path / "assets" / "app-2.js")
    assert sync_site(s3, tmp_path, "site") == (1, 1)
    assert s3.head_object(Bucket="site", Key="index.html")["ContentType"] == "text/html"
