"""SIGTERM closes the open sockets, saves the state at once, and ends what functions still do.

Unmended, a browser that keeps its socket open keeps the server from ending, and since the state is saved
last, an impatient kill loses everything; a function that stays for its minute holds the end up for as long,
or outlives the emulator.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any

import hypercorn.asyncio
from ministack import app
from ministack.services import apigateway, lambda_svc

from local.aws.patches.guard import expect
from local.aws.patches.worker_pool import end_all

PATIENCE_S = 5.0
GRACE_S = 2.0
_LOOK_EVERY_S = 0.05
_QUIET_LOOKS = 3


def apply() -> None:
    """Serve with a trigger of our own; the emulator looks `serve` up when it starts."""
    expect(app.main, "from hypercorn.asyncio import serve as hypercorn_serve", "hypercorn_serve(app, config)")
    expect(apigateway.handle_websocket, '"close_event": close_event', "closed_by_delete")
    serve: Callable[..., Awaitable[None]] = hypercorn.asyncio.serve

    async def serve_until_saved(application: Any, config: Any) -> None:
        config.graceful_timeout = GRACE_S
        await serve(application, config, shutdown_trigger=until_stopped)
        end_all()

    hypercorn.asyncio.serve = serve_until_saved  # type: ignore[assignment]


async def until_stopped() -> None:
    """Wait for the signal, then leave nothing that could be lost or could hold the server up."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()
    await _close_sockets()
    if app.PERSIST_STATE:
        app.save_all(app._build_persistence_save_dict())


async def _close_sockets() -> None:
    """As DeleteConnection does; their $disconnect handlers still find a server that answers."""
    deadline = time.monotonic() + PATIENCE_S
    quiet = 0
    while quiet < _QUIET_LOOKS and time.monotonic() < deadline:
        for connection in list(apigateway._ws_connections.values()):
            connection["close_event"].set()
        await asyncio.sleep(_LOOK_EVERY_S)
        running, _by_function = lambda_svc.executions_in_flight()
        # A closed socket starts its handler a moment later, so one quiet look is not enough.
        quiet = 0 if apigateway._ws_connections or running else quiet + 1
