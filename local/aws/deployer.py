"""Deploy a compiled template to the local AWS without the CDK command line.

Uploads assets by their hashes, then creates or updates the stacks in dependency order. Doing it again with
nothing changed changes nothing and takes about a second.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import ClientError

from local.aws.assembly import Assembly, StackPlan, read_assembly
from local.aws.assets import publish
from local.aws.process import LocalAws
from local.aws.settings import ACCOUNT, REGION
from local.aws.stacks import StackDeployer

# What `cdk bootstrap` leaves behind, and the templates ask for.
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
BOOTSTRAP_VERSION = "30"
TEMPLATE_BUCKET = f"omc-local-templates-{ACCOUNT}-{REGION}"

Outputs = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Step:
    """Progress, told when a step is done: "assets" or a stack's name, what happened, and how long it took."""

    name: str
    result: str
    seconds: float


Progress = Callable[[Step], None]


def deploy(aws: LocalAws, folder: Path, progress: Progress | None = None) -> Outputs:
    """Deploy the assembly in `folder`; returns the outputs of each stack and writes them to outputs.json.

    AssemblyError for an incomplete folder, StackFailedError with the reasons of CloudFormation.
    """
    tell = progress or (lambda _step: None)
    assembly = read_assembly(folder)
    _publish(aws, assembly, tell)
    stacks = StackDeployer(aws.client("cloudformation"))
    outputs: Outputs = {}
    for plan in assembly.stacks:
        started = time.monotonic()
        outcome = stacks.apply(plan.name, _template_url(aws, plan))
        outputs[plan.name] = outcome.outputs
        tell(Step(plan.name, outcome.action, time.monotonic() - started))
    (folder / "outputs.json").write_text(json.dumps(outputs, indent=2, sort_keys=True))
    return outputs


def merged(outputs: Outputs) -> dict[str, str]:
    """All outputs in one mapping.

    >>> merged({"Data": {"FloorTable": "f"}, "Api": {"HttpApiId": "a"}})
    {'FloorTable': 'f', 'HttpApiId': 'a'}
    """
    return {key: value for stack in outputs.values() for key, value in stack.items()}


def _publish(aws: LocalAws, assembly: Assembly, tell: Progress) -> None:
    started = time.monotonic()
    ssm, s3 = aws.client("ssm"), aws.client("s3")
    try:
        ssm.get_parameter(Name=BOOTSTRAP_PARAMETER)
    except ClientError:
        ssm.put_parameter(Name=BOOTSTRAP_PARAMETER, Value=BOOTSTRAP_VERSION, Type="String")
    s3.create_bucket(Bucket=TEMPLATE_BUCKET)
    written = publish(s3, assembly.assets, live_code=aws.settings.live_code)
    tell(Step("assets", f"{written} of {len(assembly.assets)} uploaded", time.monotonic() - started))


def _template_url(aws: LocalAws, plan: StackPlan) -> str:
    key = f"{plan.name}.json"
    aws.client("s3").put_object(Bucket=TEMPLATE_BUCKET, Key=key, Body=plan.template.read_bytes())
    return f"{aws.endpoint_url}/{TEMPLATE_BUCKET}/{key}"
