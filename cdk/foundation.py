"""What stacks share: the stage, the key, the tables, and how each need of a function is met.

Direct references between stacks, not parameters looked up by name: the compiler checks them, the order of
deployment follows from them, and nothing in use can be deleted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from cdk.assets import Code
from cdk.config import Stage
from cdk.functions import Need, Table

# What events of ours say they come from.
EVENT_SOURCE = "omc"


@dataclass(frozen=True)
class Binding:
    """How a need is met: what the function is told, and what its role may do."""

    environment: Mapping[str, str]
    grant: Callable[[iam.Role], None]


@dataclass
class Foundation:
    """Filled by the stacks in the order they are built; later stacks read what earlier ones put in."""

    stage: Stage
    code: Code
    key: kms.Key
    tables: Mapping[Table, dynamodb.TableV2]
    undelivered: sqs.Queue
    bus: events.EventBus
    decide_queue: sqs.Queue
    execute_queue: sqs.Queue
    archive_queue: sqs.Queue
    dead_letters: tuple[sqs.Queue, ...]
    bindings: dict[Need, Binding] = field(default_factory=dict)
    functions: dict[str, lambda_.Function] = field(default_factory=dict)
    machines: dict[str, sfn.StateMachine] = field(default_factory=dict)

    def binding(self, need: Need) -> Binding:
        """The binding of `need`; KeyError says which stack order would be right."""
        if need not in self.bindings:
            raise KeyError(
                f"Expected {need} to be bound before a function needs it; bound: {[*self.bindings]}."
            )
        return self.bindings[need]


def allow(role: iam.Role, actions: list[str], resources: list[str]) -> None:
    """Add one statement to the role's own policy."""
    role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
