"""Builds what starts, ends and promotes runs; nothing here computes, so nothing here needs numpy."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from omc.adapters.dynamodb.backtests import RunTable
from omc.adapters.dynamodb.promotions import PromotionTable
from omc.adapters.stepfunctions.machine import BacktestMachine
from omc.backtest.judging.gates import GateSet
from omc.backtest.service.promoting import Promoting
from omc.backtest.service.promotions import Promotion
from omc.backtest.service.requests import Requests
from omc.backtest.service.reviewing import Review
from omc.backtest.service.runs import RunRequest
from omc.contracts.backtest import AskInput, FailInput, StepInput
from omc.wiring.clients import dynamodb, s3, setting
from omc.wiring.clock import SystemClock
from omc.wiring.paper import Paper

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.client import SFNClient

__all__ = [
    "AskInput",
    "FailInput",
    "StepInput",
    "clock",
    "promoting",
    "promotions",
    "requests",
    "review",
    "runs",
]

clock = SystemClock()


def runs() -> RunTable:
    return RunTable(dynamodb(), setting("OMC_LAB_TABLE"))


def promotions() -> PromotionTable:
    return PromotionTable(dynamodb(), setting("OMC_LAB_TABLE"))


def requests() -> Requests:
    """Runs, asked for, called off, given up."""
    return Requests(runs(), _Machine(), clock)


def promoting() -> Promoting:
    """Promotions, decided and deployed."""
    return Promoting(runs(), promotions(), _Floor(), _Machine(), clock, review())


def review() -> Review:
    """Cards as they stand now."""
    return Review(_Cards(), _Gates(), Paper())


class _Cards:
    """The cards in the lake, reached when somebody decides on one."""

    def card(self, run_id: str) -> Mapping[str, Any]:
        from omc.adapters.s3.cards import CardLake

        return CardLake(s3(), setting("OMC_LAKE_BUCKET")).card(run_id)


class _Gates:
    """The gates now in force, looked up likewise: most of what is built here may not read them."""

    def current(self) -> GateSet:
        import boto3

        from omc.adapters.parameters.gates import GateParameter

        return GateParameter(boto3.client("ssm"), setting("OMC_GATES_PARAMETER")).current()


class _Machine:
    """The machine by its address, asked for when needed: its own steps are not told it."""

    def start(self, run_id: str) -> None:
        self._at(setting("OMC_STATE_MACHINE_ARN")).start(run_id)

    def stop(self, run_id: str) -> None:
        self._at(setting("OMC_STATE_MACHINE_ARN")).stop(run_id)

    def decided(self, task_token: str, decision: str) -> bool:
        return self._at("").decided(task_token, decision)

    def _at(self, machine_arn: str) -> BacktestMachine:
        return BacktestMachine(_stepfunctions(), machine_arn)


class _Floor:
    """Hands a promotion to the Floor; imported late, for most of what is built here deploys nothing."""

    def deploy(self, promotion: Promotion, run: RunRequest) -> str:
        from omc.floor.orders import Mode
        from omc.floor.services.deploy import Deployment
        from omc.wiring.floor import deployer

        wanted = Deployment(
            owner_id=promotion.owner_id,
            strategy_id=promotion.strategy_id,
            version=promotion.version,
            spec=run.spec,
            series=run.series,
            mode=Mode(promotion.target),
            capital=promotion.capital,
            promotion_id=promotion.promotion_id,
            limits=promotion.limits,
            costs=run.settings.costs,
            minimum_warmup_bars=run.settings.minimum_warmup_bars,
        )
        return deployer().deploy(wanted)


@cache
def _stepfunctions() -> "SFNClient":
    import boto3

    return boto3.client("stepfunctions")
