"""TCP ports on loopback: find a free one, or say who is in the way."""

import socket

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 4566


class PortBusyError(RuntimeError):
    """The wanted port already has a listener."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} on {LOOPBACK} is already in use, so the local AWS cannot start there. "
            f"Stop the other program, or choose a free port: make run PORT={port + 1}"
        )
        self.port = port


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free(port: int) -> None:
    """Raise PortBusyError when something answers on the port."""
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, port)) == 0:
            raise PortBusyError(port)
