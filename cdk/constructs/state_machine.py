"""A state machine from its own file, with functions' addresses substituted, logs and traces on."""

import re
from collections.abc import Mapping
from pathlib import Path

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

_PLACE = re.compile(r"\$\{(\w+)\}")


def state_machine(
    scope: Construct,
    construct_id: str,
    *,
    name: str,
    definition: Path,
    functions: Mapping[str, lambda_.Function],
    log: logs.LogGroup,
    timeout: Duration,
) -> sfn.StateMachine:
    """`${FooFunctionArn}` in the file becomes the address of functions["Foo"], which it may then invoke."""
    text = definition.read_text()
    values = {f"{key}FunctionArn": function.function_arn for key, function in functions.items()}
    wanted = set(_PLACE.findall(text))
    if not wanted <= set(values):
        raise ValueError(
            f"Expected {definition.name} to ask for {sorted(values)}; it asks for {sorted(wanted)}."
        )
    machine = sfn.StateMachine(
        scope,
        construct_id,
        state_machine_name=name,
        definition_body=sfn.DefinitionBody.from_string(text),
        definition_substitutions={key: value for key, value in values.items() if key in wanted},
        logs=sfn.LogOptions(destination=log, level=sfn.LogLevel.ALL, include_execution_data=False),
        tracing_enabled=True,
        timeout=timeout,
    )
    for function in functions.values():
        machine.role.add_to_principal_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn])
        )
    return machine


def distributing(machine: sfn.StateMachine, name: str) -> None:
    """Let a machine with a distributed map run its children; both by name, since a role comes before."""
    stack = Stack.of(machine)

    def arn(resource: str, resource_name: str) -> str:
        return stack.format_arn(
            service="states",
            resource=resource,
            resource_name=resource_name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    # A child's address names its map after the machine; older ones do not.
    children = [arn("execution", f"{name}:*"), arn("execution", f"{name}/*")]
    statements = {
        "states:StartExecution": [arn("stateMachine", name)],
        "states:DescribeExecution": children,
        "states:StopExecution": children,
        "states:RedriveExecution": children,
    }
    for action, resources in statements.items():
        machine.role.add_to_principal_policy(iam.PolicyStatement(actions=[action], resources=resources))
