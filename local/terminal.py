"""What a person sees in the terminal: steps while the house starts, then the thread's life, a line each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console

from local.aws.deployer import Step

_NAME_WIDTH = 22


class Terminal:
    """Prints steps and lines; colour only where the terminal has it."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    def step(self, step: Step) -> None:
        """One finished step of the start."""
        took = f"[dim]{step.seconds:5.1f} s[/dim]" if step.seconds >= 0.05 else ""
        self._console.print(
            f"  [green]ok[/green]  {step.name:<{_NAME_WIDTH}} {step.result} {took}", soft_wrap=True
        )

    @contextmanager
    def working(self, name: str, doing: str) -> Iterator[Callable[[str], None]]:
        """A spinner while it lasts, an `ok` line at its end. Yields a setter for the result."""
        started = monotonic()
        result = [doing]
        with self._console.status(f"{name}: {doing}"):
            yield lambda text: result.__setitem__(0, text)
        self.step(Step(name, result[0], monotonic() - started))

    def line(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style or None, soft_wrap=True)

    def failure(self, message: str) -> None:
        self._console.print(f"[red]stopped:[/red] {message}", soft_wrap=True)
