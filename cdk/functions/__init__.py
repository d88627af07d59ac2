"""Every Lambda function: what it needs, and therefore what it may touch.

A function gets the environment variable and the grant of each need it declares, and no other: code that
reaches for something undeclared fails on its first call, on the laptop as on AWS.
"""

from pathlib import Path

from cdk.functions.api import API
from cdk.functions.events import EVENTS
from cdk.functions.floor import FLOOR
from cdk.functions.lab import LAB
from cdk.functions.ledgers import LEDGERS
from cdk.functions.sockets import SOCKETS
from cdk.functions.spec import FunctionSpec, Need, Table

__all__ = ["FUNCTIONS", "FunctionSpec", "Need", "Table", "function_spec", "missing_handlers"]

FUNCTIONS = (*EVENTS, *LEDGERS, *LAB, *FLOOR, *API, *SOCKETS)


def function_spec(name: str) -> FunctionSpec:
    """The function of that name."""
    return next(spec for spec in FUNCTIONS if spec.name == name)


def missing_handlers(root: Path) -> tuple[str, ...]:
    """Functions that are declared but whose folder has no handler.py."""
    return tuple(s.name for s in FUNCTIONS if not (root / "functions" / s.name / "handler.py").is_file())
