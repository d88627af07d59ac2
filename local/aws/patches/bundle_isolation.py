"""A function sees its own bundle, not the developer's checkout.

Workers run in this virtual environment, whose editable install puts the checkout on `sys.path`; a module
missing from a bundle would be found there and the mistake would show on AWS only. The paths named in
OMC_HIDDEN_PATHS leave `sys.path` before the handler is imported; third-party packages stay.
"""

from ministack.core import lambda_runtime

from local.aws.patches.guard import replace_once
from local.aws.settings import HIDDEN_PATHS_ENV

_ENTRY = '    init = json.loads(sys.stdin.readline())\n    code_dir = init["code_dir"]\n'
_HIDE = f"""    hidden = os.environ.pop("{HIDDEN_PATHS_ENV}", "").split(os.pathsep)
    sys.path[:] = [entry for entry in sys.path if entry not in hidden]
"""


def apply() -> None:
    """Teach the worker's script to forget the hidden paths."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = replace_once(
        lambda_runtime._PYTHON_WORKER_SCRIPT, _ENTRY, _HIDE + _ENTRY
    )
