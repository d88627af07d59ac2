"""TCP ports on loopback: find a free one, or say who is in the way."""

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 4566


class PortBusyError(RuntimeError):
    """The wanted port already has a listener."""

    def __init__(self, port: int, what: str = "the local AWS", setting: str = "PORT") -> None:
        super().__init__(
            f"Port {port} on {LOOPBACK} is already in use, so {what} cannot start there. "
            f"Stop the other program, or choose a free port: make run {setting}={port + 1}"
        )
        self.port = port


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free(port: int, what: str = "the local AWS", setting: str = "PORT") -> None:
    """Raise PortBusyError when something answers on the port; it says what cannot start, and how it may."""
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, port)) == 0:
            raise PortBusyError(port, what, setting)


class PortMovedError(RuntimeError):
    """Saved state is to be served on another port than it was made on."""

    def __init__(self, state_dir: Path, made_on: int, wanted: int) -> None:
        super().__init__(
            f"The state saved in {state_dir} was made on port {made_on} and its queues' addresses carry it, "
            f"so it cannot be served on {wanted}. Start it on {made_on}, or remove the folder to begin anew."
        )


def remembered_port(state_dir: Path) -> int | None:
    """The port the saved state was made on."""
    memory = state_dir / "port"
    return int(memory.read_text()) if memory.is_file() else None


def remember_port(state_dir: Path, port: int) -> None:
    """Tie the saved state to its port; PortMovedError when it is tied to another."""
    made_on = remembered_port(state_dir)
    if made_on not in (None, port):
        raise PortMovedError(state_dir, made_on or 0, port)
    state_dir.mkdir(parents=True, exist_ok=True)
    (state_dir / "port").write_text(str(port))
