"""Backtest: from a request to a report card and, if it passes, to the Floor."""

import sys
from pathlib import Path

from aws_cdk import Duration, Environment
from constructs import Construct

from cdk.constructs.bindings import starting
from cdk.constructs.function import python_function
from cdk.constructs.logs import log_group
from cdk.constructs.state_machine import state_machine
from cdk.foundation import Foundation
from cdk.functions import Need, function_spec
from cdk.stacks.base import OmcStack

_STEPS = ("plan", "run", "judge", "promote", "ask", "fail")
# A promotion may wait for a person that long.
_PATIENCE = Duration.days(14)


class BacktestStack(OmcStack):
    """The state machine and the functions of its steps."""

    part = "Backtest"

    def __init__(
        self, scope: Construct, foundation: Foundation, env: Environment, *, definition: Path
    ) -> None:
        super().__init__(scope, foundation.stage, env)
        specs = {step.capitalize(): function_spec(f"backtest/{step}") for step in _STEPS}
        functions = {
            key: python_function(self, spec, foundation)
            for key, spec in specs.items()
            if foundation.code.exists(spec)
        }
        if len(functions) < len(_STEPS) or not definition.is_file():
            print(
                f"WARNING: {definition.name} or one of its steps is absent; no state machine.",
                file=sys.stderr,
            )
            return
        name = f"omc-{foundation.stage.name}-backtest"
        log = log_group(self, "Logs", f"/aws/vendedlogs/states/{name}", foundation.stage, foundation.key)
        machine = state_machine(
            self,
            "Machine",
            name=name,
            definition=definition,
            functions=functions,
            log=log,
            timeout=_PATIENCE,
        )
        foundation.machine = machine
        foundation.bindings[Need.BACKTEST] = starting(machine, name)
        self.tell(BacktestStateMachineArn=machine.state_machine_arn)
