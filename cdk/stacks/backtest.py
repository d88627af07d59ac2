"""Backtest: from a request to a report card and, if it passes, to the Floor; and searches over parameters."""

from pathlib import Path

from aws_cdk import Duration, Environment
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk.constructs.bindings import answering, running_of, starting
from cdk.constructs.function import python_function
from cdk.constructs.logs import log_group
from cdk.constructs.state_machine import distributing, state_machine
from cdk.foundation import Foundation
from cdk.functions import Need, function_spec
from cdk.stacks.base import OmcStack

_STEPS = ("plan", "run", "judge", "promote", "ask", "fail")
_SEARCH_STEPS = ("plan", "shard", "propose", "reduce", "fail")
# A promotion may wait for a person that long.
_PATIENCE = Duration.days(14)
_LONGEST_SEARCH = Duration.hours(12)


class BacktestStack(OmcStack):
    """The state machines and the functions of their steps."""

    part = "Backtest"

    def __init__(self, scope: Construct, foundation: Foundation, env: Environment, *, machines: Path) -> None:
        super().__init__(scope, foundation.stage, env)
        self._foundation, self._definitions = foundation, machines
        name = self._name("backtest")
        foundation.bindings[Need.BACKTEST_ANSWER] = answering(self, name)
        machine = self._machine("Machine", "backtest", _STEPS, _PATIENCE)
        foundation.bindings[Need.BACKTEST] = starting(machine, name)
        search = self._machine("SearchMachine", "search", _SEARCH_STEPS, _LONGEST_SEARCH)
        distributing(search, self._name("search"))
        foundation.bindings[Need.SEARCH] = running_of("OMC_SEARCH_MACHINE_ARN", search, self._name("search"))
        self.tell(
            BacktestStateMachineArn=machine.state_machine_arn, SearchStateMachineArn=search.state_machine_arn
        )

    def _machine(
        self, construct_id: str, kind: str, steps: tuple[str, ...], timeout: Duration
    ) -> sfn.StateMachine:
        foundation, name = self._foundation, self._name(kind)
        log = log_group(
            self,
            "Logs" if kind == "backtest" else f"{kind.capitalize()}Logs",
            f"/aws/vendedlogs/states/{name}",
            foundation.stage,
            foundation.key,
        )
        machine = state_machine(
            self,
            construct_id,
            name=name,
            definition=self._definitions / f"{kind}.asl.json",
            functions={step.capitalize(): self._step(kind, step) for step in steps},
            log=log,
            timeout=timeout,
        )
        foundation.machines[kind] = machine
        return machine

    def _step(self, kind: str, step: str) -> lambda_.Function:
        return python_function(self, function_spec(f"{kind}/{step}"), self._foundation)

    def _name(self, kind: str) -> str:
        return f"omc-{self._foundation.stage.name}-{kind}"
