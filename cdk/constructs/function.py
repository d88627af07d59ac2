"""A Lambda function with a role of its own that holds what its specification declares, and no more."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from cdk.constructs.logs import log_group
from cdk.foundation import Foundation, allow
from cdk.functions import FunctionSpec, Need, Table
from cdk.layers import Layer

# Scan is missing on purpose: a query never scans.
READ = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"]
WRITE = [
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
]
USE_KEY = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]


def python_function(
    scope: Construct,
    spec: FunctionSpec,
    foundation: Foundation,
    concurrency: int | None = None,
    retries: int = 0,
) -> lambda_.Function:
    """The function of `spec`, known to the foundation from now on. retries: of what is started by an event
    of the bus and nobody waits for; what still fails then is left with the undelivered."""
    stage = foundation.stage
    name = spec.physical_name(stage.name)
    log = log_group(scope, f"{spec.construct_id}Logs", f"/aws/lambda/{name}", stage, foundation.key)
    role = _role(scope, spec, log.log_group_arn, foundation)
    function = lambda_.Function(
        scope,
        spec.construct_id,
        function_name=name,
        description=spec.purpose,
        runtime=lambda_.Runtime.PYTHON_3_13,
        architecture=lambda_.Architecture.ARM_64,
        handler=f"{spec.module}.handler",
        code=foundation.code.bundle(spec),
        layers=[_layer(scope, layer, foundation) for layer in foundation.code.layers(spec)],
        timeout=Duration.seconds(spec.timeout_s),
        memory_size=spec.memory_mb,
        environment=_environment(spec, foundation),
        role=role,
        log_group=log,
        tracing=lambda_.Tracing.ACTIVE,
        reserved_concurrent_executions=concurrency,
        # What comes twice is idempotent; what fails without a queue behind it is started again by its clock.
        retry_attempts=retries,
        on_failure=destinations.SqsDestination(foundation.undelivered) if retries else None,
    )
    foundation.functions[spec.name] = function
    return function


def _role(scope: Construct, spec: FunctionSpec, log_arn: str, foundation: Foundation) -> iam.Role:
    role = iam.Role(
        scope, f"{spec.construct_id}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
    )
    allow(role, ["logs:CreateLogStream", "logs:PutLogEvents"], [log_arn])
    for name in spec.reads:
        allow(role, READ, _arns(foundation.tables[name]))
    for name in spec.writes:
        allow(role, READ + WRITE, _arns(foundation.tables[name]))
    allow(role, USE_KEY, [foundation.key.key_arn])
    _keep_from_secrets(role, spec, foundation)
    for need in spec.needs:
        foundation.binding(need).grant(role)
    return role


def _keep_from_secrets(role: iam.Role, spec: FunctionSpec, foundation: Foundation) -> None:
    """The key is for everyone's tables, but collectors' secrets, known by their encryption context, are for
    those who declare the need; a refusal, because grants for streams and queues allow use of the key, too."""
    by_need = {Need.SECRETS_READ: "kms:Decrypt", Need.SECRETS_WRITE: "kms:Encrypt"}
    refused = [action for need, action in by_need.items() if need not in spec.needs]
    if refused:
        role.add_to_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                actions=refused,
                resources=[foundation.key.key_arn],
                conditions={"Null": {"kms:EncryptionContext:omc-collector": "false"}},
            )
        )


def _arns(table: dynamodb.TableV2) -> list[str]:
    return [table.table_arn, f"{table.table_arn}/index/gsi1"]


def _environment(spec: FunctionSpec, foundation: Foundation) -> dict[str, str]:
    told = {
        "OMC_STAGE": foundation.stage.name,
        "POWERTOOLS_SERVICE_NAME": spec.name,
        "POWERTOOLS_METRICS_NAMESPACE": "OhMyCoins",
    }
    for table in (*spec.reads, *spec.writes):
        told[table_variable(table)] = foundation.tables[table].table_name
    for need in spec.needs:
        told.update(foundation.binding(need).environment)
    return told


def table_variable(table: Table) -> str:
    """Environment variable that carries the table's name.

    >>> table_variable(Table.FLOOR)
    'OMC_FLOOR_TABLE'
    """
    return f"OMC_{table.upper()}_TABLE"


def _layer(scope: Construct, layer: Layer, foundation: Foundation) -> lambda_.ILayerVersion:
    """One version of the layer per stack, shared by its functions."""
    stack = Stack.of(scope)
    construct_id = f"{layer.capitalize()}Layer"
    found = stack.node.try_find_child(construct_id)
    if isinstance(found, lambda_.LayerVersion):
        return found
    return lambda_.LayerVersion(
        stack,
        construct_id,
        code=foundation.code.layer(layer),
        compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        compatible_architectures=[lambda_.Architecture.ARM_64],
        description=f"Third-party code: {layer}.",
    )
