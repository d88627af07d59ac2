"""Backtest: from a request to a report card and, if it passes, to the Floor."""

from pathlib import Path

from aws_cdk import Duration, Environment
from constructs import Construct

from cdk.constructs.bindings import answering, starting
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
        name = f"omc-{foundation.stage.name}-backtest"
        foundation.bindings[Need.BACKTEST_ANSWER] = answering(self, name)
        functions = {
            step.capitalize(): python_function(self, function_spec(f"backtest/{step}"), foundation)
            for step in _STEPS
        }
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
        foundation.machines["backtest"] = machine
        foundation.bindings[Need.BACKTEST] = starting(machine, name)
        self.tell(BacktestStateMachineArn=machine.state_machine_arn)
