"""The thresholds in force, from their parameter; read at each judging, so that a change takes effect."""

from typing import TYPE_CHECKING

from omc.backtest.judging.gates import GateSet
from omc.contracts.backtest import read_gates

if TYPE_CHECKING:
    from mypy_boto3_ssm.client import SSMClient


class GateParameter:
    """A GateSource; InvalidInput when the parameter holds no gate set."""

    def __init__(self, client: "SSMClient", name: str) -> None:
        self._client = client
        self._name = name

    def current(self) -> GateSet:
        return read_gates(self._client.get_parameter(Name=self._name)["Parameter"]["Value"])
