"""An emulator says when its port is taken, keeps what it was asked to keep, and enforces roles when asked."""

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from websockets.sync.client import connect

from local.aws.deployer import deploy
from local.aws.endpoints import socket_url
from local.aws.ports import PortBusyError
from local.aws.process import LocalAws
from local.aws.settings import LIVE_CODE_ENV
from tests.contract.local_aws.assembly_writer import write_assembly, write_bundle
from tests.contract.local_aws.cloud import Cloud, eventually
from tests.contract.local_aws.template import ROLE, function_id, resource

pytestmark = pytest.mark.integration


def test_a_busy_port_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusyError, match=rf"Port {port} .* make run PORT={port + 1}"):
            LocalAws(port=port).start()


def test_records_and_consumers_survive_a_restart(assembly: Path, tmp_path: Path) -> None:
    with LocalAws(tmp_path, persist=True) as aws:
        cloud = Cloud(aws, deploy(aws, assembly)["Contract"])
        _hold_consumer(cloud, enabled=False)
        _put(cloud, "unread")
        time.sleep(0.2)
    with LocalAws(tmp_path, persist=True) as aws:
        cloud = Cloud(aws, cloud.names)
        _hold_consumer(cloud, enabled=True)
        assert eventually(lambda: ["unread"] in cloud.notes("consume"))
        _put(cloud, "later")
        assert eventually(lambda: ["later"] in cloud.notes("consume"))
        aws.client("sqs").send_message(
            QueueUrl=cloud["Work"],
            MessageBody='{"number": 1}',
            MessageGroupId="g",
            MessageDeduplicationId="1",
        )
        assert eventually(lambda: cloud.notes("work"))


def _put(cloud: Cloud, key: str) -> None:
    cloud.aws.resource("dynamodb").Table(cloud["Facts"]).put_item(Item={"pk": key, "sk": "fact"})


def _hold_consumer(cloud: Cloud, *, enabled: bool) -> None:
    client = cloud.aws.client("lambda")
    found = client.list_event_source_mappings(FunctionName=cloud[function_id("consume")])
    client.update_event_source_mapping(UUID=found["EventSourceMappings"][0]["UUID"], Enabled=enabled)


def test_enforced_roles_let_a_function_do_what_its_policies_say_and_nothing_else(assembly: Path) -> None:
    with LocalAws(enforce_iam=True) as aws:
        role = ROLE.rsplit("/", 1)[-1]
        iam = aws.client("iam")
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(_trust()))
        cloud = Cloud(aws, deploy(aws, assembly)["Contract"])
        assert cloud.invoke("remember", {})["errorType"] == "ClientError"
        policy = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": f"*table/{cloud['Notes']}"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
        iam.put_role_policy(RoleName=role, PolicyName="notes", PolicyDocument=document)
        assert cloud.invoke("remember", {}) is None
        stranger = aws.client("dynamodb", aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="x")
        with pytest.raises(ClientError, match="security token"):
            stranger.list_tables()


def _trust() -> dict[str, Any]:
    principal = {"Service": "lambda.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_live_code_is_new_after_a_save(tmp_path: Path) -> None:
    source, folder = tmp_path / "checkout", tmp_path / "assembly"
    source.mkdir()
    (source / "live.py").write_text("def handler(event, context):\n    return 'first'\n")
    extra = (("PYTHONPATH", str(source)), (LIVE_CODE_ENV, str(source)), ("PYTHONDONTWRITEBYTECODE", "1"))
    function = resource(
        "Lambda::Function",
        Code=write_bundle(folder, {"live.py": "raise RuntimeError('the bundle is not what runs')"}),
        Handler="live.handler",
        Runtime="python3.13",
        Role=ROLE,
    )
    template = {"Resources": {"Live": function}, "Outputs": {function_id("live"): {"Value": {"Ref": "Live"}}}}
    with LocalAws(live_code=True, extra=extra) as aws:
        cloud = Cloud(aws, deploy(aws, write_assembly(folder, {"Live": template}))["Live"])
        assert cloud.invoke("live", {}) == "first"
        (source / "live.py").write_text("def handler(event, context):\n    return 'second'\n")
        assert eventually(lambda: cloud.invoke("live", {}) == "second")


def test_an_open_socket_does_not_keep_the_state_from_being_saved(assembly: Path, tmp_path: Path) -> None:
    aws = LocalAws(tmp_path, persist=True).start()
    cloud = Cloud(aws, deploy(aws, assembly)["Contract"])
    with connect(f"{socket_url(aws.endpoint_url, cloud['SocketApi'], 'live')}?ticket=good", proxy=None):
        started = time.monotonic()
        aws.stop()
        assert time.monotonic() - started < 10
    assert (tmp_path / "state" / "dynamodb.json").is_file()
