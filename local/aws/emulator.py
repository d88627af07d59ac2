"""`python -m local.aws.emulator`: MiniStack with our mends, on loopback only, blind to the developer's AWS.

Functions inherit this process's environment, so it is cleaned first: no AWS variable, profile or instance
role of the developer reaches them. `local.aws.process.LocalAws` starts this module and sets the rest.
"""

import os
import signal
import threading
import time
from collections.abc import MutableMapping

from local.aws.settings import PARENT_ENV

_LOOK_EVERY_S = 1.0


def clean(environment: MutableMapping[str, str]) -> None:
    """Remove the developer's AWS settings and put the emulator's own in their place."""
    for name in [name for name in environment if name.startswith(("AWS_", "LOCALSTACK_"))]:
        del environment[name]
    environment.update(
        {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Express executions are called on a host prefix that loopback does not resolve.
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }
    )


def follow_parent(parent: int) -> None:
    """Stop, saving state, when the process that started us is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="omc-follow-parent").start()


def main() -> None:
    """Clean the environment, apply the mends, serve until SIGTERM."""
    clean(os.environ)
    parent = os.environ.pop(PARENT_ENV, "")
    from local.aws.patches import apply_all

    apply_all()
    if parent:
        follow_parent(int(parent))
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
