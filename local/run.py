"""`omc run`: the house on this laptop until Ctrl-C, going on from yesterday's state."""

import signal
import threading
from pathlib import Path
from types import FrameType

from botocore.exceptions import BotoCoreError
from httpx import HTTPError

from local.api import Api, ApiError
from local.aws.deployer import Step
from local.aws.ports import require_free
from local.aws.settings import ROOT
from local.aws.site import sync_site
from local.console import console_config
from local.console_server import ConsoleServer
from local.demo import to_the_floor
from local.evidence import KEEPER_EMAIL, catch_up, first_look, keeper, other_side, turn_on
from local.feed import Feed
from local.market import replay_in, seed_sample
from local.market_data.catalog import SIMULATED_HOURLY
from local.people import DEMO_EMAIL, DEMO_PASSWORD, person
from local.stack import Stack, deployed
from local.story import bar_line, line_of
from local.terminal import Terminal
from local.web import DIST, build_console
from omc.kernel.instants import Ms, to_iso
from omc.market.model import Series
from omc.wiring.clock import SystemClock

# One folder a port: the addresses of queues inside a saved state carry it.
STATE = ROOT / ".local"
_FEED_EVERY_S = 1.0
_MADE_UP = "made up on this machine, and every record says so; no other host is asked"
_LIVE = "collected from the sources' real hosts, as their schedules say"


class _Stopping(BaseException):
    """Ctrl-C or SIGTERM: the way out of the replay. No Exception: clients wrap those that reach them."""


def run(
    terminal: Terminal,
    *,
    port: int,
    console_port: int,
    bars_per_second: float,
    live_sources: bool = False,
    state: Path = STATE,
) -> int:
    """Start, serve, tell; returns the exit status after a clean stop.

    live_sources: evidence of the real public hosts. It has a state of its own, so that it never stands
    beside what was made up.
    """
    require_free(console_port, "the console", "CONSOLE_PORT")
    require_free(port)
    terminal.step(build_console())
    folder = state / (f"{port}-live" if live_sources else str(port))
    with (
        other_side(live=live_sources) as extra,
        deployed(port=port, state_dir=folder, progress=terminal.step, extra=extra) as stack,
    ):
        sync_site(stack.aws.client("s3"), DIST, stack.outputs["SiteBucket"])
        with terminal.working("sample market", "loading") as done:
            done(seed_sample(stack))
        console = ConsoleServer(DIST, console_config(stack), port=console_port, connect=stack.connect_sources)
        console.start()
        try:
            _until_stopped(terminal, stack, console.url, bars_per_second, live_sources)
        except _Stopping:
            terminal.line("\nstopping: the state is being saved")
        finally:
            console.stop()
    terminal.step(Step("stopped", "nothing runs any more; `make run` goes on from here", 0.0))
    return 0


def _until_stopped(terminal: Terminal, stack: Stack, url: str, bars_per_second: float, live: bool) -> None:
    stop = threading.Event()
    with Api(stack, person(stack)) as api:
        _ensure_algorithm(terminal, api)
        terminal.line(f"\n  console   [bold]{url}[/bold]")
        terminal.line(f"  sign in   {DEMO_EMAIL} with {DEMO_PASSWORD}")
        terminal.line(f"  collect   {KEEPER_EMAIL} with the same password looks after the collectors")
        terminal.line(f"  market    simulated, {bars_per_second:g} bars a second; Ctrl-C stops")
        terminal.line(f"  evidence  {_LIVE if live else _MADE_UP}\n")
        _on_signals()
        beside = [
            threading.Thread(target=_tell, args=(terminal, api, stop), name="story", daemon=True),
            threading.Thread(
                target=_collect, args=(terminal, stack, live, stop), name="ledgers", daemon=True
            ),
        ]
        for thread in beside:
            thread.start()
        try:
            _replay(terminal, stack, bars_per_second)
        finally:
            stop.set()
            for thread in beside:
                thread.join(timeout=5)


def _ensure_algorithm(terminal: Terminal, api: Api) -> None:
    """A first start shows the whole thread: a strategy is tested and put on the Floor."""
    if not api.get("/v1/floor/algorithms")["items"]:
        to_the_floor(terminal, api)


def _replay(terminal: Terminal, stack: Stack, bars_per_second: float) -> None:
    replay = replay_in(stack, bars_per_second=bars_per_second)
    closes = {bar.ts: bar.close for bar in replay.market.replay.range(SIMULATED_HOURLY.series)}

    def told(series: Series, ts: Ms) -> None:
        terminal.line(bar_line(to_iso(ts), series.symbol, closes[ts]), "dim")

    replay.run(SIMULATED_HOURLY.series, told=told)
    terminal.line("the sample market has been told to its end; the console stays up until Ctrl-C")
    threading.Event().wait()


def _tell(terminal: Terminal, api: Api, stop: threading.Event) -> None:
    feed = Feed(api)
    while not stop.wait(_FEED_EVERY_S):
        try:
            for message in feed.news():
                line = line_of(message)
                if line:
                    terminal.line(line)
        except (ApiError, OSError, HTTPError) as error:
            if not stop.is_set():
                terminal.line(f"the feed could not be read: {error}", "yellow")


def _collect(terminal: Terminal, stack: Stack, live: bool, stop: threading.Event) -> None:
    """Beside the story, so that nobody waits for it: a start without evidence is a start."""
    try:
        with Api(stack, keeper(stack)) as api:
            since = SystemClock().now()
            on = turn_on(api, live=live)
            terminal.line(f"ledgers: {len(on)} collectors are on")
            score = first_look(stack, api, catch_up(api, since), since, stop)
            if score is not None:
                terminal.line(f"ledgers: first looked at, quality {score:.2f}")
    except (ApiError, OSError, HTTPError, BotoCoreError) as error:
        if not stop.is_set():
            terminal.line(f"the collectors could not be turned on: {error}", "yellow")


def _on_signals() -> None:
    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise _Stopping

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
