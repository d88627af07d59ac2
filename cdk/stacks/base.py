"""What every stack of ours has: its name, its tags, and outputs under fixed names."""

from typing import Any

from aws_cdk import CfnOutput, Environment, Stack, Tags
from constructs import Construct

from cdk.config import Stage


class OmcStack(Stack):
    """`Omc-{stage}-{part}`."""

    part = ""

    def __init__(self, scope: Construct, stage: Stage, env: Environment, **options: Any) -> None:
        super().__init__(
            scope,
            f"Omc-{stage.name}-{self.part}",
            env=env,
            analytics_reporting=False,
            termination_protection=stage.retain_data,
            **options,
        )
        Tags.of(self).add("project", "ohmycoins")
        Tags.of(self).add("stage", stage.name)

    def tell(self, **values: str) -> None:
        """Outputs; the argument's name is the output's key."""
        for key, value in values.items():
            CfnOutput(self, key, value=value)
