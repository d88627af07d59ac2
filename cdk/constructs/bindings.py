"""How each need is met: the environment a function gets and the statements its role gets."""

from collections.abc import Sequence

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from aws_cdk import aws_stepfunctions as sfn

from cdk.constructs.schedules import CollectorSchedules, FloorSchedules
from cdk.constructs.socket_api import SocketApi
from cdk.foundation import Binding, allow


def reading_bucket(variable: str, bucket: s3.Bucket) -> Binding:
    """Get and list."""

    def grant(role: iam.Role) -> None:
        allow(role, ["s3:ListBucket"], [bucket.bucket_arn])
        allow(role, ["s3:GetObject"], [bucket.arn_for_objects("*")])

    return Binding({variable: bucket.bucket_name}, grant)


def writing_bucket(variable: str, bucket: s3.Bucket) -> Binding:
    """Get, list and put; deletion is left to lifecycle rules."""
    reading = reading_bucket(variable, bucket)

    def grant(role: iam.Role) -> None:
        reading.grant(role)
        allow(role, ["s3:PutObject"], [bucket.arn_for_objects("*")])

    return Binding(reading.environment, grant)


def adding_below(variable: str, bucket: s3.Bucket, prefix: str) -> Binding:
    """Put below a prefix only."""

    def grant(role: iam.Role) -> None:
        allow(role, ["s3:PutObject"], [bucket.arn_for_objects(f"{prefix}*")])

    return Binding({variable: bucket.bucket_name}, grant)


def merging_bucket(variable: str, bucket: s3.Bucket, trees: Sequence[str]) -> Binding:
    """As a writer, and delete the parts of `trees` that were merged, which nothing else is named like."""
    writing = writing_bucket(variable, bucket)

    def grant(role: iam.Role) -> None:
        writing.grant(role)
        parts = [bucket.arn_for_objects(f"{tree}/*/part-*.parquet") for tree in trees]
        allow(role, ["s3:DeleteObject"], parts)

    return Binding(writing.environment, grant)


def keeping_below(variable: str, bucket: s3.Bucket, prefix: str) -> Binding:
    """Get and put below a prefix only. Listing tells what is missing from what may not be read."""

    def grant(role: iam.Role) -> None:
        allow(role, ["s3:ListBucket"], [bucket.bucket_arn])
        allow(role, ["s3:GetObject", "s3:PutObject"], [bucket.arn_for_objects(f"{prefix}*")])

    return Binding({variable: bucket.bucket_name}, grant)


def appending_bucket(variable: str, bucket: s3.Bucket) -> Binding:
    """Put only: who writes the audit cannot read it, let alone change it."""

    def grant(role: iam.Role) -> None:
        allow(role, ["s3:PutObject"], [bucket.arn_for_objects("*")])

    return Binding({variable: bucket.bucket_name}, grant)


def publishing(bus: events.EventBus) -> Binding:
    """Put events on the bus."""
    return Binding(
        {"OMC_EVENT_BUS": bus.event_bus_name},
        lambda role: allow(role, ["events:PutEvents"], [bus.event_bus_arn]),
    )


def sending(variable: str, queue: sqs.Queue) -> Binding:
    """Send messages."""
    return Binding(
        {variable: queue.queue_url}, lambda role: allow(role, ["sqs:SendMessage"], [queue.queue_arn])
    )


def reading_parameter(variable: str, parameter: ssm.StringParameter) -> Binding:
    """Read one parameter."""
    return Binding(
        {variable: parameter.parameter_name},
        lambda role: allow(role, ["ssm:GetParameter"], [parameter.parameter_arn]),
    )


def starting(machine: sfn.StateMachine, name: str) -> Binding:
    """Start and stop executions, and answer those that wait for a person."""
    running = running_of("OMC_STATE_MACHINE_ARN", machine, name)

    def grant(role: iam.Role) -> None:
        running.grant(role)
        allow(role, ["states:SendTaskSuccess"], [machine.state_machine_arn])

    return Binding(running.environment, grant)


def running_of(variable: str, machine: sfn.StateMachine, name: str) -> Binding:
    """Start and stop executions."""

    def grant(role: iam.Role) -> None:
        execution = Stack.of(machine).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        allow(role, ["states:StartExecution"], [machine.state_machine_arn])
        allow(role, ["states:StopExecution"], [execution])

    return Binding({variable: machine.state_machine_arn}, grant)


def starting_only(variable: str, machine: sfn.StateMachine) -> Binding:
    """Start executions."""
    arn = machine.state_machine_arn
    return Binding({variable: arn}, lambda role: allow(role, ["states:StartExecution"], [arn]))


def invoking(variable: str, function: lambda_.Function) -> Binding:
    """Invoke one function."""
    return Binding(
        {variable: function.function_name},
        lambda role: allow(role, ["lambda:InvokeFunction"], [function.function_arn]),
    )


def answering(stack: Stack, name: str) -> Binding:
    """Let a waiting execution go on; the machine by its name, since its steps stand before it."""
    machine = stack.format_arn(
        service="states",
        resource="stateMachine",
        resource_name=name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    return Binding({}, lambda role: allow(role, ["states:SendTaskSuccess"], [machine]))


def scheduling(schedules: FloorSchedules) -> Binding:
    """Create and delete schedules of the Floor's group, which may start two functions and nothing else."""

    def grant(role: iam.Role) -> None:
        allow(
            role,
            ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"],
            [schedules.schedules_arn],
        )
        _pass_to_scheduler(role, schedules.role)

    return Binding(schedules.environment, grant)


def scheduling_collectors(schedules: CollectorSchedules) -> Binding:
    """Create, change and delete schedules of the collectors' group, which start three functions."""

    def grant(role: iam.Role) -> None:
        actions = ("CreateSchedule", "DeleteSchedule", "UpdateSchedule")
        allow(role, [f"scheduler:{action}" for action in actions], [schedules.schedules_arn])
        _pass_to_scheduler(role, schedules.role)

    return Binding(schedules.environment, grant)


def unscheduling_collectors(schedules: CollectorSchedules) -> Binding:
    """Delete schedules of the collectors' group."""
    return Binding(
        schedules.group_environment,
        lambda role: allow(role, ["scheduler:DeleteSchedule"], [schedules.schedules_arn]),
    )


def running_collectors(schedules: CollectorSchedules) -> Binding:
    """Start the functions that run collectors, for a person who will not wait for their schedule."""
    return Binding(
        schedules.environment, lambda role: allow(role, ["lambda:InvokeFunction"], schedules.runner_arns)
    )


def _pass_to_scheduler(role: iam.Role, passed: iam.Role) -> None:
    role.add_to_policy(
        iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[passed.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )
    )


def posting(socket: SocketApi) -> Binding:
    """Post to connections."""
    return Binding(
        socket_environment(socket),
        lambda role: allow(role, ["execute-api:ManageConnections"], [socket.connections_arn]),
    )


def socket_environment(socket: SocketApi) -> dict[str, str]:
    """AWS's address of the socket; code that runs against an emulator takes the API's id from it."""
    return {"OMC_SOCKET_ENDPOINT": socket.stage.callback_url}


def naming(environment: dict[str, str]) -> Binding:
    """Tell without granting."""
    return Binding(environment, lambda _role: None)
