"""What every mend stands on: the emulator's source still reads as it did when the mend was written.

A mend that no longer fits must stop the emulator with a sentence, never half apply.
"""

import inspect
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

EMULATOR_VERSION = "1.5.33"


class EmulatorChangedError(RuntimeError):
    """The installed emulator is not the one these mends were written for."""


def require_version() -> None:
    """Refuse any other release before anything is replaced."""
    found = version("ministack")
    if found != EMULATOR_VERSION:
        raise EmulatorChangedError(
            f"Expected ministack {EMULATOR_VERSION}, found {found}. Install the pinned release (uv sync), "
            "or review local/aws/patches against the new one and change EMULATOR_VERSION."
        )


def expect(subject: Callable[..., Any], *fragments: str) -> None:
    """Raise unless the source of `subject` still contains each fragment the mend relies on."""
    source = inspect.getsource(subject)
    for fragment in fragments:
        if fragment not in source:
            raise EmulatorChangedError(
                f"Expected {subject.__module__}.{subject.__qualname__} to contain {fragment!r} "
                "and it does not: the emulator changed, so review or drop the mend that relies on it."
            )


def replace_once(text: str, old: str, new: str) -> str:
    """Replace the single occurrence of `old`; none, or several, means the text is not the one we know."""
    found = text.count(old)
    if found != 1:
        raise EmulatorChangedError(
            f"Expected exactly one {old!r} in the emulator's script, found {found}: review the mend."
        )
    return text.replace(old, new)
