"""The `omc` command: run the house on this laptop, demonstrate it, feed it candles."""

import argparse
import subprocess
from collections.abc import Sequence

from local.aws.assembly import AssemblyError
from local.aws.ports import DEFAULT_PORT, PortBusyError, PortMovedError
from local.aws.process import EmulatorFailedError
from local.aws.stacks import StackFailedError
from local.candles import command as candles
from local.node import NodeMissingError
from local.synth import SynthError
from local.terminal import Terminal
from omc.kernel.errors import OmcError

_EXPLAINED = (
    PortBusyError, PortMovedError, EmulatorFailedError, SynthError, AssemblyError, StackFailedError,
    NodeMissingError, OmcError, TimeoutError,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0, or 1 after a sentence that says what to do."""
    terminal = Terminal()
    try:
        return _dispatch(terminal, _parser().parse_args(argv))
    except _EXPLAINED as error:
        terminal.failure(str(error))
    except subprocess.CalledProcessError as error:
        terminal.failure(f"{' '.join(map(str, error.cmd[-3:]))} ended with {error.returncode}; see above")
    except KeyboardInterrupt:
        terminal.line("\nstopped")
    return 1


def _dispatch(terminal: Terminal, args: argparse.Namespace) -> int:
    if args.command == "run":
        from local.run import run

        return run(
            terminal,
            port=args.port,
            console_port=args.console_port,
            bars_per_second=args.bars_per_second,
            live_sources=args.live_sources,
        )
    if args.command == "demo":
        from local.demo import demo

        return demo(terminal, args.bars)
    return _candles(args)


def _candles(args: argparse.Namespace) -> int:
    from local.running import running_market

    with running_market(args.port) as market:
        return candles.run(args, market)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="omc", description="Oh My Coins on this laptop.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run", help="deploy to this laptop, serve the console, replay the sample market"
    )
    run.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the local AWS (default %(default)s)")
    run.add_argument("--console-port", type=int, default=8787, help="of the console (default %(default)s)")
    run.add_argument("--bars-per-second", type=float, default=1.0, help="speed of the replay (default 1)")
    run.add_argument(
        "--live-sources",
        action="store_true",
        help="collect evidence from the real public hosts instead of made-up ones, into a state of its own",
    )
    demo = commands.add_parser("demo", help="the whole main job without a browser, then a summary")
    demo.add_argument("--bars", type=int, default=500, help="bars the Floor lives through (default 500)")
    imported = candles.add_parser(commands)
    imported.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the running local AWS")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
