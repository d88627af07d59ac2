"""Builds what the strategies context uses."""

from collections.abc import Mapping
from typing import Any

from omc.adapters.dynamodb.strategies import StrategyTable
from omc.contracts.http.problem import ProblemField
from omc.contracts.http.strategies import SpecVerdict
from omc.contracts.spec import SpecModel, read_spec
from omc.kernel.errors import InvalidInput
from omc.strategy.hashing import spec_hash
from omc.strategy.library import StrategyLibrary
from omc.strategy.model import StrategySpec
from omc.strategy.validate import validate_spec
from omc.wiring.aws import dynamodb, setting
from omc.wiring.clock import SystemClock

__all__ = ["clock", "strategies", "valid_spec", "verdict"]

clock = SystemClock()


def strategies() -> StrategyLibrary:
    """The strategies of every owner."""
    return StrategyTable(dynamodb(), setting("OMC_LAB_TABLE"))


def valid_spec(raw: Mapping[str, Any]) -> StrategySpec:
    """The spec in `raw`, compiled once to be sure; InvalidInput (422) with everything that is wrong."""
    spec = read_spec(raw)
    validate_spec(spec)
    return spec


def verdict(raw: Mapping[str, Any]) -> SpecVerdict:
    """What is wrong with `raw`, or what it comes to."""
    try:
        spec = read_spec(raw)
        valid = validate_spec(spec)
    except InvalidInput as error:
        return SpecVerdict(valid=False, errors=[ProblemField.of(field) for field in error.fields])
    return SpecVerdict(
        valid=True,
        normalised=SpecModel.of(spec),
        spec_hash=spec_hash(spec),
        warmup_bars=valid.warmup_bars,
    )
